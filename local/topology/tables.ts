import type { KeyType, StreamViewType, TableDefinition } from "../engine/dynamodb/table-definition";
import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";
import type { DeclaredItem } from "./topology";

interface DeclaredReplica {
  readonly regionName: string;
  readonly consistencyMode?: string;
}

interface DeclaredIndex {
  readonly name: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly keySchemas?: readonly { readonly attributeName: string; readonly keyType: string }[];
  readonly projectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly nonKeyAttributes?: readonly string[];
}

/** Tables with their replicas, their witness and their indexes. */
export function readTables(nodes: readonly ResourceNode[]): TableDefinition[] {
  return declared(nodes, "dynamodb/table:Table").map(tableOf);
}

function tableOf(one: Declared): TableDefinition {
  const replicas = one.list<DeclaredReplica>("replicas");
  const strong = replicas.some(({ consistencyMode }) => consistencyMode === "STRONG");
  const witness = one.object("globalTableWitness").regionName as string | undefined;
  const ttl = one.object("ttl") as { enabled?: boolean; attributeName?: string };
  const rangeKey = one.optionalText("rangeKey");
  const streamed = one.node.inputs.streamEnabled === true;
  return {
    name: one.text("name"),
    hashKey: one.text("hashKey"),
    ...(rangeKey ? { rangeKey } : {}),
    attributes: one.list<{ name: string; type: KeyType }>("attributes"),
    indexes: one.list<DeclaredIndex>("globalSecondaryIndexes").map(indexOf),
    regions: [one.region, ...replicas.map(({ regionName }) => regionName)],
    ...(witness ? { witness } : {}),
    consistency: replicas.length === 0 ? "single" : strong ? "strong" : "eventual",
    ...(ttl.enabled && ttl.attributeName ? { ttlAttribute: ttl.attributeName } : {}),
    ...(streamed ? { stream: one.text("streamViewType") as StreamViewType } : {}),
    // Cross-region: the provider turns the stream of a strong table on in its own region only.
    ...(streamed && strong ? { streamRegions: [one.region] } : {}),
  };
}

function indexOf(index: DeclaredIndex) {
  const key = (type: string) =>
    index.keySchemas?.find(({ keyType }) => keyType === type)?.attributeName;
  const hashKey = index.hashKey ?? key("HASH");
  if (!hashKey) throw new Error(`index ${index.name} has no hash key`);
  const rangeKey = index.rangeKey ?? key("RANGE");
  return {
    name: index.name,
    hashKey,
    ...(rangeKey ? { rangeKey } : {}),
    projection: index.projectionType,
    ...(index.nonKeyAttributes ? { nonKeyAttributes: index.nonKeyAttributes } : {}),
  };
}

/** Items that the program puts into a table when it creates it. */
export function readTableItems(nodes: readonly ResourceNode[]): DeclaredItem[] {
  return declared(nodes, "dynamodb/tableItem:TableItem").map((one) => ({
    table: one.text("tableName"),
    item: JSON.parse(one.text("item")) as Readonly<Record<string, unknown>>,
  }));
}
