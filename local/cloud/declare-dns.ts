import type { RecordSet } from "../engine/route53/record-set";
import type { Route53 } from "../engine/route53/route53";
import type { DeclaredHealthCheck, DeclaredRecord, DnsTopology } from "../topology/topology";

/** Creates the declared checks, zones and records; a record whose check does not exist is refused. */
export function declareDns(route53: Route53, { zones, healthChecks, records }: DnsTopology): void {
  for (const check of childrenFirst(healthChecks)) {
    route53.createHealthCheck(check.id, configOf(check));
  }
  const zoneIds = new Set([...zones.map(({ id }) => id), ...records.map(({ zoneId }) => zoneId)]);
  for (const id of zoneIds) {
    const declared = records.filter(({ zoneId }) => zoneId === id);
    const name = zones.find((zone) => zone.id === id)?.name ?? apexOf(declared);
    route53.createZone(id, name);
    route53.declareRecords(id, declared.map(recordSetOf));
  }
}

/** A check that combines others can only be created after them. */
function childrenFirst(checks: readonly DeclaredHealthCheck[]): DeclaredHealthCheck[] {
  return [...checks].sort((a, b) => a.children.length - b.children.length);
}

function configOf(check: DeclaredHealthCheck) {
  return {
    Type: check.type,
    ...(check.host ? { FullyQualifiedDomainName: check.host, Port: check.port } : {}),
    ...(check.path ? { ResourcePath: check.path } : {}),
    ...(check.searchString ? { SearchString: check.searchString } : {}),
    RequestInterval: check.intervalSeconds,
    FailureThreshold: check.failureThreshold,
    Inverted: check.inverted,
    ...(check.regions.length > 0 ? { Regions: check.regions } : {}),
    ...(check.children.length > 0 ? { ChildHealthChecks: check.children } : {}),
    ...(check.childThreshold === undefined ? {} : { HealthThreshold: check.childThreshold }),
  };
}

function recordSetOf(record: DeclaredRecord): RecordSet {
  const target = record.alias
    ? {
        AliasTarget: {
          HostedZoneId: "Z",
          DNSName: record.values[0] ?? "",
          EvaluateTargetHealth: false,
        },
      }
    : {
        TTL: record.ttlSeconds,
        ResourceRecords: record.values.map((Value) => ({ Value })),
      };
  return {
    Name: record.name,
    Type: record.type,
    ...target,
    ...(record.setIdentifier ? { SetIdentifier: record.setIdentifier } : {}),
    ...(record.failover ? { Failover: record.failover } : {}),
    ...(record.weight === undefined ? {} : { Weight: record.weight }),
    ...(record.healthCheckId ? { HealthCheckId: record.healthCheckId } : {}),
  };
}

/** The zone of a set of records whose zone is somebody else's: their longest common ending. */
function apexOf(records: readonly DeclaredRecord[]): string {
  const [first = "", ...others] = records.map(({ name }) => name.replace(/\.$/, "").split("."));
  let common = [...first];
  for (const labels of others) {
    while (common.length > 0 && !labels.join(".").endsWith(common.join(".")))
      common = common.slice(1);
  }
  return common.length === first.length ? common.slice(1).join(".") : common.join(".");
}
