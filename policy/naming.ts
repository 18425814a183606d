import { type Graph, kindOf, type PolicyNode } from "./graph";
import { of, type Rule } from "./rule";
import { physicalNameOf, textAt } from "./values";

/** Kinds whose names follow another pattern, because AWS or a brief says so; and that pattern. */
const OTHER_FORMS: Readonly<Record<string, (suffix: string) => RegExp>> = {
  "cloudwatch.LogGroup": (suffix) => new RegExp(`/payment-[\\w-]*-?${suffix}(-|$)`),
  "kms.Alias": (suffix) => new RegExp(`^alias/payment-[\\w-]+-${suffix}(-|$)`),
  "ssm.Parameter": (suffix) => new RegExp(`^/payments/${suffix}/(local|shared)/`),
  "s3.Bucket": (suffix) => new RegExp(`^payment-[\\w-]+-${suffix}-`),
};

const PLAIN = (suffix: string) => new RegExp(`^payment-[\\w-]+-${suffix}(-|$)`);

/** Kinds whose name is not ours to choose, or is an address. */
const UNNAMED: ReadonlySet<string> = new Set([
  "acm.Certificate",
  "apigateway.DomainName",
  "apigateway.BasePathMapping",
  "lambda.Alias",
  "route53.Record",
  "route53.Zone",
]);

/** Only what has a name of its own; a policy of a bucket carries the bucket's. */
const NAMED_BY_REFERENCE = /^s3\.Bucket.+|^sqs\.|^rds\.ClusterInstance$|^dynamodb\.TableItem$/;

/** Requirement E3: two stacks with different suffixes never collide. */
export const namesCarryTheSuffix: Rule = {
  name: "names-carry-the-suffix",
  description:
    "Every physical name is payment-<purpose>-<suffix>, with the region where it needs one",
  *check(graph) {
    const suffix = suffixOf(graph);
    if (suffix === undefined) return;
    for (const node of graph.nodes) {
      const kind = kindOf(node);
      if (!node.type.startsWith("aws:") || UNNAMED.has(kind)) continue;
      if (NAMED_BY_REFERENCE.test(kind) && kind !== "sqs.Queue" && kind !== "rds.ClusterInstance")
        continue;
      const name = physicalNameOf(node);
      if (name === undefined) continue;
      const form = (OTHER_FORMS[kind] ?? PLAIN)(suffix);
      if (!form.test(name)) yield of(node, `is called ${name}, without ${suffix} in its place`);
    }
  },
};

/** Kinds in a global namespace, and those where a brief asks for the region in the name. */
const WITH_REGION: ReadonlySet<string> = new Set([
  "apigateway.RestApi",
  "cloudwatch.Dashboard",
  "iam.Role",
  "s3.Bucket",
  "sns.Topic",
  "sqs.Queue",
]);

/** Requirement E3: exact names of the briefs, and no collision between regions. */
export const namesCarryTheRegion: Rule = {
  name: "names-carry-the-region",
  description: "Names in a global namespace, of queues, topics and APIs end with their region",
  *check(graph) {
    for (const kind of WITH_REGION) {
      for (const node of graph.all(kind)) {
        const name = physicalNameOf(node);
        if (name === undefined) continue;
        if (!name.endsWith(`-${node.region}`))
          yield of(node, `is called ${name}, without its region`);
      }
    }
  },
};

/** The environment that the regions' default tags name. */
function suffixOf(graph: Graph): string | undefined {
  const tags = graph.nodes.flatMap((node) => (isProvider(node) ? [defaultTagsOf(node)] : []));
  return tags.map(({ Environment }) => Environment).find((name) => name !== undefined);
}

/** Default tags of a provider; the engine keeps them as JSON text. */
export function defaultTagsOf(provider: PolicyNode): Readonly<Record<string, string>> {
  const source = provider.inputs.defaultTags;
  const tags = typeof source === "string" ? (JSON.parse(source) as unknown) : source;
  const found = (tags as { tags?: Record<string, string> } | undefined)?.tags ?? {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([key]) => {
      const value = textAt(found, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function isProvider({ type }: PolicyNode): boolean {
  return type === "pulumi:providers:aws";
}
