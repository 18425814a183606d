import { expect } from "chai";
import type { Capture } from "../../local/program/resource-node";
import { captureAgain, stackOf, WAYS, wayTitle } from "./stacks";

/**
 * A program that declares something else in every run never comes to rest: each `pulumi up` would change what
 * nobody changed, the bundles of the functions included.
 */
describe("A second run", () => {
  // A preview declares the same resources: one stack shows that unknown values are no chance either.
  for (const [stack, preview] of WAYS.filter(([name, unknown]) => !unknown || name === "prod")) {
    it(`declares ${wayTitle(stack, preview)} byte for byte as the first one`, async () => {
      const [first, second] = await Promise.all([
        stackOf(stack, { preview }),
        captureAgain(stack, { preview }),
      ]);
      expect(textOf(first) === textOf(second), differenceOf(first, second)).to.equal(true);
    });
  }
});

/** Where the source of a resource is, is not a part of it. */
function textOf({ nodes, outputs, invokes }: Capture): string {
  return JSON.stringify({
    nodes: nodes.map((node) => ({ ...node, source: "" })),
    outputs,
    invokes,
  });
}

function differenceOf(first: Capture, second: Capture): string {
  const others = new Map(second.nodes.map((node) => [node.urn, JSON.stringify(node.inputs)]));
  const found = first.nodes.find(({ urn, inputs }) => others.get(urn) !== JSON.stringify(inputs));
  return found?.urn ?? "only the order differs";
}
