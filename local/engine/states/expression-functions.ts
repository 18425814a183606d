import { createHash } from "node:crypto";
import { NotModelled } from "../aws-error";
import { Random } from "../random";
import { uuid } from "../uuid";

/** Step Functions refuses ranges longer than this. */
const longestRange = 1000;

const hashNames: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/**
 * Functions that Step Functions adds to JSONata, and those of JSONata that would read the real
 * clock or real randomness, so that a replay computes the same values.
 */
export function expressionFunctions(nowMs: number, random: Random): Record<string, unknown> {
  return {
    parse: (text: string) => JSON.parse(text),
    partition: (items: unknown[], size: number) => {
      const parts: unknown[][] = [];
      if (!(size >= 1)) throw new RangeError("the size of a part must be at least 1");
      for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
      return parts;
    },
    range: (first: number, last: number, step: number) => {
      if (step === 0) throw new RangeError("the step of a range must not be 0");
      const count = Math.max(0, Math.floor((last - first) / step) + 1);
      if (count > longestRange)
        throw new RangeError(`the range has more than ${longestRange} items`);
      return Array.from({ length: count }, (_, i) => first + i * step);
    },
    hash: (data: string, algorithm: string) => {
      const name = hashNames[algorithm];
      if (!name) throw new RangeError(`unknown hash algorithm ${algorithm}`);
      return createHash(name).update(data, "utf8").digest("hex");
    },
    random: (seed?: number) =>
      seed === undefined ? random.next() : new Random(`seed/${seed}`).next(),
    uuid: () => uuid(random),
    millis: () => nowMs,
    now: (...format: unknown[]) => {
      if (format.length > 0) throw new NotModelled("states", "$now", "with a picture");
      return new Date(nowMs).toISOString();
    },
    eval: () => {
      throw new NotModelled("states", "$eval", "Step Functions does not have it");
    },
    shuffle: () => {
      throw new NotModelled("states", "$shuffle");
    },
  };
}

/** The names that no variable can have an effect under. */
export const functionNames: ReadonlySet<string> = new Set(
  Object.keys(expressionFunctions(0, new Random("names"))),
);
