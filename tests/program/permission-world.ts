import type { FunctionName } from "../../functions/core/function-catalogue";
import type { ResourceNode } from "../../local/program/resource-node";
import { Graph } from "../../policy/graph";
import { policiesOfRole, roleOf } from "../../policy/permissions";
import { listAt, textAt } from "../../policy/values";
import { actionOf, CALLS, type Condition, type Target } from "./handler-calls";

/** One AWS call with everything IAM asks about: the action and one resource. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

/** The permissions of one stack: who needs what, and which policies have a say. */
export class PermissionWorld {
  readonly graph: Graph;

  constructor(
    nodes: readonly ResourceNode[],
    private readonly holds: ReadonlySet<Condition>,
  ) {
    this.graph = new Graph(nodes);
  }

  functions(): readonly ResourceNode[] {
    return this.graph.all("lambda.Function") as readonly ResourceNode[];
  }

  /** What a function is called in the catalogue. */
  nameOf(node: ResourceNode): FunctionName {
    const name = /^payment-(.+)-[a-z0-9]+-\w+-\w+-\d$/.exec(String(node.inputs.name))?.[1] ?? "";
    if (!(name in CALLS)) throw new Error(`${node.name} is no function of the catalogue`);
    return name as FunctionName;
  }

  policiesOf(node: ResourceNode): readonly string[] {
    const role = roleOf(this.graph, node);
    return policiesOfRole(this.graph, String(role?.inputs.name)) ?? [];
  }

  /** Everything a function has to be allowed, its handler's calls first. */
  needsOf(node: ResourceNode): readonly Need[] {
    const calls = CALLS[this.nameOf(node)].filter(
      ([, , only]) => only === undefined || this.holds.has(only),
    );
    const handler = calls.flatMap(([operation, target]) =>
      this.targets(target, node.region, operation).map((resource) => ({
        action: actionOf(operation),
        resource,
      })),
    );
    const keys = calls.flatMap(([operation, target]) =>
      this.keyNeeds(operation, target, node.region),
    );
    const user = this.nameOf(node) === "ledger" ? this.databaseUser(node.region) : [];
    return [...handler, ...keys, ...user, ...this.platformNeeds(node)];
  }

  /** The policy of the resource that an ARN names; undefined where it has none. */
  resourcePolicyOf(arn: string): string | undefined {
    const service = arn.split(":")[2];
    const name = arn.split(":").at(-1) ?? "";
    if (service === "kms") return textAt(this.graph.byArn(arn)?.inputs, "policy");
    if (service === "sns") return this.policyWhere("sns.TopicPolicy", "arn", (at) => at === arn);
    if (service === "s3") {
      const [bucket = ""] = name.split("/");
      return this.policyWhere("s3.BucketPolicy", "bucket", (at) => at === bucket);
    }
    if (service !== "sqs") return undefined;
    const region = arn.split(":")[3] ?? "";
    return this.policyWhere(
      "sqs.QueuePolicy",
      "queueUrl",
      (at) => at.endsWith(`/${name}`) && at.includes(region),
    );
  }

  /** ARNs of one kind of thing in a region. */
  targets(target: Target, region: string, operation = ""): readonly string[] {
    const peer = this.graph.regions().find((name) => name !== region) ?? "";
    const at = (service: string, rest: string, home = region) =>
      `arn:aws:${service}:${home}:${this.account()}:${rest}`;
    const suffix = this.suffix();
    switch (target) {
      case "transactions":
      case "control":
      case "sessions":
        return [at("dynamodb", `table/payment-${target}-${suffix}`)];
      case "peerTransactions":
        return [at("dynamodb", `table/payment-transactions-${suffix}`, peer)];
      case "dueIndex":
        return [at("dynamodb", `table/payment-transactions-${suffix}/index/due`)];
      case "processingQueue":
        return [at("sqs", `payment-processing-queue-${suffix}-${region}`)];
      case "alertsTopic":
        return [at("sns", `payment-alerts-${suffix}-${region}`)];
      case "eventsTopic":
        return [at("sns", `payment-events-${suffix}-${region}`)];
      case "archive":
        return [`${this.arnOf("s3.Bucket", region)}/payments/2026/01/01/object`];
      case "receipts": {
        const bucket = this.arnOf("s3.Bucket", region);
        return [operation === "GetObject" ? `${bucket}/receipts/date=2026-01-01/x` : bucket];
      }
      case "ledgerFunction":
        return [`${at("lambda", `function:payment-ledger-${suffix}-${region}`)}:live`];
      case "stateMachine":
        return [at("states", `stateMachine:payment-failover-${suffix}-${region}`)];
      case "executions":
        return [at("states", `execution:payment-failover-${suffix}-${region}:epoch-2`)];
      case "ownParameters":
        return [at("ssm", `parameter/payments/${suffix}/shared/epoch`)];
      case "peerParameters":
        return [at("ssm", `parameter/payments/${suffix}/shared/epoch`, peer)];
      case "tokenKeys":
        return [at("ssm", `parameter/payments/${suffix}/shared/token-keys`)];
      case "vantage":
        return this.functions()
          .filter((node) => this.nameOf(node) === "probe")
          .map(({ outputs }) => `${String(outputs.arn)}:live`);
      case "zone":
        return this.graph
          .all("route53.Record")
          .slice(0, 1)
          .map(({ inputs }) => `arn:aws:route53:::hostedzone/${String(inputs.zoneId)}`);
      case "database":
        return this.databaseArns(operation);
      case "adminSecret":
        return [this.secretArn("ledger-admin", region)];
      case "processorSecret":
        return [this.secretArn("processor", region)];
      case "databaseUser":
        return [];
    }
  }

  /** Moving the writer concerns the members as well; looking at it does not. */
  private databaseArns(operation: string): readonly string[] {
    const kinds = operation.startsWith("Describe")
      ? ["rds.GlobalCluster"]
      : ["rds.GlobalCluster", "rds.Cluster"];
    return this.graph.all(...kinds).map(({ outputs }) => String(outputs.arn));
  }

  private databaseUser(region: string): readonly Need[] {
    return this.graph
      .all("rds.Cluster")
      .filter((node) => node.region === region)
      .map(({ outputs }) => ({
        action: "rds-db:connect",
        resource: `arn:aws:rds-db:${region}:${this.account()}:dbuser:${String(outputs.clusterResourceId)}/payment_ledger`,
      }));
  }

  /** What a service does with a customer key on behalf of the caller. */
  private keyNeeds(operation: string, target: Target, region: string): readonly Need[] {
    const use = (key: string, actions: readonly string[], home = region): readonly Need[] =>
      actions.map((action) => ({ action: `kms:${action}`, resource: this.keyArn(key, home) }));
    const peer = this.graph.regions().find((name) => name !== region) ?? "";
    switch (`${operation} ${target}`) {
      case "Publish alertsTopic":
      case "Publish eventsTopic":
        return use("messages", ["GenerateDataKey", "Decrypt"]);
      case "GetObject receipts":
        return use("archive", ["Decrypt"]);
      case "PutObject archive":
        return use("archive", ["GenerateDataKey", "Decrypt"]);
      case "GetParameter tokenKeys":
      case "GetParameter ownParameters":
      case "GetSecretValue processorSecret":
        return use("settings", ["Decrypt"]);
      case "GetParameter peerParameters":
        return use("settings", ["Decrypt"], peer);
      case "PutParameter peerParameters":
        return use("settings", ["Encrypt"], peer);
      case "GetSecretValue adminSecret":
        return use("ledger", ["Decrypt"]);
      default:
        return [];
    }
  }

  /** What Lambda does in the name of a function: its log, traces, dead letters, network and queue. */
  private platformNeeds(node: ResourceNode): readonly Need[] {
    const needs: Need[] = [];
    const need = (resource: string, ...actions: string[]) =>
      needs.push(...actions.map((action) => ({ action, resource })));
    const { region } = node;
    const group = `log-group:${textAt(node.inputs, "loggingConfig", "logGroup")}:log-stream:x`;
    need(
      `arn:aws:logs:${region}:${this.account()}:${group}`,
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    );
    if (textAt(node.inputs, "tracingConfig", "mode") === "Active") {
      need("*", "xray:PutTraceSegments", "xray:PutTelemetryRecords");
    }
    for (const failure of this.graph.all("lambda.FunctionEventInvokeConfig")) {
      if (failure.inputs.functionName !== node.inputs.name || failure.region !== region) continue;
      const target = textAt(failure.inputs, "destinationConfig", "onFailure", "destination");
      need(target ?? "", "sqs:SendMessage");
    }
    if (listAt(node.inputs, "vpcConfig", "subnetIds").length > 0) {
      const everything = `arn:aws:ec2:${region}:${this.account()}:*/*`;
      need(everything, "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface");
      need(everything, "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses");
      need("*", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets");
    }
    for (const mapping of this.graph.all("lambda.EventSourceMapping")) {
      const consumer = this.graph.byArn(textAt(mapping.inputs, "functionName") ?? "");
      if (consumer?.urn !== node.urn) continue;
      const queue = textAt(mapping.inputs, "eventSourceArn") ?? "";
      need(queue, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
      const key = textAt(this.graph.byArn(queue)?.inputs, "kmsMasterKeyId");
      if (key !== undefined) need(key, "kms:Decrypt");
    }
    return needs;
  }

  account(): string {
    return this.arnOf("sns.Topic", this.graph.regions()[0] ?? "").split(":")[4] ?? "";
  }

  private suffix(): string {
    const [table] = this.graph.all("dynamodb.Table");
    return String(table?.inputs.name).split("-").at(-1) ?? "";
  }

  private arnOf(kind: string, region: string): string {
    const found = this.graph.all(kind).find((node) => node.region === region);
    return String(found?.outputs.arn);
  }

  private keyArn(purpose: string, region: string): string {
    const aliases = this.graph.all("kms.Alias").filter((node) => node.region === region);
    const named = (name: string) =>
      aliases.find(({ inputs }) => String(inputs.name).startsWith(`alias/payment-${name}-`));
    // One key serves all purposes where a stack saves on keys.
    const id = String((named(purpose) ?? named("region"))?.inputs.targetKeyId);
    const key = this.graph.all("kms.Key").find(({ outputs }) => String(outputs.arn).endsWith(id));
    return String(key?.outputs.arn);
  }

  private secretArn(purpose: string, region: string): string {
    const secret = this.graph
      .all("secretsmanager.Secret")
      .find(({ inputs }) => String(inputs.name).startsWith(`payment-${purpose}-`));
    return String(secret?.outputs.arn).replace(/us-\w+-\d/, region);
  }

  private policyWhere(
    kind: string,
    property: string,
    fits: (value: string) => boolean,
  ): string | undefined {
    const node = this.graph.all(kind).find(({ inputs }) => fits(String(inputs[property])));
    return textAt(node?.inputs, "policy");
  }
}
