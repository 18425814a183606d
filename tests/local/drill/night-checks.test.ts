import { expect } from "chai";
import { measureNight } from "../../../local/drill/measure-night";
import { checkNight } from "../../../local/drill/night-checks";
import type { NightRecord } from "../../../local/drill/night-record";
import type { Objectives } from "../../../local/drill/objectives";
import {
  at,
  bodyOf,
  bookedOf,
  chargeOf,
  lineOf,
  PRIMARY,
  STANDBY,
  sampleNight,
} from "./sample-night";

const OBJECTIVES: Objectives = {
  ...{ rtoSeconds: 60, rpoRecords: 0, acceptBudgetSeconds: 50, wholeBudgetSeconds: 227 },
  coolDownMs: 60_000,
};

function failedIn(night: NightRecord, objectives = OBJECTIVES): string[] {
  const checks = checkNight(night, measureNight(night), objectives);
  return checks.filter(({ passed }) => !passed).map(({ id }) => id);
}

/** The sample night with one payment changed in both tables. */
function withPayment(id: string, change: Record<string, object>): NightRecord {
  const night = sampleNight();
  const table = new Map(night.books.tables[STANDBY]);
  table.set(`default#${id}`, bookedOf(id, Number(id.split("-")[1]), change));
  return { ...night, books: { ...night.books, tables: { [STANDBY]: table, [PRIMARY]: table } } };
}

function withMoments(change: Partial<NightRecord["moments"]>): NightRecord {
  const night = sampleNight();
  return { ...night, moments: { ...night.moments, ...change } };
}

function withLedger(change: (night: NightRecord) => NightRecord["books"]["ledger"]): NightRecord {
  const night = sampleNight();
  return { ...night, books: { ...night.books, ledger: change(night) } };
}

describe("the checks of a night", () => {
  it("all pass when everything went as it should", () => {
    expect(failedIn(sampleNight())).to.deep.equal([]);
  });

  const damages: Record<string, { night: () => NightRecord; fails: string[] }> = {
    "a story that broke off": {
      night: () => sampleNight({ problem: "authority for us-east-2: not within 300 s" }),
      fails: ["story"],
    },
    "a drill that was stopped": {
      night: () => sampleNight({ interrupted: true }),
      fails: ["complete"],
    },
    "a book that could not be read": {
      night: () => sampleNight({ unread: ["table in us-east-1: refused"] }),
      fails: ["books", "dead-letters", "invariant-I1"],
    },
    "a machine that was too busy": {
      night: () => sampleNight({ pressure: { lateMsP99: 900, loadAverage: 30 } }),
      fails: ["machine"],
    },
    "no clients at all": {
      night: () => sampleNight({ lines: [] }),
      fails: ["baseline", "rto", "duplicates", "conflicts", "malformed", "readings", "stale"],
    },
    "an acknowledged payment that is gone": {
      night: () => {
        const night = sampleNight();
        const table = new Map(night.books.tables[STANDBY]);
        table.delete("default#p-1000");
        const tables = { [STANDBY]: table, [PRIMARY]: table };
        return { ...night, books: { ...night.books, tables } };
      },
      fails: ["lost", "invariant-I1"],
    },
    "a payment that was charged twice": {
      night: () =>
        withLedger(({ books }) => [
          ...books.ledger,
          chargeOf("p-1000", { reference: "ref-again" }),
        ]),
      fails: ["double-charged", "invariant-I2", "invariant-I16"],
    },
    "a second charge under another key": {
      night: () =>
        withLedger(({ books }) => [
          ...books.ledger,
          chargeOf("p-1000", { key: "default#p-1000#2", reference: "ref-again" }),
        ]),
      fails: ["double-charged", "invariant-I2"],
    },
    "a charge of another amount": {
      night: () =>
        withLedger(({ books }) => [
          ...books.ledger.slice(1),
          chargeOf("p-0", { amount_minor: "999" }),
        ]),
      fails: ["wrong-amounts", "invariant-I3"],
    },
    "a payment in doubt": {
      night: () => withPayment("p-1000", { st: { S: "IN_DOUBT" } }),
      fails: ["in-doubt"],
    },
    "a payment that is never finished": {
      night: () => withPayment("p-1000", { st: { S: "ACCEPTED" } }),
      fails: ["unfinished", "invariant-I8"],
    },
    "a second body that was acknowledged": {
      night: () => {
        const night = sampleNight();
        const change = { kind: "conflict", request: bodyOf("p-1000", "11.00") } as const;
        return { ...night, lines: [...night.lines, lineOf("p-1000", 6_000, change)] };
      },
      fails: ["conflicts-refused", "invariant-I5"],
    },
    "a malformed request that was acknowledged": {
      night: () => {
        const night = sampleNight();
        const { request: _request, ...line } = lineOf("bad-2", 6_000, { kind: "malformed" });
        return { ...night, lines: [...night.lines, line] };
      },
      fails: ["malformed-refused", "invariant-I4"],
    },
    "a card number that comes back": {
      night: () => sampleNight({ texts: ["token 4111-1111-1111-1111 was refused"] }),
      fails: ["invariant-I15"],
    },
    "authority that never moved": {
      night: () =>
        withMoments({ authorities: sampleNight().moments.authorities.slice(0, 1), moves: [] }),
      fails: ["authority", "moves", "automatic"],
    },
    "authority that was never seen": {
      night: () => withMoments({ authorities: [] }),
      fails: ["moves", "ends", "fenced"],
    },
    "an epoch that was skipped": {
      night: () => {
        const [one, two, three] = sampleNight().moments.authorities;
        if (!one || !two || !three) throw new Error("the sample has three epochs");
        return withMoments({ authorities: [one, { ...two, epoch: 3 }, { ...three, epoch: 4 }] });
      },
      fails: ["invariant-I10"],
    },
    "DNS that leads back before the failback": {
      night: () => {
        const { dnsMoves } = sampleNight().moments;
        return withMoments({ dnsMoves: [...dnsMoves, { atMs: at(70_000), region: PRIMARY }] });
      },
      fails: ["latch"],
    },
    "a zombie without its old queue": {
      night: () => withMoments({ zombie: { atMs: at(60_000), restored: 0 } }),
      fails: ["old-queue"],
    },
    "a way back that was not finished": {
      night: () => withMoments({ failback: { orderedMs: at(119_000), servedMs: undefined } }),
      fails: ["failback", "failback-failures"],
    },
    "alarms that nobody heard": { night: () => withMoments({ alarms: [] }), fails: ["alerts"] },
    "dead letters without an alarm": {
      night: () => {
        const queue = "payment-dlq-local-us-east-2";
        return sampleNight({
          deadLetters: [{ region: STANDBY, queue, waiting: 2, oldestAgeSeconds: 600 }],
        });
      },
      fails: ["invariant-I12"],
    },
    "a single reconciliation": {
      night: () => sampleNight({ reconciliations: sampleNight().reconciliations.slice(1) }),
      fails: ["reconciliations"],
    },
  };
  for (const [damage, { night, fails }] of Object.entries(damages)) {
    it(`fail for ${damage}`, () => {
      expect(failedIn(night())).to.include.members(fails);
    });
  }

  it("fail when recovery took longer than promised, or than computed", () => {
    expect(failedIn(sampleNight(), { ...OBJECTIVES, acceptBudgetSeconds: 20 })).to.deep.equal([
      "rto-budget",
    ]);
    expect(failedIn(sampleNight(), { ...OBJECTIVES, rtoSeconds: 20 })).to.include("rto");
  });
});
