import type { TableContext } from "../replication/replica";
import { StreamLog } from "./stream-log";

/** The stream of a table in one region, if it was declared there. */
export function openStream(table: TableContext, region: string): StreamLog | undefined {
  const { regions, stream, streamRegions = regions } = table.definition;
  if (!stream || !streamRegions.includes(region)) return undefined;
  const label = new Date(table.createdMs).toISOString().replace("Z", "");
  return new StreamLog(table.tuning.timeline, label);
}
