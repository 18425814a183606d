import { of, type Rule } from "./rule";
import { mayBe, textAt } from "./values";

/**
 * A resource without an explicit provider goes wherever the shell of whoever deploys points.
 * Cross-region: that is how a "second region" ends up in the first one.
 */
export const providersAreExplicit: Rule = {
  name: "providers-are-explicit",
  description: "Every AWS resource goes through a provider of this stack that names its region",
  *check(graph) {
    for (const node of graph.nodes) {
      if (!node.custom || !node.type.startsWith("aws:")) continue;
      const provider = graph.providerOf(node);
      if (provider === undefined) yield of(node, "goes through the default provider");
      else if (textAt(provider.inputs, "region") === undefined) {
        yield of(node, `goes through ${provider.name}, which names no region`);
      } else if (!mayBe(node.inputs.region ?? provider.inputs.region, provider.inputs.region)) {
        yield of(node, "names another region than its provider");
      }
    }
  },
};
