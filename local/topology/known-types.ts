import type { ResourceNode } from "../program/resource-node";

/** Types that the topology reads and the local cloud acts on. */
const MODELLED: ReadonlySet<string> = new Set([
  "aws:apigateway/basePathMapping:BasePathMapping",
  "aws:apigateway/domainName:DomainName",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:dynamodb/tableItem:TableItem",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:lambda/alias:Alias",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/invocation:Invocation",
  "aws:lambda/permission:Permission",
  "aws:rds/cluster:Cluster",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:rds/globalCluster:GlobalCluster",
  "aws:route53/healthCheck:HealthCheck",
  "aws:route53/record:Record",
  "aws:route53/zone:Zone",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:scheduler/schedule:Schedule",
  "aws:secretsmanager/secret:Secret",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  "aws:ssm/parameter:Parameter",
  "pulumi:providers:aws",
]);

const NETWORK = "every process is on loopback; who reaches whom is the drill's to decide";
const LOGS = "functions print to the supervisor; nothing reads a log group";
const CERTIFICATES = "loopback speaks plain HTTP";

/** Types that change nothing on a laptop, each with the reason why it is left out. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "aws:acm/certificate:Certificate": CERTIFICATES,
  "aws:acm/certificateValidation:CertificateValidation": CERTIFICATES,
  "aws:apigateway/account:Account": LOGS,
  "aws:apigateway/deployment:Deployment": "the stage shows the API as it is declared now",
  "aws:apigateway/usagePlan:UsagePlan": "limits clients with API keys, which nobody has here",
  "aws:arcregionswitch/plan:Plan": "an additional way to start what the state machine does",
  "aws:cloudwatch/dashboard:Dashboard": "for people; the page shows both regions",
  "aws:cloudwatch/logGroup:LogGroup": LOGS,
  "aws:codedeploy/application:Application": "there is one version of each function",
  "aws:codedeploy/deploymentGroup:DeploymentGroup": "there is one version of each function",
  "aws:dynamodb/tag:Tag": "tags are for the bill",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": NETWORK,
  "aws:ec2/eip:Eip": NETWORK,
  "aws:ec2/flowLog:FlowLog": NETWORK,
  "aws:ec2/internetGateway:InternetGateway": NETWORK,
  "aws:ec2/natGateway:NatGateway": NETWORK,
  "aws:ec2/route:Route": NETWORK,
  "aws:ec2/routeTable:RouteTable": NETWORK,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": NETWORK,
  "aws:ec2/securityGroup:SecurityGroup": NETWORK,
  "aws:ec2/subnet:Subnet": NETWORK,
  "aws:ec2/vpc:Vpc": NETWORK,
  "aws:ec2/vpcEndpoint:VpcEndpoint": NETWORK,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": NETWORK,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": NETWORK,
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig":
    "a cold start here takes milliseconds",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": "PostgreSQL is configured for a laptop",
  "aws:rds/parameterGroup:ParameterGroup": "PostgreSQL is configured for a laptop",
  "aws:rds/subnetGroup:SubnetGroup": NETWORK,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "there is one account",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "nothing is public on loopback",
  "aws:xray/samplingRule:SamplingRule": "nothing collects traces here",
  "aws:wafv2/webAcl:WebAcl": "its managed rules are AWS's own and are not published",
  "aws:wafv2/webAclAssociation:WebAclAssociation": "its managed rules are AWS's own",
  "awsx:ec2:Vpc": NETWORK,
};

/**
 * What the program declares and the local cloud neither plays nor knows to be without effect here. A drill
 * that ignored it would prove less than it says, so nothing starts.
 */
export function unknownTypes(nodes: readonly ResourceNode[]): string[] {
  return nodes
    .filter(({ type, custom, remote }) => (custom || remote) && !isKnown(type))
    .map(({ type, name }) => `${name} is a ${type}, which the local cloud does not know`);
}

function isKnown(type: string): boolean {
  return MODELLED.has(type) || Object.hasOwn(LEFT_OUT, type);
}
