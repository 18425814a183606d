import type { Replica } from "../replication/replica";

/** ARN of a replica's stream. */
export function streamArn(accountId: string, { region, stream, table }: Replica): string {
  const { name } = table.definition;
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}/stream/${stream?.label}`;
}
