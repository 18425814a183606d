import type { ResourceNode } from "../program/resource-node";

/** The resources of one type, with the small readers that every topology part needs. */
export interface Declared {
  readonly node: ResourceNode;
  readonly region: string;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string): number | undefined;
  object(name: string): Readonly<Record<string, unknown>>;
  list<T>(name: string): readonly T[];
  /** A property that AWS fills in, such as the ARN. */
  output(name: string): string;
}

/** All resources of a type, e.g. `sqs/queue:Queue`, in the order of their URNs. */
export function declared(nodes: readonly ResourceNode[], type: string): Declared[] {
  return nodes.filter((node) => node.type === `aws:${type}`).map(reader);
}

function reader(node: ResourceNode): Declared {
  const { inputs, outputs } = node;
  const missing = (name: string) => new Error(`${node.type} ${node.name} declares no ${name}`);
  const optionalText = (name: string) => {
    const value = inputs[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    node,
    region: node.region,
    optionalText,
    text(name) {
      const value = optionalText(name);
      if (value === undefined) throw missing(name);
      return value;
    },
    number: (name) => (inputs[name] === undefined ? undefined : Number(inputs[name])),
    object: (name) => (inputs[name] ?? {}) as Readonly<Record<string, unknown>>,
    list: <T>(name: string) => (inputs[name] ?? []) as readonly T[],
    output(name) {
      const value = outputs[name] ?? inputs[name];
      if (typeof value !== "string" || value === "") throw missing(name);
      return value;
    },
  };
}

/** A JSON document inside a property, e.g. a policy; undefined when the property is absent. */
export function parsed<T>(one: Declared, name: string): T | undefined {
  const text = one.optionalText(name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${one.node.type} ${one.node.name}: ${name} is not JSON`);
  }
}
