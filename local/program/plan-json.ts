import { createHash } from "node:crypto";
import type { FailoverBudget } from "./budget-reader";
import type { Capture, Properties, ResourceNode } from "./resource-node";
import { Archive, Asset, ResourceReference, UNKNOWN } from "./wire-values";

/** One resource as `npm run plan -- --json` writes it. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly region: string;
  readonly parent: string;
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** URN of the remote component whose plugin declares it; "" for the program's own resources. */
  readonly impliedBy: string;
  readonly source: string;
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/** The whole plan as JSON. */
export interface PlanDocument {
  readonly resources: readonly PlannedResource[];
  readonly budget: FailoverBudget | null;
  readonly outputs: unknown;
}

const HIDDEN = "[secret]";
const LATER = "[known after creation]";

/** A plan to be read by people and scripts: no secrets, and files only as size and digest. */
export function planDocument(capture: Capture, budget: FailoverBudget | undefined): PlanDocument {
  return {
    resources: capture.nodes.map(plannedResource),
    budget: budget ?? null,
    outputs: plainProperties(capture.outputs, capture.secretOutputs),
  };
}

function plannedResource(node: ResourceNode): PlannedResource {
  const secrets = [...node.secretInputs, ...node.additionalSecretOutputs];
  return {
    urn: node.urn,
    type: node.type,
    name: node.name,
    region: node.region,
    parent: node.parent,
    provider: node.provider,
    dependencies: node.dependencies,
    protect: node.protect,
    retainOnDelete: node.retainOnDelete,
    ignoreChanges: node.ignoreChanges,
    impliedBy: node.impliedBy,
    source: node.source,
    inputs: plainProperties(node.inputs, secrets),
    outputs: node.componentOutputs
      ? plainProperties(node.componentOutputs, node.secretOutputs)
      : plainProperties(node.outputs, secrets),
  };
}

function plainProperties(properties: Properties, secrets: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      secrets.includes(name) ? HIDDEN : plain(value),
    ]),
  );
}

function plain(value: unknown): unknown {
  if (value === UNKNOWN) return LATER;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof ResourceReference) return { urn: value.urn, id: plain(value.id) };
  if (value instanceof Asset) return plainAsset(value);
  if (value instanceof Archive) {
    return value.path ?? value.uri ?? { files: plainMap(value.assets) };
  }
  return plainMap(value);
}

function plainAsset(asset: Asset): unknown {
  if (asset.text === undefined) return { path: asset.path, uri: asset.uri };
  const sha256 = createHash("sha256").update(asset.text).digest("hex");
  return { bytes: Buffer.byteLength(asset.text), sha256 };
}

function plainMap(map: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, plain(value)]));
}
