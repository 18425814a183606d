import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type AwsFrontWorld, openAwsFront } from "../../../local/cloud/aws-front";
import { ConnectionLost } from "../../../local/wire/connection-lost";
import { RecordingCloud } from "../wire/recording-cloud";

const EAST = "us-east-1";
const WEST = "us-east-2";
const ROLE = "arn:aws:iam::111122223333:role/payment-validate";
const FORM = "application/x-www-form-urlencoded; charset=utf-8";

const signed = (service: string, region = EAST, key = "OPERATOR") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("The AWS endpoint of a region", () => {
  const servers: Server[] = [];
  let cloud: RecordingCloud;
  let port: number;
  let reachable: (region: string) => boolean;
  let portOf: AwsFrontWorld["portOf"];

  beforeEach(async () => {
    cloud = new RecordingCloud();
    reachable = () => true;
    // As the region's process looks for ports: whatever it does not know is asked of the region itself.
    portOf = (_service, region) => (region === EAST ? port : undefined);
    const front = openAwsFront({
      region: EAST,
      cloud,
      own: new Set(["sqs", "monitoring", "scheduler"]),
      portOf: (...asked) => portOf(...asked),
      reachable: (region) => reachable(region),
      principalOf: (key) => (key === "FUNCTION" ? ROLE : undefined),
    });
    servers.push(front);
    port = await listening(front);
  });

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const ask = (headers: Record<string, string>, body = "", path = "/") =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(2_000),
    });

  const whoAmI = async (key: string) => {
    const headers = { ...signed("sts", EAST, key), "content-type": FORM };
    const answer = await ask(headers, "Action=GetCallerIdentity&Version=2011-06-15");
    expect(answer.status).to.equal(200);
    const text = await answer.text();
    return ["Account", "Arn", "UserId"].map(
      (name) => new RegExp(`<GetCallerIdentityResult>.*<${name}>(.*)</${name}>`).exec(text)?.[1],
    );
  };

  it("tells an operator and a function's role who they are", async () => {
    const [account, arn, id] = await whoAmI("OPERATOR");
    expect(account).to.equal("000000000000");
    expect(arn).to.equal("arn:aws:iam::000000000000:user/OPERATOR");
    expect(id).to.match(/^AIDA[0-9A-V]{17}$/);
    const [roleAccount, session, roleId] = await whoAmI("FUNCTION");
    expect(roleAccount).to.equal("111122223333");
    expect(session).to.match(/^arn:aws:sts::111122223333:assumed-role\/payment-validate\/.+$/);
    expect(roleId).to.match(/^AROA[0-9A-V]{17}:.+$/);
    expect(cloud.calls, "nobody's permissions are asked").to.deep.equal([]);
  });

  it("takes on no role for anybody", async () => {
    const headers = { ...signed("sts"), "content-type": FORM };
    const answer = await ask(headers, "Action=AssumeRole&RoleArn=x");
    expect(answer.status).to.equal(501);
    expect(await answer.text()).to.include("sts:AssumeRole");
  });

  const unplayed: readonly [
    named: string,
    service: string,
    more: Record<string, string>,
    string,
  ][] = [
    [
      "codedeploy:CreateDeployment",
      "codedeploy",
      { "x-amz-target": "CodeDeploy_20141006.CreateDeployment" },
      "{}",
    ],
    ["ec2:DescribeVpcs", "ec2", { "content-type": FORM }, "Action=DescribeVpcs&Version=1"],
    ["eks:POST /clusters", "eks", { "content-type": "application/json" }, "{}"],
    ["scheduler:POST /clusters", "scheduler", {}, "{}"],
  ];
  for (const [named, service, headers, body] of unplayed) {
    it(`refuses ${named} at once and by name, since nobody plays it`, async () => {
      const path = named.includes("/") ? "/clusters" : "/";
      const answer = await ask({ ...signed(service), ...headers }, body, path);
      expect(answer.status).to.equal(501);
      const text = await answer.text();
      expect(text).to.include(named).and.to.include("NotModelledException");
      expect(text.startsWith("<?xml")).to.equal(headers["content-type"] === FORM);
    });
  }

  it("refuses a region that is not here, and a request that nobody signed", async () => {
    const elsewhere = await ask({ ...signed("sqs", "eu-west-1"), "x-amz-target": "A.ListQueues" });
    expect([elsewhere.status, await elsewhere.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 501 && text.includes("sqs:ListQueues"),
    );
    const unsigned = await ask({});
    expect(unsigned.status).to.equal(403);
    expect(await unsigned.text()).to.include("MissingAuthenticationToken");
  });

  it("plays its own services for whoever the key belongs to", async () => {
    cloud.on("cloudwatch:ListMetrics", () => ({ Metrics: [] }));
    const target = { "x-amz-target": "GraniteServiceVersion20100801.ListMetrics" };
    const answer = await ask({ ...signed("monitoring", EAST, "FUNCTION"), ...target }, "{}");
    expect(await answer.json()).to.deep.equal({ Metrics: [] });
    expect(cloud.last.caller).to.deep.equal({ region: EAST, principal: ROLE });
  });

  it("passes on what another process plays, as it is", async () => {
    const heard: (string | undefined)[] = [];
    const other = createServer((incoming, outgoing) => {
      heard.push(incoming.url, incoming.headers.authorization);
      incoming.resume().on("end", () => outgoing.writeHead(418).end("a teapot"));
    });
    servers.push(other);
    const otherPort = await listening(other);
    portOf = (service) => (service === "s3" ? otherPort : undefined);
    const answer = await ask(signed("s3", WEST), "body", "/bucket/key?a=b%20c");
    expect([answer.status, await answer.text()]).to.deep.equal([418, "a teapot"]);
    expect(heard).to.deep.equal(["/bucket/key?a=b%20c", signed("s3", WEST).authorization]);
  });

  it("breaks the connection where the network does, and where a service does", async () => {
    reachable = (region) => region === EAST;
    cloud.on("sqs:ListQueues", () => {
      throw new ConnectionLost();
    });
    const target = { "x-amz-target": "AmazonSQS.ListQueues" };
    for (const region of [WEST, EAST]) {
      const outcome = await ask({ ...signed("sqs", region), ...target }, "{}").then(
        ({ status }) => `answered ${status}`,
        () => "broke",
      );
      expect(outcome, region).to.equal("broke");
    }
  });
});
