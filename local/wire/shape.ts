/** What a value is, according to the service's published model. */
export type Kind =
  | "structure"
  | "union"
  | "error"
  | "list"
  | "map"
  | "string"
  | "number"
  | "boolean"
  | "blob"
  | "timestamp"
  | "document"
  | "unit";

/** How a timestamp is written when the model says so; otherwise the protocol decides. */
export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

/** Serialisation traits of the model, by the names the model uses. */
export type Traits = Readonly<Record<string, unknown>>;

/** A place for a value: a structure's member, a list's element, a map's key or value. */
export interface Slot {
  readonly name: string;
  readonly shape: Shape;
  /** The member's own traits over those of its shape. */
  readonly traits: Traits;
}

/**
 * A schema as the SDK clients export it: nested arrays led by a number. Reading AWS's own model
 * keeps every wire name, blob and timestamp right without a second description of the services.
 */
export type Schema = unknown;

const traitBits = [
  "httpLabel",
  "idempotent",
  "idempotencyToken",
  "sensitive",
  "httpPayload",
  "httpResponseCode",
  "httpQueryParams",
] as const;

const listBit = 0b0100_0000;
const mapBit = 0b1000_0000;

/** Simple schemas are numbers; see the schema sentinels published with the SDK's types. */
const simpleKinds: Readonly<Record<number, readonly [Kind, TimestampFormat?]>> = {
  0: ["string"],
  1: ["number"],
  2: ["boolean"],
  4: ["timestamp"],
  5: ["timestamp", "date-time"],
  6: ["timestamp", "http-date"],
  7: ["timestamp", "epoch-seconds"],
  15: ["document"],
  17: ["number"],
  21: ["blob"],
  42: ["blob"],
};

const compositeKinds: Readonly<Record<number, Kind>> = {
  1: "list",
  2: "map",
  3: "structure",
  4: "union",
  [-3]: "error",
};

const known = new Map<unknown, Shape>();

/** One shape of a service model, its members read when they are first asked for. */
export class Shape {
  private memberSlots: ReadonlyMap<string, Slot> | undefined;

  constructor(
    readonly kind: Kind,
    readonly name: string,
    readonly namespace: string,
    readonly traits: Traits,
    private readonly parts: readonly Schema[] = [],
    readonly timestampFormat?: TimestampFormat,
  ) {}

  /** Members of a structure, union or error by name; empty for everything else. */
  get members(): ReadonlyMap<string, Slot> {
    if (!this.memberSlots) {
      const [names, schemas] = this.parts as [string[]?, Schema[]?];
      const slots = (names ?? []).map((name, i): [string, Slot] => [
        name,
        slotOf(name, schemas?.[i]),
      ]);
      this.memberSlots = new Map(this.isStructure ? slots : []);
    }
    return this.memberSlots;
  }

  get isStructure(): boolean {
    return this.kind === "structure" || this.kind === "union" || this.kind === "error";
  }

  /** What a list holds, or what a map's values are. */
  get element(): Slot {
    return slotOf("member", this.kind === "map" ? this.parts[1] : this.parts[0]);
  }

  get key(): Slot {
    return slotOf("key", this.parts[0]);
  }
}

/** Reads a schema as exported by a client; the same schema always gives the same shape. */
export function shapeOf(schema: Schema): Shape {
  const target = typeof schema === "function" ? (schema as () => Schema)() : schema;
  let shape = known.get(target);
  if (!shape) {
    shape = read(target);
    known.set(target, shape);
  }
  return shape;
}

/** The traits of a schema, whether it writes them as bits or by name. */
function traitsOf(source: unknown): Traits {
  if (typeof source !== "number") return (source ?? {}) as Traits;
  return Object.fromEntries(traitBits.filter((_, bit) => (source >> bit) & 1).map((t) => [t, 1]));
}

const slots = new WeakMap<object, Slot>();

function slotOf(name: string, schema: Schema): Slot {
  const isReference = Array.isArray(schema) && schema.length === 2;
  if (isReference && slots.has(schema)) return slots.get(schema) as Slot;
  const shape = shapeOf(isReference ? schema[0] : schema);
  const own = isReference ? traitsOf(schema[1]) : {};
  const slot = { name, shape, traits: { ...shape.traits, ...withoutName(shape), ...own } };
  if (isReference) slots.set(schema, slot);
  return slot;
}

/** A structure's own xmlName names the document root, not the members that refer to it. */
function withoutName(shape: Shape): Traits {
  return shape.isStructure && shape.traits.xmlName ? { xmlName: undefined } : {};
}

function read(schema: Schema): Shape {
  if (schema === "unit" || schema === undefined) return new Shape("unit", "Unit", "", {});
  if (typeof schema === "number") return readSimple(schema);
  if (!Array.isArray(schema)) throw new Error(`not a schema: ${String(schema)}`);
  const [lead, namespace, name, traits, ...parts] = schema as [number, string, string, unknown];
  if (lead === 0) {
    const base = shapeOf((parts as unknown[])[0]);
    return new Shape(base.kind, name, namespace, traitsOf(traits), [], base.timestampFormat);
  }
  const kind = compositeKinds[lead];
  if (!kind) throw new Error(`schema ${namespace}#${name} has unknown lead ${lead}`);
  return new Shape(kind, name, namespace, traitsOf(traits), parts);
}

function readSimple(schema: number): Shape {
  if (schema & listBit) return new Shape("list", "List", "", {}, [schema & ~listBit]);
  if (schema & mapBit) return new Shape("map", "Map", "", {}, [0, schema & ~mapBit]);
  const simple = simpleKinds[schema];
  if (!simple) throw new Error(`unknown simple schema ${schema}`);
  return new Shape(simple[0], simple[0], "", schema === 42 ? { streaming: 1 } : {}, [], simple[1]);
}
