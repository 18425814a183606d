import type { Random } from "../random";
import { policyOf, type RecordSet } from "./record-set";

/**
 * Chooses the record set that answers a query, by Route 53's rules for the routing policy. There
 * is always an answer: when nothing is healthy, health stops counting (Route 53 fails open).
 *
 * Cross-region: this is the rule that moves traffic at a failover, and the reason why two sick
 * regions leave the primary in charge instead of nobody.
 */
export function select(
  candidates: readonly RecordSet[],
  isHealthy: (record: RecordSet) => boolean,
  random: Random,
): RecordSet {
  const [first] = candidates;
  if (!first) throw new Error("there is no record set to choose from");
  switch (policyOf(first)) {
    case "failover":
      return selectFailover(candidates, isHealthy);
    case "weighted":
      return selectWeighted(candidates, isHealthy, random);
    case "simple":
      return first;
  }
}

function selectFailover(
  candidates: readonly RecordSet[],
  isHealthy: (record: RecordSet) => boolean,
): RecordSet {
  const primary = candidates.find((record) => record.Failover === "PRIMARY");
  const secondary = candidates.find((record) => record.Failover === "SECONDARY");
  if (!primary || !secondary) return (primary ?? secondary) as RecordSet;
  return isHealthy(primary) || !isHealthy(secondary) ? primary : secondary;
}

function selectWeighted(
  candidates: readonly RecordSet[],
  isHealthy: (record: RecordSet) => boolean,
  random: Random,
): RecordSet {
  const healthy = candidates.filter(isHealthy);
  const considered = healthy.length > 0 ? healthy : candidates;
  const weighted = considered.filter((record) => weightOf(record) > 0);
  // A weight of zero answers only when no healthy record has a weight, and then all alike.
  if (weighted.length === 0) return random.pick(considered);
  if (weighted.length === 1) return weighted[0] as RecordSet;
  const total = weighted.reduce((sum, record) => sum + weightOf(record), 0);
  let drawn = random.int(total);
  for (const record of weighted) {
    drawn -= weightOf(record);
    if (drawn < 0) return record;
  }
  return weighted[weighted.length - 1] as RecordSet;
}

function weightOf(record: RecordSet): number {
  return record.Weight ?? 0;
}
