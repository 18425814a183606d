import {
  DBClusterNotFoundFault,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import {
  ChangeResourceRecordSetsCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  NoSuchHealthCheck,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { AwsError } from "../../../local/engine/aws-error";
import { type AttachedClients, attachments } from "./clients";
import { RecordingCloud } from "./recording-cloud";
import { rejection } from "./rejection";

for (const [how, attach] of Object.entries(attachments)) {
  describe(`XML services ${how}`, () => {
    let cloud: RecordingCloud;
    let attached: AttachedClients;

    beforeEach(async () => {
      cloud = new RecordingCloud();
      attached = await attach(cloud);
    });
    afterEach(() => attached.close());

    it("reads a notification with its attributes, whatever characters it holds", async () => {
      cloud.on("sns:Publish", () => ({ MessageId: "m-1" }));
      const input = {
        TopicArn: "arn:aws:sns:us-east-2:000000000000:events",
        Message: `<a>&"quoted" 100 % + 1 = ü\n`,
        MessageAttributes: {
          kind: { DataType: "String", StringValue: "ALARM & more" },
          seal: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 1, 254) },
        },
      };
      const client = new SNSClient(attached.config);
      const { MessageId } = await client.send(new PublishCommand(input));
      expect(MessageId).to.equal("m-1");
      expect(cloud.last.input).to.deep.equal(input);
    });

    it("keeps the order of a batch longer than nine entries", async () => {
      const ids = Array.from({ length: 11 }, (_, i) => `entry-${i}`);
      cloud.on("sns:PublishBatch", () => ({
        Successful: ids.map((Id) => ({ Id, MessageId: `m-${Id}` })),
        Failed: [],
      }));
      const entries = ids.map((Id) => ({ Id, Message: `<${Id}>` }));
      const client = new SNSClient(attached.config);
      const output = await client.send(
        new PublishBatchCommand({ TopicArn: "arn:t", PublishBatchRequestEntries: entries }),
      );
      expect(cloud.last.input.PublishBatchRequestEntries).to.deep.equal(entries);
      expect(output.Successful?.map((entry) => entry.Id)).to.deep.equal(ids);
      expect(output.Failed).to.deep.equal([]);
    });

    it("reads a map of attributes", async () => {
      cloud.on("sns:Subscribe", () => ({ SubscriptionArn: "arn:s" }));
      const Attributes = { RawMessageDelivery: "true", FilterPolicy: '{"kind":["ALARM"]}' };
      await new SNSClient(attached.config).send(
        new SubscribeCommand({ TopicArn: "arn:t", Protocol: "sqs", Attributes }),
      );
      expect(cloud.last.input.Attributes).to.deep.equal(Attributes);
    });

    it("reports Query errors by the code the client maps back to its class", async () => {
      cloud.on("sns:Publish", () => {
        throw new AwsError("NotFoundException", "Topic does not exist");
      });
      cloud.on("rds:FailoverGlobalCluster", () => {
        throw new AwsError("DBClusterNotFoundFault", "no <such> cluster");
      });
      const missing = await rejection(
        new SNSClient(attached.config).send(new PublishCommand({ Message: "x" })),
      );
      expect(missing).to.be.instanceOf(NotFoundException);
      expect(missing.$metadata).to.include({ httpStatusCode: 404 });
      const noCluster = await rejection(
        new RDSClient(attached.config).send(
          new FailoverGlobalClusterCommand({
            GlobalClusterIdentifier: "g",
            TargetDbClusterIdentifier: "arn:c",
            AllowDataLoss: true,
          }),
        ),
      );
      expect(noCluster).to.be.instanceOf(DBClusterNotFoundFault);
      expect(noCluster.message).to.equal("no <such> cluster");
      expect(cloud.last.input.AllowDataLoss).to.equal(true);
    });

    it("answers nested lists of a database", async () => {
      const cluster = {
        GlobalClusterIdentifier: "ledger",
        Status: "available",
        GlobalClusterMembers: [
          { DBClusterArn: "arn:a", IsWriter: true, Readers: ["arn:b"] },
          { DBClusterArn: "arn:b", IsWriter: false, Readers: [] },
        ],
      };
      cloud.on("rds:DescribeGlobalClusters", () => ({ GlobalClusters: [cluster] }));
      const output = await new RDSClient(attached.config).send(
        new DescribeGlobalClustersCommand({}),
      );
      expect(output.GlobalClusters).to.deep.equal([cluster]);
    });

    it("reads and lists DNS records", async () => {
      const submitted = new Date(1_700_000_000_000);
      cloud.on("route53:ChangeResourceRecordSets", () => ({
        ChangeInfo: { Id: "/change/C1", Status: "PENDING", SubmittedAt: submitted },
      }));
      const record = {
        Name: "api.example.org.",
        Type: "CNAME" as const,
        SetIdentifier: "primary",
        Weight: 0,
        TTL: 10,
        ResourceRecords: [{ Value: "a.example.org" }],
        HealthCheckId: "hc-1",
      };
      cloud.on("route53:ListResourceRecordSets", () => ({
        ResourceRecordSets: [record],
        IsTruncated: false,
        MaxItems: 300,
      }));
      const client = new Route53Client(attached.config);
      const change = { Changes: [{ Action: "UPSERT" as const, ResourceRecordSet: record }] };
      const output = await client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: "/hostedzone/Z1",
          ChangeBatch: change,
        }),
      );
      expect(cloud.last.input).to.deep.equal({ HostedZoneId: "Z1", ChangeBatch: change });
      expect(output.ChangeInfo?.SubmittedAt?.getTime()).to.equal(submitted.getTime());
      const listed = await client.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: "Z1",
          StartRecordName: "api.",
          MaxItems: 5,
        }),
      );
      expect(cloud.last.input).to.deep.equal({
        HostedZoneId: "Z1",
        StartRecordName: "api.",
        MaxItems: 5,
      });
      expect(listed.ResourceRecordSets).to.deep.equal([record]);
    });

    it("reports a health check that is not there", async () => {
      cloud.on("route53:GetHealthCheckStatus", () => {
        throw new AwsError("NoSuchHealthCheck", "none");
      });
      const refused = await rejection(
        new Route53Client(attached.config).send(
          new GetHealthCheckStatusCommand({ HealthCheckId: "h" }),
        ),
      );
      expect(refused).to.be.instanceOf(NoSuchHealthCheck);
      expect(refused.$metadata).to.include({ httpStatusCode: 404 });
    });
  });
}
