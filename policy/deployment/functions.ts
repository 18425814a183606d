import type { Graph, PolicyNode } from "../graph";
import { managedPoliciesOfRole, mayCall, roleOf } from "../permissions";
import { of, type Rule } from "../rule";
import { listAt, textAt, valueAt } from "../values";

const RESERVED_KEY =
  /^(AWS_(REGION|DEFAULT_REGION|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|LAMBDA_.*)|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|_HANDLER|_X_AMZN_TRACE_ID|TZ)$/;

/** Lambda refuses environments that set what it sets itself. */
export const noReservedEnvironmentKeys: Rule = {
  name: "no-reserved-environment-keys",
  description: "No function sets a variable that belongs to Lambda",
  *check(graph) {
    for (const node of graph.all("lambda.Function")) {
      const variables = Object.keys(valueAt(node.inputs, "environment", "variables") ?? {});
      for (const key of variables.filter((name) => RESERVED_KEY.test(name))) {
        yield of(node, `sets ${key}, which Lambda sets itself`);
      }
    }
  },
};

/** What a role must be allowed before AWS accepts what uses it, and the managed policy that also allows it. */
interface Need {
  readonly role: PolicyNode;
  readonly user: PolicyNode;
  readonly action: string;
  readonly resource: string;
  readonly managed: string;
}

const MANAGED = {
  queue: "AWSLambdaSQSQueueExecutionRole",
  network: "AWSLambdaVPCAccessExecutionRole",
  none: "",
} as const;

/** Lambda checks these when the function or the mapping is created, and not when they are used. */
export const rolesAreReadyAtCreation: Rule = {
  name: "roles-are-ready-at-creation",
  description: "A function's role allows what its queue, its VPC and its dead letters need",
  *check(graph) {
    for (const { role, user, action, resource, managed } of needsOf(graph)) {
      const attached = managedPoliciesOfRole(graph, textAt(role.inputs, "name") ?? "");
      if (attached.includes(managed)) continue;
      if (mayCall(graph, role, action, resource) === false) {
        yield of(user, `needs ${action}, which ${role.name} does not allow`);
      }
    }
    for (const node of graph.all("lambda.Function")) {
      if (!waitsForPolicy(graph, node)) yield of(node, "does not wait for its role's policy");
    }
  },
};

function needsOf(graph: Graph): readonly Need[] {
  const needs: Need[] = [];
  const need = (
    owner: PolicyNode | undefined,
    user: PolicyNode,
    actions: readonly string[],
    resource: string,
    managed: string,
  ) => {
    const role = owner && roleOf(graph, owner);
    if (role === undefined) return;
    for (const action of actions) needs.push({ role, user, action, resource, managed });
  };
  for (const mapping of graph.all("lambda.EventSourceMapping")) {
    const queue = textAt(mapping.inputs, "eventSourceArn");
    const consumer = graph.byArn(textAt(mapping.inputs, "functionName") ?? "");
    const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    if (queue !== undefined) need(consumer, mapping, actions, queue, MANAGED.queue);
  }
  for (const node of graph.all("lambda.Function")) {
    if (listAt(node.inputs, "vpcConfig", "subnetIds").length === 0) continue;
    const actions = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"];
    const account = (textAt(node.inputs, "role") ?? "").split(":")[4] ?? "";
    const resource = `arn:aws:ec2:${node.region}:${account}:*/*`;
    need(node, node, actions, resource, MANAGED.network);
  }
  for (const node of graph.all("lambda.FunctionEventInvokeConfig")) {
    const target = textAt(node.inputs, "destinationConfig", "onFailure", "destination");
    const owner = graph
      .all("lambda.Function")
      .find(
        ({ inputs, region }) => inputs.name === node.inputs.functionName && region === node.region,
      );
    if (target?.startsWith("arn:aws:sqs:")) {
      need(owner, node, ["sqs:SendMessage"], target, MANAGED.none);
    }
  }
  return needs;
}

function waitsForPolicy(graph: Graph, node: PolicyNode): boolean {
  const role = roleOf(graph, node);
  const policies = graph
    .all("iam.RolePolicy")
    .filter(({ inputs }) => role !== undefined && inputs.role === role.inputs.name);
  return policies.length === 0 || policies.some(({ urn }) => node.dependencies.includes(urn));
}

/** A function and a standard topic refuse FIFO queues, and accept no dead letters at all then. */
export const deadLettersAreNotFifo: Rule = {
  name: "dead-letters-are-not-fifo",
  description: "No function, standard topic or standard queue sends dead letters to a FIFO queue",
  *check(graph) {
    const fifo = (arn: string | undefined) => arn?.endsWith(".fifo") ?? false;
    for (const node of graph.all("lambda.FunctionEventInvokeConfig")) {
      const target = textAt(node.inputs, "destinationConfig", "onFailure", "destination");
      if (fifo(target)) yield of(node, "sends failures to a FIFO queue");
    }
    for (const node of graph.all("lambda.Function")) {
      if (fifo(textAt(node.inputs, "deadLetterConfig", "targetArn"))) {
        yield of(node, "sends failures to a FIFO queue");
      }
    }
    for (const node of graph.all("sns.TopicSubscription", "sqs.Queue")) {
      const own = textAt(node.inputs, "topic") ?? textAt(node.inputs, "name");
      const target = /"deadLetterTargetArn":"([^"]*)"/.exec(
        textAt(node.inputs, "redrivePolicy") ?? "",
      )?.[1];
      if (fifo(target) && !fifo(own)) yield of(node, "sends dead letters to a FIFO queue");
    }
  },
};

const LOG_DELIVERY = ["logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeLogGroups"];

/** Step Functions creates a log delivery with the role's own permissions, when the machine is created. */
export const workflowsMayDeliverTheirLogs: Rule = {
  name: "workflows-may-deliver-their-logs",
  description: "A state machine that logs has a role that may deliver logs",
  *check(graph) {
    for (const node of graph.all("sfn.StateMachine")) {
      const level = textAt(node.inputs, "loggingConfiguration", "level") ?? "OFF";
      const role = roleOf(graph, node, "roleArn");
      if (level === "OFF" || role === undefined) continue;
      for (const action of LOG_DELIVERY) {
        if (mayCall(graph, role, action, "*") === false) yield of(node, `needs ${action} to log`);
      }
    }
  },
};
