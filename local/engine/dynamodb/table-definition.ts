/** Types a key attribute can have. */
export type KeyType = "S" | "N" | "B";

/** What a stream record shows of a change. */
export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** A global secondary index as it was declared. */
export interface IndexDefinition {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly nonKeyAttributes?: readonly string[];
}

/** A table as it was declared, with all its replicas. */
export interface TableDefinition {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  /** Types of all attributes that tables and indexes use as keys. */
  readonly attributes: readonly { readonly name: string; readonly type: KeyType }[];
  readonly indexes: readonly IndexDefinition[];
  /** Regions with a replica; the first one is where the table was created. */
  readonly regions: readonly string[];
  /** Cross-region: the member of a strong table that votes but cannot be read. */
  readonly witness?: string;
  /** One region, MREC or MRSC. */
  readonly consistency: "single" | "eventual" | "strong";
  /** Attribute with the expiry in epoch seconds. */
  readonly ttlAttribute?: string;
  readonly stream?: StreamViewType;
  /**
   * Replicas whose stream is on. AWS never copies the setting to the replicas of a strong table.
   * @default all regions
   */
  readonly streamRegions?: readonly string[];
}

/** AWS's quota of global secondary indexes of a table. */
const INDEXES_MAX = 20;
const STRONG_MEMBERS = 3;

/** Every reason why AWS would refuse the table. */
export function definitionProblems(table: TableDefinition): string[] {
  const problems: string[] = [];
  if (!/^[A-Za-z0-9_.-]{3,255}$/.test(table.name)) problems.push(`bad table name: ${table.name}`);
  const declared = new Set(table.attributes.map(({ name }) => name));
  const keys = [table, ...table.indexes].flatMap(({ hashKey, rangeKey }) =>
    rangeKey === undefined ? [hashKey] : [hashKey, rangeKey],
  );
  for (const key of keys) {
    if (!declared.has(key)) problems.push(`key attribute ${key} has no type`);
  }
  for (const name of declared) {
    if (!keys.includes(name)) problems.push(`attribute ${name} is no key of table or index`);
  }
  if (table.indexes.length > INDEXES_MAX) problems.push(`more than ${INDEXES_MAX} indexes`);
  if (new Set(table.indexes.map(({ name }) => name)).size < table.indexes.length) {
    problems.push("two indexes have the same name");
  }
  if (new Set(table.regions).size < table.regions.length) problems.push("a region is listed twice");
  for (const region of table.streamRegions ?? []) {
    if (!table.regions.includes(region)) problems.push(`stream in ${region} without a replica`);
  }
  return [...problems, ...consistencyProblems(table)];
}

function consistencyProblems(table: TableDefinition): string[] {
  const { consistency, regions, ttlAttribute, witness } = table;
  const problems: string[] = [];
  if (consistency === "single" && regions.length !== 1) problems.push("single needs one region");
  if (consistency === "eventual" && regions.length < 2) problems.push("eventual needs two regions");
  if (consistency !== "strong") {
    if (witness !== undefined) problems.push("only a strong table has a witness");
    return problems;
  }
  const members = new Set(witness === undefined ? regions : [...regions, witness]);
  if (members.size !== STRONG_MEMBERS || regions.length < 2) {
    problems.push("strong needs three replicas, or two replicas and a witness elsewhere");
  }
  if (ttlAttribute !== undefined) problems.push("a strong table cannot have a time to live");
  return problems;
}
