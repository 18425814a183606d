import type { Graph, PolicyNode } from "../../policy/graph";
import type { PriceName } from "../prices";
import type { Usage } from "./usage";

/** Something that one resource is charged for in a month. */
export interface Charge {
  readonly price: PriceName;
  readonly quantity: number;
  /** Where it is charged, when not where the resource is declared. */
  readonly region?: string;
}

/** What a resource of one kind is charged for. */
export type Pricer = (node: PolicyNode, usage: Usage, graph: Graph) => readonly Charge[];

/** A charge; quantities below nothing are a mistake of the model. */
export function charge(price: PriceName, quantity: number, region?: string): Charge {
  if (!(quantity >= 0)) throw new Error(`${price} cannot be charged ${quantity} times`);
  return region === undefined ? { price, quantity } : { price, quantity, region };
}
