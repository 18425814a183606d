import type { Graph, PolicyNode } from "./graph";

/** What a rule found, and where. */
export interface Violation {
  /** URN of the resource; undefined when the stack as a whole is in question. */
  readonly urn?: string;
  /** A sentence that names the resource and what is wrong. */
  readonly message: string;
}

/** One rule over everything a program declares. */
export interface Rule {
  /** Stable and readable: operators see it when a preview is refused. */
  readonly name: string;
  /** What holds when the rule holds, and what goes wrong when it does not. */
  readonly description: string;
  readonly check: (graph: Graph) => Iterable<Violation>;
}

/** A violation of one resource. */
export function of(node: PolicyNode, problem: string): Violation {
  return { urn: node.urn, message: `${node.name} ${problem}` };
}

/** A violation of no resource in particular. */
export function ofStack(problem: string): Violation {
  return { message: problem };
}

/** Every violation of every rule, with the rule's name in front. */
export function violationsOf(rules: readonly Rule[], graph: Graph): readonly string[] {
  return rules.flatMap(({ name, check }) =>
    [...check(graph)].map(({ message }) => `${name}: ${message}`),
  );
}
