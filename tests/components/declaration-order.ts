import type { ResourceNode } from "../../local/program/resource-node";

/**
 * Whether one resource is created after another, and therefore destroyed before it. Only what the
 * engine itself would follow counts: the dependencies of a registration and of everything it
 * depends on.
 */
export function declarationOrder(nodes: readonly ResourceNode[]) {
  const byUrn = new Map(nodes.map((node) => [node.urn, node]));
  const urnOf = (name: string) => {
    const found = nodes.find((node) => node.name === name);
    if (!found) throw new Error(`nothing named ${name} was declared`);
    return found.urn;
  };
  return (later: string, earlier: string): boolean => {
    const wanted = urnOf(earlier);
    const seen = new Set<string>();
    const pending = [urnOf(later)];
    for (let urn = pending.pop(); urn !== undefined; urn = pending.pop()) {
      if (seen.has(urn)) continue;
      seen.add(urn);
      pending.push(...(byUrn.get(urn)?.dependencies ?? []));
    }
    return seen.has(wanted);
  };
}
