import type { Replica } from "./replication/replica";

/** The tables an operation can see. */
export interface Catalog {
  readonly accountId: string;
  /** The replica behind a table name or ARN; ResourceNotFoundException if there is none. */
  find(region: string, tableName: string | undefined): Replica;
  /** Names of the tables with a replica in the region, sorted. */
  names(region: string): readonly string[];
  /** Results of recent transactions by region and client token, see TransactWriteItems. */
  readonly transactions: Map<string, { readonly request: string; readonly untilMs: number }>;
}

/** One operation of the API: it answers at once or throws an AwsError. */
export type Operation<Input> = (catalog: Catalog, region: string, input: Input) => unknown;
