import { parseArgs } from "node:util";
import type { Mode, ProcessorKind } from "./scenario";

export const HELP = `Plays disasters against the deployed functions, in virtual time, and judges what is left.

  npm run sim -- --seeds 1000                    a thousand disasters
  npm run sim -- --replay 42                     the timeline of one, both regions side by side
  npm run sim -- --mutants [--only NAME]         put faults into the product, see who notices

  --seeds N              how many seeds; for mutants: at most this many for each (default 200)
  --from S               the first seed (default 1)
  --mode MODE            strong (default) or eventual: how the payments table replicates
  --processor KIND       idempotent (default), lookup or none: what the processor promises
  --check-determinism    play every seed twice and compare the traces
  --json FILE            also write the last line, which is JSON, to a file
  --write                with --mutants: write docs/mutants.md
  --help                 this text

Exit code 0 when every invariant held, 1 when one did not, 130 when interrupted. Combinations that the
program refuses are played all the same; what they cannot avoid is counted and named, not failed.
`;

export interface SimOptions {
  readonly help: boolean;
  readonly seeds: number;
  readonly from: number;
  readonly mode: Mode;
  readonly processor: ProcessorKind;
  readonly checkDeterminism: boolean;
  readonly json: string | undefined;
  readonly replay: number | undefined;
  readonly mutants: boolean;
  readonly only: string | undefined;
  readonly write: boolean;
}

const MODES: readonly Mode[] = ["strong", "eventual"];
const PROCESSORS: readonly ProcessorKind[] = ["idempotent", "lookup", "none"];
const DEFAULT_SEEDS = 200;

/** Reads the command line; whatever is not understood is refused, in words. */
export function readOptions(argv: readonly string[]): SimOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: "string" },
      from: { type: "string" },
      mode: { type: "string", default: "strong" },
      processor: { type: "string", default: "idempotent" },
      "check-determinism": { type: "boolean", default: false },
      json: { type: "string" },
      replay: { type: "string" },
      mutants: { type: "boolean", default: false },
      only: { type: "string" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { help, json, mutants, only, write } = values;
  if (only !== undefined && !mutants) throw new Error("--only belongs to --mutants");
  if (write && (!mutants || only !== undefined)) {
    throw new Error("--write needs --mutants, and all of them");
  }
  if (mutants && values.replay !== undefined) {
    throw new Error("--mutants and --replay are two different things");
  }
  return {
    help,
    seeds: count("seeds", values.seeds) ?? DEFAULT_SEEDS,
    from: count("from", values.from) ?? 1,
    mode: oneOf("mode", values.mode, MODES),
    processor: oneOf("processor", values.processor, PROCESSORS),
    checkDeterminism: values["check-determinism"],
    json,
    replay: count("replay", values.replay),
    mutants,
    only,
    write,
  };
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number above 0, not ${text}`);
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found) return found;
  throw new Error(`--${name} is ${allowed.join(" or ")}, not ${text}`);
}
