import {
  deadLettersAreNotFifo,
  noReservedEnvironmentKeys,
  rolesAreReadyAtCreation,
  workflowsMayDeliverTheirLogs,
} from "../../../policy/deployment/functions";
import { UNKNOWN } from "../../../policy/values";
import { changed, resource, ruleCases } from "../rule-cases";

const fn = resource("lambda.Function", "process", {
  name: "process",
  role: "arn:aws:iam::1:role/process",
  environment: { variables: { TRANSACTIONS_TABLE: "x" } },
});

ruleCases(noReservedEnvironmentKeys, [fn], {
  "a region in the environment": {
    graph: [changed(fn, { environment: { variables: { AWS_REGION: "us-east-1" } } })],
    says: "sets AWS_REGION",
  },
  "credentials in the environment": {
    graph: [changed(fn, { environment: { variables: { AWS_SECRET_ACCESS_KEY: "x" } } })],
    says: "sets AWS_SECRET_ACCESS_KEY",
  },
  "the handler in the environment": {
    graph: [changed(fn, { environment: { variables: { _HANDLER: "x" } } })],
    says: "sets _HANDLER",
  },
});

const QUEUE = "arn:aws:sqs:us-east-1:1:queue";
const role = resource("iam.Role", "role", { name: "process" });
const policy = (...statements: [string[], string][]) =>
  resource("iam.RolePolicy", "policy", {
    role: "process",
    policy: JSON.stringify({
      Statement: statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
    }),
  });
const taking: [string[], string] = [
  ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  QUEUE,
];
const sending: [string[], string] = [["sqs:SendMessage"], QUEUE];
const attaching: [string[], string] = [
  ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
  "arn:aws:ec2:us-east-1:1:*/*",
];
const all = policy(taking, sending, attaching);
const waiting = changed(fn, { vpcConfig: { subnetIds: ["private"] } }, { dependencies: [all.urn] });
const mapping = resource("lambda.EventSourceMapping", "mapping", {
  eventSourceArn: QUEUE,
  functionName: "arn:aws:lambda:us-east-1:1:function:process:live",
});
const failures = resource("lambda.FunctionEventInvokeConfig", "failures", {
  functionName: "process",
  destinationConfig: { onFailure: { destination: QUEUE } },
});
const around = [role, waiting, mapping, failures];

ruleCases(rolesAreReadyAtCreation, [...around, all], {
  "a queue that the role may not read": {
    graph: [...around, policy(sending, attaching)],
    says: "mapping needs sqs:ReceiveMessage",
  },
  "a network that the role may not join": {
    graph: [...around, policy(taking, sending)],
    says: "process needs ec2:CreateNetworkInterface",
  },
  "dead letters that the role may not send": {
    graph: [...around, policy(taking, attaching)],
    says: "failures needs sqs:SendMessage",
  },
  "a function that is created before its policy": {
    graph: [role, fn, all],
    says: "does not wait for its role's policy",
  },
});
const managed = resource("iam.RolePolicyAttachment", "managed", {
  role: "process",
  policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
});
ruleCases(rolesAreReadyAtCreation, [...around, policy(taking, sending), managed], {});
ruleCases(
  rolesAreReadyAtCreation,
  [...around, resource("iam.RolePolicy", "policy", { role: "process", policy: UNKNOWN })],
  {},
);

const fifo = `${QUEUE}.fifo`;
const redrive = (arn: string) => JSON.stringify({ deadLetterTargetArn: arn });
const subscription = resource("sns.TopicSubscription", "subscription", {
  topic: "arn:aws:sns:us-east-1:1:events",
  redrivePolicy: redrive(QUEUE),
});

ruleCases(deadLettersAreNotFifo, [failures, subscription], {
  "failures of a function in a FIFO queue": {
    graph: [changed(failures, { destinationConfig: { onFailure: { destination: fifo } } })],
    says: "failures sends failures to a FIFO queue",
  },
  "dead letters of a function in a FIFO queue": {
    graph: [changed(fn, { deadLetterConfig: { targetArn: fifo } })],
    says: "process sends failures to a FIFO queue",
  },
  "dead letters of a standard topic in a FIFO queue": {
    graph: [changed(subscription, { redrivePolicy: redrive(fifo) })],
    says: "subscription sends dead letters to a FIFO queue",
  },
});
ruleCases(
  deadLettersAreNotFifo,
  [resource("sqs.Queue", "ordered", { name: "queue.fifo", redrivePolicy: redrive(fifo) })],
  {},
);

const machine = resource("sfn.StateMachine", "machine", {
  roleArn: "arn:aws:iam::1:role/process",
  loggingConfiguration: { level: "ERROR" },
});
const delivering = policy([
  ["logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeLogGroups"],
  "*",
]);

ruleCases(workflowsMayDeliverTheirLogs, [role, machine, delivering], {
  "a workflow that may not deliver its log": {
    graph: [role, machine, policy(sending)],
    says: "machine needs logs:CreateLogDelivery to log",
  },
});
ruleCases(
  workflowsMayDeliverTheirLogs,
  [role, changed(machine, { loggingConfiguration: { level: "OFF" } }), policy(sending)],
  {},
);
