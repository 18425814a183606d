import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { AwsError } from "../../../local/engine/aws-error";
import { ConnectionLost } from "../../../local/wire/connection-lost";
import { type Attachment, serve } from "../../../local/wire/server";
import { RecordingCloud } from "./recording-cloud";
import { rejection } from "./rejection";

const scope = (service: string, region = "us-east-1") =>
  `AWS4-HMAC-SHA256 Credential=KEY/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

describe("The port of the local cloud", () => {
  let cloud: RecordingCloud;
  let attachment: Attachment;
  let faults: unknown[];

  beforeEach(async () => {
    cloud = new RecordingCloud();
    faults = [];
    attachment = await serve(cloud, { onFault: (fault) => faults.push(fault) });
  });
  afterEach(() => attachment.close());

  const client = (region: string) =>
    new SQSClient({
      region,
      endpoint: attachment.url,
      credentials: { accessKeyId: "A", secretAccessKey: "b" },
      maxAttempts: 1,
    });

  it("serves all regions on one port, told apart by the signature", async () => {
    cloud.on("sqs:GetQueueUrl", () => ({ QueueUrl: "https://sqs.x.amazonaws.com/0/pay" }));
    for (const region of ["us-east-1", "eu-central-1"]) {
      await client(region).send(new GetQueueUrlCommand({ QueueName: "pay" }));
      expect(cloud.last.caller).to.deep.equal({ region });
    }
  });

  it("hands out queue URLs the client can reach and takes back any host", async () => {
    cloud.on("sqs:GetQueueUrl", () => ({
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/pay",
    }));
    cloud.on("sqs:SendMessage", () => ({
      MessageId: "m",
      MD5OfMessageBody: "9dd4e461268c8034f5c8564e155c67a6",
    }));
    const sqs = client("us-east-1");
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "pay" }));
    expect(QueueUrl).to.equal(`${attachment.url}/000000000000/pay`);
    for (const url of [QueueUrl, "http://elsewhere:1/000000000000/pay"]) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }));
      expect(cloud.last.input.QueueUrl).to.equal(
        "https://sqs.us-east-1.amazonaws.com/000000000000/pay",
      );
    }
  });

  it("breaks the connection of a lost region without an answer", async () => {
    cloud.on("sqs:GetQueueUrl", () => {
      throw new ConnectionLost();
    });
    const lost = await rejection(
      client("us-east-1").send(new GetQueueUrlCommand({ QueueName: "pay" })),
    );
    expect(lost.code).to.be.oneOf(["ECONNRESET", "EPIPE"]);
    expect(faults).to.deep.equal([]);
  });

  it("turns a fault of the emulator into an InternalFailure and tells its keeper", async () => {
    cloud.on("sqs:GetQueueUrl", () => ({ NoSuchMember: 1 }));
    const failed = await rejection(
      client("us-east-1").send(new GetQueueUrlCommand({ QueueName: "pay" })),
    );
    expect(failed.name).to.equal("InternalFailure");
    expect(String(faults[0])).to.contain("NoSuchMember");
  });

  it("refuses what it cannot place", async () => {
    const unsigned = await fetch(attachment.url, { method: "POST" });
    expect(unsigned.status).to.equal(403);
    const unknown = await fetch(attachment.url, {
      method: "POST",
      headers: { authorization: scope("kinesis") },
    });
    expect(unknown.status).to.equal(501);
    expect(await unknown.json()).to.have.property("__type", "NotModelledException");
    expect(cloud.calls).to.deep.equal([]);
  });

  it("invokes functions and passes their error mark on", async () => {
    cloud.on("lambda:Invoke", (input) => ({
      StatusCode: 200,
      FunctionError: "Unhandled",
      Payload: input.Payload,
    }));
    const response = await fetch(
      `${attachment.url}/2015-03-31/functions/${encodeURIComponent("arn:aws:lambda:x:0:function:f")}/invocations`,
      { method: "POST", headers: { authorization: scope("lambda") }, body: '{"a":1}' },
    );
    expect(response.status).to.equal(200);
    expect(response.headers.get("x-amz-function-error")).to.equal("Unhandled");
    expect(await response.json()).to.deep.equal({ a: 1 });
    expect(cloud.last.input.FunctionName).to.equal("arn:aws:lambda:x:0:function:f");
  });

  it("reports a refused invocation with its type in the header", async () => {
    cloud.on("lambda:Invoke", () => {
      throw new AwsError("TooManyRequestsException", "Rate exceeded");
    });
    const response = await fetch(`${attachment.url}/2015-03-31/functions/f/invocations`, {
      method: "POST",
      headers: { authorization: scope("lambda") },
      body: "{}",
    });
    expect(response.status).to.equal(429);
    expect(response.headers.get("x-amzn-errortype")).to.equal("TooManyRequestsException");
  });

  it("tells an operator who they are", async () => {
    cloud.on("sts:GetCallerIdentity", () => ({
      Account: "000000000000",
      Arn: "arn:me",
      UserId: "u",
    }));
    const response = await fetch(attachment.url, {
      method: "POST",
      headers: {
        authorization: scope("sts"),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    expect(await response.text()).to.contain("<Arn>arn:me</Arn>");
  });
});
