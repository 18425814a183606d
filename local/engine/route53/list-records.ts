import { AwsError } from "../aws-error";
import { plainName, type RecordSet } from "./record-set";
import type { Zone } from "./zones";

const mostItems = 300;

/** ListResourceRecordSets: in the order of DNS, from a given record on, page by page. */
export function listRecords(zone: Zone, input: Record<string, unknown>): Record<string, unknown> {
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = input;
  if (type !== undefined && name === undefined) {
    throw new AwsError("InvalidInput", "StartRecordType needs StartRecordName");
  }
  const start: SortKey | undefined =
    name === undefined
      ? undefined
      : [reversed(String(name)), String(type ?? ""), String(identifier ?? "")];
  const sorted = [...zone.stored.values()]
    .map((record): [SortKey, RecordSet] => [keyOf(record), record])
    .filter(([key]) => !start || compare(key, start) >= 0)
    .sort(([a], [b]) => compare(a, b))
    .map(([, record]) => ({ ...record, Name: `${plainName(record.Name)}.` }));
  const size = Math.min(Number(input.MaxItems ?? mostItems), mostItems);
  const next = sorted[size];
  return {
    ResourceRecordSets: sorted.slice(0, size),
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next && {
      NextRecordName: next.Name,
      NextRecordType: next.Type,
      ...(next.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
    }),
  };
}

type SortKey = readonly [name: string, type: string, identifier: string];

function keyOf(record: RecordSet): SortKey {
  return [reversed(record.Name), record.Type, record.SetIdentifier ?? ""];
}

/** DNS sorts by the labels from the right. */
function reversed(name: string): string {
  return plainName(name).split(".").reverse().join(".");
}

function compare(a: SortKey, b: SortKey): number {
  for (const i of [0, 1, 2] as const) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}
