import { expect } from "chai";
import type { AwsError } from "../../../../local/engine/aws-error";
import { DynamoDb, type DynamoDbOptions } from "../../../../local/engine/dynamodb/dynamodb";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { Random } from "../../../../local/engine/random";
import { allLinked, type Links } from "../../../../local/engine/service";
import { VirtualTimeline } from "../../../../local/engine/timeline";

export const A = "us-east-1";
export const B = "us-east-2";
export const W = "us-west-2";

/** The shape of the payments table: hash key only, and the sparse index of what is due. */
export const PAYMENTS: TableDefinition = {
  name: "payments",
  hashKey: "pk",
  attributes: [
    { name: "pk", type: "S" },
    { name: "dsh", type: "S" },
    { name: "due", type: "N" },
  ],
  indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
  regions: [A, B],
  witness: W,
  consistency: "strong",
};

/** An engine on virtual time; options replace the defaults. */
export function engine(options: Partial<DynamoDbOptions> = {}): DynamoDb {
  return new DynamoDb({
    timeline: new VirtualTimeline(1_000_000),
    random: new Random("test"),
    links: allLinked,
    ...options,
  });
}

/** Calls an operation and answers its output as plain data. */
export function call<T = Record<string, unknown>>(
  db: DynamoDb,
  region: string,
  operation: string,
  input: Record<string, unknown>,
): T {
  return db.call({ region }, operation, input) as T;
}

/** The error a call fails with; the test fails if it does not. */
export function failure(run: () => unknown): AwsError & Record<string, unknown> {
  try {
    run();
  } catch (problem) {
    return problem as AwsError & Record<string, unknown>;
  }
  return expect.fail("the call succeeded");
}

/** Links that a test cuts and mends; asymmetric cuts are possible. */
export class TestLinks implements Links {
  private readonly cuts = new Set<string>();

  canReach(from: string, to: string): boolean {
    return !this.cuts.has(`${from}>${to}`);
  }

  cutOneWay(from: string, to: string): void {
    this.cuts.add(`${from}>${to}`);
  }

  cut(a: string, b: string): void {
    this.cutOneWay(a, b);
    this.cutOneWay(b, a);
  }

  mend(): void {
    this.cuts.clear();
  }
}

/** Moves virtual time forward and runs everything that is due until then. */
export function pass(timeline: VirtualTimeline, ms: number): void {
  const until = timeline.nowMs() + ms;
  while (timeline.step(until));
  timeline.jumpTo(until);
}
