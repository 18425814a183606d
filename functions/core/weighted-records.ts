import type { DnsRecords } from "./settings";

/** A record set as Route 53 lists it; members that we do not touch travel along unread. */
export interface RecordSet {
  readonly Name?: string;
  readonly Type?: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
}

export type WeightedRecords = Extract<DnsRecords, { zoneId: string }>;

/** Route 53 lists names in full and lower case. */
function sameName(listed: string | undefined, name: string): boolean {
  const full = (text: string) => (text.endsWith(".") ? text : `${text}.`).toLowerCase();
  return listed !== undefined && full(listed) === full(name);
}

/**
 * The changes that give a region its share of 100 and the other one the rest. Nothing is changed that
 * already has its weight. Throws when the zone does not hold a record that the program declared.
 */
export function weightChanges(
  records: WeightedRecords,
  listed: readonly RecordSet[],
  to: string,
  share: number,
) {
  if (!(to in records.setIdentifiers)) throw new Error(`no DNS record is declared for ${to}`);
  return records.types.flatMap((type) =>
    Object.entries(records.setIdentifiers).flatMap(([region, identifier]) => {
      const record = listed.find(
        ({ Name, Type, SetIdentifier }) =>
          sameName(Name, records.name) && Type === type && SetIdentifier === identifier,
      );
      if (!record) throw new Error(`the zone has no ${type} record ${records.name} of ${region}`);
      const weight = region === to ? share : 100 - share;
      if (record.Weight === weight) return [];
      return [{ Action: "UPSERT", ResourceRecordSet: { ...record, Weight: weight } }];
    }),
  );
}
