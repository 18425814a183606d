import { type Checker, type Facts, violations } from "./facts";

/** The promise of the product: what a client was told is accepted exists. */
export const acknowledgedIsStored: Checker = {
  id: "I1",
  statement: "every acknowledged payment is stored, and found by whoever asks for it",
  check: (facts) => violations("I1", [...lost(facts), ...notFound(facts)]),
};

function lost({ acknowledgements, payments }: Facts): string[] {
  return acknowledgements
    .filter(({ status, key }) => status < 300 && !payments.has(key))
    .map(
      ({ key, region, atMs }) => `${key} was acknowledged by ${region} at ${atMs} ms and is gone`,
    );
}

/** Cross-region: only under strong consistency does every region know at once what one accepted. */
function notFound({ acknowledgements, mode, readings }: Facts): string[] {
  if (mode === "eventual" || readings.length === 0) return [];
  const since = new Map<string, number>();
  for (const { key, status, atMs } of acknowledgements) {
    if (status < 300 && !since.has(key)) since.set(key, atMs);
  }
  return readings
    .filter(({ key, shown, askedMs }) => {
      const acceptedMs = since.get(key);
      return shown === undefined && acceptedMs !== undefined && acceptedMs <= askedMs;
    })
    .map(({ key, region, askedMs }) => `${region} did not know ${key} at ${askedMs} ms`);
}
