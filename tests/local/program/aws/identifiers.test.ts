import { expect } from "chai";
import { LOCAL_ACCOUNT as ACCOUNT, Creation } from "../../../../local/program/aws/creation";
import { describeAwsResource } from "../../../../local/program/aws/resource-models";
import type { Properties } from "../../../../local/program/resource-node";

describe("the identifiers AWS gives", () => {
  const answers: [string, Properties, Properties][] = [
    [
      "aws:sqs/queue:Queue",
      { name: "q" },
      {
        url: `https://sqs.us-east-2.amazonaws.com/${ACCOUNT}/q`,
        arn: `arn:aws:sqs:us-east-2:${ACCOUNT}:q`,
      },
    ],
    ["aws:sns/topic:Topic", { name: "t" }, { arn: `arn:aws:sns:us-east-2:${ACCOUNT}:t` }],
    [
      "aws:iam/role:Role",
      { name: "r", path: "/payments/" },
      { arn: `arn:aws:iam::${ACCOUNT}:role/payments/r` },
    ],
    [
      "aws:lambda/alias:Alias",
      { name: "live", functionName: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:f:3` },
      {
        arn: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:f:live`,
        invokeArn: `arn:aws:apigateway:us-east-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-2:${ACCOUNT}:function:f:live/invocations`,
      },
    ],
    [
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { functionName: "f", eventSourceArn: "q" },
      { functionArn: `arn:aws:lambda:us-east-2:${ACCOUNT}:function:f`, state: "Enabled" },
    ],
    [
      "aws:apigateway/stage:Stage",
      { restApi: "abc123", stageName: "prod" },
      {
        invokeUrl: "https://abc123.execute-api.us-east-2.amazonaws.com/prod",
        arn: "arn:aws:apigateway:us-east-2::/restapis/abc123/stages/prod",
        executionArn: `arn:aws:execute-api:us-east-2:${ACCOUNT}:abc123/prod`,
      },
    ],
    [
      "aws:apigateway/domainName:DomainName",
      { domainName: "api.example.org" },
      { regionalZoneId: "ZOJJZC49E0EPZ" },
    ],
    [
      "aws:sfn/stateMachine:StateMachine",
      { name: "failover" },
      { arn: `arn:aws:states:us-east-2:${ACCOUNT}:stateMachine:failover` },
    ],
    [
      "aws:rds/globalCluster:GlobalCluster",
      { globalClusterIdentifier: "ledger" },
      { arn: `arn:aws:rds::${ACCOUNT}:global-cluster:ledger` },
    ],
    [
      "aws:rds/clusterInstance:ClusterInstance",
      { identifier: "ledger-1", engine: "aurora-postgresql" },
      { arn: `arn:aws:rds:us-east-2:${ACCOUNT}:db:ledger-1`, port: 5432 },
    ],
    [
      "aws:s3/bucket:Bucket",
      { bucket: "archive" },
      {
        arn: "arn:aws:s3:::archive",
        bucketRegionalDomainName: "archive.s3.us-east-2.amazonaws.com",
      },
    ],
    [
      "aws:ssm/parameter:Parameter",
      { name: "/payments/url" },
      { arn: `arn:aws:ssm:us-east-2:${ACCOUNT}:parameter/payments/url` },
    ],
    [
      "aws:kms/alias:Alias",
      { name: "alias/queues", targetKeyId: "k" },
      {
        arn: `arn:aws:kms:us-east-2:${ACCOUNT}:alias/queues`,
        targetKeyArn: `arn:aws:kms:us-east-2:${ACCOUNT}:key/k`,
      },
    ],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { name: "slow" },
      { arn: `arn:aws:cloudwatch:us-east-2:${ACCOUNT}:alarm:slow` },
    ],
    [
      "aws:cloudwatch/dashboard:Dashboard",
      { dashboardName: "payments" },
      { dashboardArn: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/payments` },
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      { name: "/aws/lambda/f" },
      { arn: `arn:aws:logs:us-east-2:${ACCOUNT}:log-group:/aws/lambda/f` },
    ],
    [
      "aws:scheduler/schedule:Schedule",
      { name: "sweep" },
      { arn: `arn:aws:scheduler:us-east-2:${ACCOUNT}:schedule/default/sweep` },
    ],
    [
      "aws:codedeploy/deploymentGroup:DeploymentGroup",
      { appName: "payments", deploymentGroupName: "validate" },
      { arn: `arn:aws:codedeploy:us-east-2:${ACCOUNT}:deploymentgroup:payments/validate` },
    ],
    [
      "aws:cloudwatch/eventRule:EventRule",
      { name: "missed" },
      { arn: `arn:aws:events:us-east-2:${ACCOUNT}:rule/missed` },
    ],
  ];
  for (const [type, inputs, expected] of answers) {
    it(`are known for ${type}`, () => {
      const creation = new Creation(type, "logical", inputs, "us-east-2", ACCOUNT);
      const { outputs } = describeAwsResource(creation, {});
      for (const [name, value] of Object.entries(expected)) {
        expect(outputs[name], name).to.equal(value);
      }
    });
  }
});
