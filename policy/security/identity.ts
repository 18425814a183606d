import { statementsOf } from "../../local/iam/document";
import type { PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { isKnown, textAt, valueAt } from "../values";

/** Seen: one role, shared by all functions, that could scan every table and change every zone. */
export const everyFunctionHasItsOwnRole: Rule = {
  name: "every-function-has-its-own-role",
  description: "No two functions share a role",
  *check(graph) {
    const owners = new Map<string, PolicyNode>();
    for (const node of graph.all("lambda.Function")) {
      const role = textAt(node.inputs, "role");
      if (role === undefined) continue;
      const other = owners.get(role);
      if (other === undefined) owners.set(role, node);
      else yield of(node, `shares its role with ${other.name}`);
    }
  },
};

/** A role that anybody may take on has no secrets. */
export const rolesTrustOneService: Rule = {
  name: "roles-trust-one-service",
  description: "A role is taken on by one AWS service and by nobody else",
  *check(graph) {
    for (const node of graph.all("iam.Role")) {
      const trust = textAt(node.inputs, "assumeRolePolicy");
      if (trust === undefined) continue;
      const principals = statementsOf(trust).map((statement) => statement.principals);
      const services = new Set(principals.flatMap((named) => named?.services ?? []));
      const others = principals.some((named) => named?.everybody || (named?.aws.length ?? 0) > 0);
      if (others || services.size !== 1) {
        yield of(node, `trusts ${others ? "accounts" : `${services.size} services`}`);
      }
    }
  },
};

const POLICY_KINDS: Readonly<Record<string, string>> = {
  "sqs.QueuePolicy": "policy",
  "sns.TopicPolicy": "policy",
  "s3.BucketPolicy": "policy",
  "kms.Key": "policy",
};

/** A service acts for whoever asked it: without a source it acts for other accounts too. */
export const servicesNameTheirSource: Rule = {
  name: "services-name-their-source",
  description: "Whatever lets in a service or everybody names the account or resource it acts for",
  *check(graph) {
    for (const [kind, property] of Object.entries(POLICY_KINDS)) {
      for (const node of graph.all(kind)) {
        const policy = textAt(node.inputs, property);
        if (policy === undefined) continue;
        for (const { sid, effect, principals, conditions } of statementsOf(policy)) {
          if (effect === "Deny" || principals === undefined) continue;
          const named = principals.services.filter(
            (service) => kind !== "kms.Key" || KEY_ONLY_SERVICES[service] === undefined,
          );
          const open = principals.everybody || named.length > 0;
          if (open && !namesSource(conditions)) yield of(node, `lets in anybody's ${sid}`);
        }
      }
    }
    for (const node of graph.all("lambda.Permission")) {
      const service = textAt(node.inputs, "principal")?.endsWith(".amazonaws.com");
      if (
        service &&
        node.inputs.sourceArn === undefined &&
        node.inputs.sourceAccount === undefined
      ) {
        yield of(node, "lets in a service for anybody");
      }
    }
  },
};

/** Services that reach a key only through a topic or queue, which names the source, and why that is enough. */
const KEY_ONLY_SERVICES: Readonly<Record<string, string>> = {
  "cloudwatch.amazonaws.com":
    "a condition that an alarm does not meet would drop it without a word",
  "sns.amazonaws.com": "a condition that a delivery does not meet would drop it without a word",
};

const SOURCES =
  /aws:(SourceArn|SourceAccount|PrincipalAccount)|kms:EncryptionContext|kms:CallerAccount/i;

function namesSource(conditions: Readonly<Record<string, object>>): boolean {
  return Object.values(conditions).some((keys) =>
    Object.keys(keys).some((key) => SOURCES.test(key)),
  );
}

const SECRET_NAME = /(PASSWORD|SECRET|TOKEN|CREDENTIAL|PRIVATE_KEY|API_KEY)/;
/** They name where a secret is, or who issues tokens; the secret itself is not in them. */
const NOT_SECRET = /_(ARN|ID|NAME|ISSUER|AUDIENCE|PARAMETER|URL)$/;
const SECRET_VALUE = /"(password|secret|token|secretString)"\s*:\s*"[^"]+"/i;

/** Requirement E8. */
export const secretsStaySecret: Rule = {
  name: "secrets-stay-secret",
  description: "No environment variable, plain parameter or plain input holds a secret",
  *check(graph) {
    for (const node of graph.all("lambda.Function")) {
      const variables = valueAt(node.inputs, "environment", "variables") ?? {};
      for (const [key, value] of Object.entries(variables)) {
        const suspicious = SECRET_NAME.test(key) && !NOT_SECRET.test(key);
        if (suspicious || (typeof value === "string" && SECRET_VALUE.test(value))) {
          yield of(node, `carries a secret in ${key}`);
        }
      }
    }
    const guarded: readonly (readonly [string, string])[] = [
      ["secretsmanager.SecretVersion", "secretString"],
      ["rds.Cluster", "masterPassword"],
    ];
    for (const [kind, property] of guarded) {
      for (const node of graph.all(kind)) {
        const open =
          node.inputs[property] !== undefined && node.secretInputs?.includes(property) === false;
        if (open && isKnown(node.inputs[property])) yield of(node, `shows its ${property}`);
      }
    }
    for (const node of graph.all("ssm.Parameter")) {
      const sensitive = /(key|password|credential)s?$/.test(textAt(node.inputs, "name") ?? "");
      if (sensitive && node.inputs.type !== "SecureString")
        yield of(node, "is readable in the console");
    }
  },
};

/** Without a retention a log grows for ever; without a key anybody who may read logs reads it. */
export const logsAreKeptAndEnd: Rule = {
  name: "logs-are-kept-and-end",
  description:
    "Every log group has a retention; every function has a log, and those behind an API are traced",
  *check(graph) {
    const groups = graph.all("cloudwatch.LogGroup");
    for (const node of groups) {
      if (!(Number(node.inputs.retentionInDays) > 0)) yield of(node, "keeps everything for ever");
    }
    for (const node of graph.all("lambda.Function")) {
      const mode = textAt(node.inputs, "tracingConfig", "mode");
      const asked = graph.all("lambda.Permission").some((permission) => asksFor(node, permission));
      if (mode === undefined || (asked && mode !== "Active")) yield of(node, "is not traced");
      const name = textAt(node.inputs, "loggingConfig", "logGroup");
      const own = groups.some(
        ({ inputs, region }) => region === node.region && inputs.name === name,
      );
      if (!own) yield of(node, "logs where nobody set a retention");
    }
  },
};

/** What runs by the clock may leave it at passing traces on; what clients ask is looked at step by step. */
function asksFor(fn: PolicyNode, { inputs, region }: PolicyNode): boolean {
  return (
    inputs.principal === "apigateway.amazonaws.com" &&
    region === fn.region &&
    inputs.function === fn.inputs.name
  );
}
