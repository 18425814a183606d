import { type Checker, violations } from "./facts";
import { groupByKey } from "./group-by-key";

/** One identifier, one payment, one answer, from every region. */
export const oneAnswer: Checker = {
  id: "I5",
  statement: "all acknowledgements of one payment are equal, and no second body is acknowledged",
  check: ({ acknowledgements }) => {
    const accepted = acknowledgements.filter(({ status }) => status < 300);
    const found: string[] = [];
    for (const [key, group] of groupByKey(accepted)) {
      const bodies = new Set(group.map(({ body }) => body));
      const requests = new Set(group.map(({ fingerprint }) => fingerprint));
      if (bodies.size > 1) found.push(`${key} got ${bodies.size} different answers`);
      if (requests.size > 1) found.push(`${key} was acknowledged for ${requests.size} requests`);
    }
    return violations("I5", found);
  },
};
