import { AwsError, NotModelled } from "../aws-error";
import { identityOf, plainName, policyOf, type RecordSet } from "./record-set";

/** One change of a batch, in the shape of the SDK's Change. */
export interface Change {
  readonly Action: "CREATE" | "DELETE" | "UPSERT";
  readonly ResourceRecordSet: RecordSet;
}

const modelledFields = new Set([
  "Name",
  "Type",
  "SetIdentifier",
  "Weight",
  "Failover",
  "TTL",
  "ResourceRecords",
  "AliasTarget",
  "HealthCheckId",
]);

const modelledTypes = new Set(["A", "AAAA", "CNAME", "TXT"]);

/** Applies all changes or none; the zone's records are replaced, never altered in place. */
export function applyChanges(
  records: ReadonlyMap<string, RecordSet>,
  changes: readonly Change[],
  zoneName: string,
): Map<string, RecordSet> {
  const next = new Map(records);
  for (const { Action, ResourceRecordSet: record } of changes) {
    const identity = identityOf(record);
    const existing = next.get(identity);
    if (Action === "DELETE") {
      if (!existing) throw invalid(`${describe(record)} was not found, so it cannot be deleted`);
      if (!sameRecord(existing, record)) throw invalid(`the values of ${describe(record)} differ`);
      next.delete(identity);
      continue;
    }
    if (Action === "CREATE" && existing) throw invalid(`${describe(record)} already exists`);
    checkRecord(record, zoneName);
    next.set(identity, record);
  }
  for (const { ResourceRecordSet: record } of changes) checkNeighbours(next, record);
  return next;
}

function checkRecord(record: RecordSet, zoneName: string): void {
  for (const field of Object.keys(record)) {
    if (!modelledFields.has(field)) {
      throw new NotModelled("route53", "ChangeResourceRecordSets", `${field} of ${record.Name}`);
    }
  }
  if (!modelledTypes.has(record.Type) || record.Name.includes("*")) {
    throw new NotModelled("route53", "ChangeResourceRecordSets", describe(record));
  }
  const name = plainName(record.Name);
  if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
    throw invalid(`${describe(record)} is not in the zone ${zoneName}`);
  }
  if (policyOf(record) === "simple") {
    if (record.SetIdentifier) throw invalid(`${describe(record)} has an identifier but no policy`);
  } else if (!record.SetIdentifier) {
    throw invalid(`${describe(record)} needs a SetIdentifier`);
  }
  if (record.Failover !== undefined && record.Weight !== undefined) {
    throw invalid(`${describe(record)} has two routing policies`);
  }
  if (record.Weight !== undefined && !(record.Weight >= 0 && record.Weight <= 255)) {
    throw invalid(`the weight of ${describe(record)} is not between 0 and 255`);
  }
  if (record.AliasTarget) {
    if (record.TTL !== undefined || record.ResourceRecords) {
      throw invalid(`${describe(record)} is an alias and has values too`);
    }
  } else if (record.TTL === undefined || !record.ResourceRecords?.length) {
    throw invalid(`${describe(record)} has no values or no TTL`);
  }
}

/** Rules between record sets of one name. */
function checkNeighbours(records: ReadonlyMap<string, RecordSet>, changed: RecordSet): void {
  const name = plainName(changed.Name);
  const sameName = [...records.values()].filter((record) => plainName(record.Name) === name);
  const types = new Set(sameName.map((record) => record.Type));
  if (types.has("CNAME") && types.size > 1) throw invalid(`${name} has a CNAME and other types`);
  const sameType = sameName.filter((record) => record.Type === changed.Type);
  if (new Set(sameType.map(policyOf)).size > 1) {
    throw invalid(`${describe(changed)} mixes routing policies under one name and type`);
  }
  for (const role of ["PRIMARY", "SECONDARY"] as const) {
    if (sameType.filter((record) => record.Failover === role).length > 1) {
      throw invalid(`${describe(changed)} has two ${role} records`);
    }
  }
}

function sameRecord(a: RecordSet, b: RecordSet): boolean {
  return canonical(a) === canonical(b);
}

function canonical(record: RecordSet): string {
  const entries = Object.entries({ ...record, Name: plainName(record.Name) })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries);
}

function describe(record: RecordSet): string {
  const { Name, Type, SetIdentifier } = record;
  return SetIdentifier ? `${Name} ${Type} '${SetIdentifier}'` : `${Name} ${Type}`;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidChangeBatch", `[${message}]`);
}
