/** Facts about the same payment, together and in their order. */
export function groupByKey<T extends { readonly key: string }>(
  facts: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const fact of facts) {
    const group = groups.get(fact.key);
    if (group) group.push(fact);
    else groups.set(fact.key, [fact]);
  }
  return groups;
}
