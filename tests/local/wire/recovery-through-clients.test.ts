import {
  DescribeDBClustersCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { rejection } from "./rejection";
import { account, region, SmallCloud } from "./small-cloud";

const machineArn = `arn:aws:states:${region}:${account}:stateMachine:takeover`;
const clusterArn = (where: string) => `arn:aws:rds:${where}:${account}:cluster:ledger`;

/**
 * Goal: what the engines answer can be read by the SDK's clients, member for member. Method: every
 * modelled operation once, through the codecs, which refuse members the clients do not know.
 */
describe("Recovery services through real clients", () => {
  const cloud = new SmallCloud();

  it("moves databases", async () => {
    let writerRegion = "us-east-1";
    const members = ["us-east-1", region].map((where) => ({
      region: where,
      clusterIdentifier: "ledger",
      clusterArn: clusterArn(where),
    }));
    const state = { isUp: true, isReplicating: true, lagMs: 0 };
    const move = (to: string) => {
      writerRegion = to;
    };
    cloud.rds.createGlobalCluster(
      { identifier: "ledger", engineVersion: "17.5", members },
      {
        promote: move,
        switchover: move,
        rejoin: () => undefined,
        status: () => ({ writerRegion, regions: { "us-east-1": state, [region]: state } }),
      },
    );
    const rds = new RDSClient(cloud.config);
    const begun = await rds.send(
      new FailoverGlobalClusterCommand({
        GlobalClusterIdentifier: "ledger",
        TargetDbClusterIdentifier: clusterArn(region),
        AllowDataLoss: true,
      }),
    );
    expect(begun.GlobalCluster?.FailoverState?.Status).to.equal("failing-over");
    await cloud.pass(60_000);
    const { GlobalClusters } = await rds.send(new DescribeGlobalClustersCommand({}));
    const writer = GlobalClusters?.[0]?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter);
    expect(writer?.DBClusterArn).to.equal(clusterArn(region));
    const own = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "ledger" }));
    expect(own.DBClusters?.[0]?.Status).to.equal("available");
    await rds.send(
      new RemoveFromGlobalClusterCommand({
        GlobalClusterIdentifier: "ledger",
        DbClusterIdentifier: clusterArn("us-east-1"),
      }),
    );
  });

  it("changes records and reports health", async () => {
    const dns = cloud.route53;
    dns.createZone("Z1", "example.org");
    dns.createHealthCheck("hc", { Type: "HTTPS", FullyQualifiedDomainName: "a.example.org" });
    const client = new Route53Client(cloud.config);
    const { ChangeInfo } = await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: "Z1",
        ChangeBatch: {
          Changes: [
            {
              Action: "UPSERT",
              ResourceRecordSet: {
                Name: "api.example.org",
                Type: "CNAME",
                TTL: 10,
                Weight: 100,
                SetIdentifier: "a",
                HealthCheckId: "hc",
                ResourceRecords: [{ Value: "a.example.org" }],
              },
            },
          ],
        },
      }),
    );
    await cloud.pass(30_000);
    const change = await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
    expect(change.ChangeInfo?.Status).to.equal("INSYNC");
    expect(dns.answer("api.example.org", "CNAME").records).to.have.length(1);
    const listed = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: "Z1" }));
    expect(listed.ResourceRecordSets?.[0]).to.include({ Weight: 100, HealthCheckId: "hc" });
    const check = await client.send(new GetHealthCheckCommand({ HealthCheckId: "hc" }));
    expect(check.HealthCheck?.HealthCheckConfig?.Type).to.equal("HTTPS");
    const seen = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: "hc" }));
    expect(seen.HealthCheckObservations?.[0]?.StatusReport?.Status).to.contain("200");
    dns.deleteHealthCheck("hc");
  });

  it("runs state machines that call the other services", async () => {
    cloud.states.createStateMachine(region, {
      name: "takeover",
      arn: machineArn,
      roleArn: "arn:aws:iam::000000000000:role/takeover",
      definition: JSON.stringify({
        QueryLanguage: "JSONata",
        StartAt: "Write",
        States: {
          Write: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
            Arguments: {
              Name: "/pay/epoch",
              Value: "{% $string($states.input.epoch) %}",
              Overwrite: true,
              Type: "String",
            },
            Output: "{% $states.result.Version %}",
            Next: "Wait",
          },
          Wait: { Type: "Wait", Seconds: 60, End: true },
        },
      }),
    });
    const sfn = new SFNClient(cloud.config);
    const start = (name: string, epoch: number) =>
      sfn.send(
        new StartExecutionCommand({
          stateMachineArn: machineArn,
          name,
          input: JSON.stringify({ epoch }),
        }),
      );
    const { executionArn } = await start("epoch-2", 2);
    expect(await rejection(start("epoch-2", 3))).to.be.instanceOf(ExecutionAlreadyExists);
    await cloud.pass(60_000);
    const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect([status, output]).to.deep.equal(["SUCCEEDED", "1"]);
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.[2]?.taskScheduledEventDetails?.resourceType).to.equal("aws-sdk:ssm");
    expect(events?.at(-1)?.executionSucceededEventDetails?.output).to.equal("1");
    const second = await start("epoch-3", 3);
    await sfn.send(
      new StopExecutionCommand({ executionArn: second.executionArn, error: "Enough" }),
    );
    const list = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    expect(list.executions?.map((one) => one.status)).to.deep.equal(["ABORTED", "SUCCEEDED"]);
    const described = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn }),
    );
    expect(described.type).to.equal("STANDARD");
    const unknown = sfn.send(new SendTaskSuccessCommand({ taskToken: "t", output: "{}" }));
    expect(await rejection(unknown)).to.not.be.instanceOf(TaskTimedOut);
  });
});
