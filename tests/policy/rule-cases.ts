import { expect } from "chai";
import { Graph, type PolicyNode } from "../../policy/graph";
import type { Rule } from "../../policy/rule";

/** A small declared resource: only what a rule looks at has to be said. */
export function resource(
  kind: string,
  name: string,
  inputs: Record<string, unknown> = {},
  more: Partial<PolicyNode> = {},
): PolicyNode {
  const [area = "", className = ""] = kind.split(".");
  const file = `${className.charAt(0).toLowerCase()}${className.slice(1)}`;
  const type = kind.includes(":") ? kind : `aws:${area}/${file}:${className}`;
  return {
    urn: `urn:pulumi:test::payments-dr::${type}::${name}`,
    type,
    name,
    custom: true,
    parent: "",
    provider: "",
    region: "us-east-1",
    id: name,
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    secretInputs: [],
    inputs,
    outputs: {},
    ...more,
  };
}

/** The same resource, changed. */
export function changed(
  node: PolicyNode,
  inputs: Record<string, unknown>,
  more: Partial<PolicyNode> = {},
): PolicyNode {
  return { ...node, inputs: { ...node.inputs, ...inputs }, ...more };
}

/** One graph that a rule must refuse, by what is different in it. */
export interface RefusedGraph {
  readonly graph: readonly PolicyNode[];
  /** Part of the violation, so that it is refused for the right reason. */
  readonly says: string;
}

/** Shows that a rule accepts one graph and refuses every other one, each for its own reason. */
export function ruleCases(
  rule: Rule,
  accepted: readonly PolicyNode[],
  refused: Readonly<Record<string, RefusedGraph>>,
): void {
  describe(rule.name, () => {
    it("accepts what it should", () => {
      expect(messages(rule, accepted)).to.deep.equal([]);
    });
    for (const [what, { graph, says }] of Object.entries(refused)) {
      it(`refuses ${what}`, () => {
        expect(messages(rule, graph).join("\n")).to.contain(says);
      });
    }
  });
}

function messages(rule: Rule, nodes: readonly PolicyNode[]): readonly string[] {
  return [...rule.check(new Graph(nodes))].map(({ message }) => message);
}
