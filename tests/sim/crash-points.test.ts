import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FUNCTION_NAMES, type FunctionName } from "../../functions/core/function-catalogue";
import { type CrashPoint, crashPoints } from "../../local/sim/crash-points";
import { CRASH_WORLDS } from "../../local/sim/crash-worlds";
import { loadCode, SIMULATED } from "../../local/sim/entry-points";
import { previousCode } from "../../local/sim/stage";
import { CALLS } from "../program/handler-calls";

const FAULTS = ["killed-before", "killed-after", "reply-lost"];

/** Calls beside those to AWS, by what an entry point asks its adapters for. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  "https()": ["GET"],
  "processorFor(": ["charge", "lookup"],
};

/** Functions that no disaster runs, and why. */
const NOT_PLAYED: Readonly<Partial<Record<FunctionName, string>>> = {
  authorizer: "signing in is decided before the API is reached; clients come with a principal",
  ledger: "its database is not modelled; the drill runs it on a real one",
  migrate: "its database is not modelled; the drill runs it on a real one",
  "promote-database": "there is no database to promote; the drill has one",
  "database-status": "there is no database to ask; the drill has one",
  session: "sessions are no payments, nothing is promised about them, and nobody here signs in",
  "shift-traffic":
    "has nothing to shift: the simulated names follow health checks, without weights",
};

/** Calls of functions that are played which no small world makes, and why. */
const NOT_MADE: Readonly<Record<string, string>> = {
  "process GetSecretValue": "inside the processor's adapter, which the simulated one replaces",
  "reconcile GetSecretValue": "inside the processor's adapter, which the simulated one replaces",
  "reconcile charge": "it only asks; its adapter could do both",
  "reconcile Invoke": "asks the ledger's function, which exists only with a database",
};

/** Everything that a function can call: AWS as its bundle shows, and the world outside. */
function callsOf(name: FunctionName): string[] {
  const entry = readFileSync(join(__dirname, `../../functions/lambda/${name}.ts`), "utf8");
  const outside = Object.entries(OUTSIDE).flatMap(([sign, operations]) =>
    entry.includes(sign) ? operations : [],
  );
  return [...new Set([...CALLS[name].map(([operation]) => operation), ...outside])];
}

describe("every call of every function, killed before, killed after, or without its reply", function () {
  this.timeout(15 * 60_000);
  const made = new Map<string, Set<string>>();
  let total = 0;

  const note = ({ fault, handler, operation }: CrashPoint) => {
    const call = `${handler} ${operation.split(":")[1]}`;
    made.set(call, (made.get(call) ?? new Set()).add(fault));
    total += 1;
  };

  for (const world of CRASH_WORLDS) {
    it(`leaves everything promised in the world of ${world.name}`, async () => {
      const wrong: string[] = [];
      for await (const { point, violations } of crashPoints(loadCode(), previousCode(), [world])) {
        note(point);
        const { call, fault, invocation, operation } = point;
        for (const { detail, invariant } of violations) {
          wrong.push(
            `${invocation} ${fault} at call ${call}, ${operation}: ${invariant} ${detail}`,
          );
        }
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  it("has played thousands of them", () => {
    expect(total).to.be.greaterThan(2_000);
  });

  it("has reached every call that a function can make, or says why not", () => {
    const missing = SIMULATED.filter((name) => !NOT_PLAYED[name]).flatMap((name) =>
      callsOf(name)
        .map((operation) => `${name} ${operation}`)
        .filter((call) => !NOT_MADE[call])
        .filter((call) => !FAULTS.every((fault) => made.get(call)?.has(fault))),
    );
    expect(missing).to.deep.equal([]);
  });

  it("excuses nothing that happens", () => {
    expect(Object.keys(NOT_MADE).filter((call) => made.has(call))).to.deep.equal([]);
    const played = new Set([...made.keys()].map((call) => call.split(" ")[0]));
    expect(Object.keys(NOT_PLAYED).filter((name) => played.has(name))).to.deep.equal([]);
  });

  it("knows every deployed function", () => {
    const known = new Set<string>([...SIMULATED, ...Object.keys(NOT_PLAYED)]);
    expect(FUNCTION_NAMES.filter((name) => !known.has(name))).to.deep.equal([]);
  });
});
