import type { Row } from "./row";

/** What a measurement is given: a folder of its own, and somebody who takes down what it finds. */
export interface Notebook {
  /** Empty, and removed afterwards. */
  readonly folder: string;
  report(row: Row): void;
  progress(text: string): void;
}

export type Measurement = (notebook: Notebook) => Promise<void>;

/** Every measurement: its name, what it is about, and the module whose `measure` does it. */
export const MEASUREMENTS: Readonly<Record<string, string>> = {
  accept: "CPU to accept a payment, against the bare SDK calls and against Powertools",
  "aws-calls": "calls to AWS that a payment needs",
  bundles: "sizes of the deployed code",
  init: "time until a function can take its first event, against other ways of packaging it",
  sim: "disasters per CPU second, and memory",
  engine: "the DynamoDB engine, against dynalite",
  plan: "npm run plan, and a warm capture of the program",
  ledger: "posting to the books on a real PostgreSQL, against one insert per row",
  "local-cloud": "payments over HTTP on a laptop, against dynalite and fauxqs",
};
