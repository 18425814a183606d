import type { PolicyNode } from "./graph";
import { of, type Rule } from "./rule";
import { listAt, valueAt } from "./values";

/** Requirement E4: Pulumi's own brakes hide in code and surprise whoever destroys the stack. */
export const nothingIsRetained: Rule = {
  name: "nothing-is-retained",
  description:
    "No resource is protected or kept by Pulumi; protection is AWS's, and asked for by name",
  *check(graph) {
    for (const node of graph.nodes) {
      if (node.protect) yield of(node, "is protected from being destroyed");
      if (node.retainOnDelete) yield of(node, "stays behind when the stack is destroyed");
    }
  },
};

/** Whether a data store resists its own destruction, by kind. */
const RESISTS: Readonly<Record<string, (node: PolicyNode) => boolean>> = {
  "dynamodb.Table": ({ inputs }) =>
    inputs.deletionProtectionEnabled === true ||
    listAt(inputs, "replicas").some((copy) => valueAt(copy, "deletionProtectionEnabled") === true),
  "rds.Cluster": ({ inputs }) =>
    inputs.deletionProtection === true || inputs.skipFinalSnapshot !== true,
  "rds.GlobalCluster": ({ inputs }) => inputs.deletionProtection === true,
  "s3.Bucket": ({ inputs }) => inputs.forceDestroy !== true,
};

/** Data stores that resist, for whoever wants to know whether a stack can be destroyed. */
export function resistingStores(
  nodes: readonly PolicyNode[],
  kindOf: (node: PolicyNode) => string,
) {
  return nodes.filter((node) => RESISTS[kindOf(node)]?.(node) ?? false);
}

/**
 * Requirement E4: a stack either can be destroyed or says that its data must survive. One store that resists alone was
 * forgotten, and so was one that does not.
 */
export const protectionIsForAllOrNone: Rule = {
  name: "protection-is-for-all-or-none",
  description: "Either every data store resists being destroyed, or none does",
  *check(graph) {
    const stores = Object.keys(RESISTS).flatMap((kind) =>
      graph.all(kind).map((node) => ({ node, resists: RESISTS[kind]?.(node) ?? false })),
    );
    if (new Set(stores.map(({ resists }) => resists)).size < 2) return;
    for (const { node, resists } of stores) {
      if (!resists) yield of(node, "can be destroyed, although other data is kept");
    }
  },
};

/** A secret that waits thirty days for its deletion keeps its name, and the next deployment fails on it. */
export const secretsLeaveAtOnce: Rule = {
  name: "secrets-leave-at-once",
  description: "A destroyed environment can be deployed again under the same names",
  *check(graph) {
    for (const node of graph.all("secretsmanager.Secret")) {
      if (node.inputs.recoveryWindowInDays !== 0)
        yield of(node, "keeps its name after it is destroyed");
    }
    for (const node of graph.all("kms.Key")) {
      if (Number(node.inputs.deletionWindowInDays ?? 30) > 7)
        yield of(node, "is paid for 30 days more");
    }
  },
};
