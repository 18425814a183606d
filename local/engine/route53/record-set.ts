/** One record set, in the shape of the SDK's ResourceRecordSet. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
  readonly Failover?: "PRIMARY" | "SECONDARY";
  readonly TTL?: number;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
  readonly AliasTarget?: {
    readonly HostedZoneId: string;
    readonly DNSName: string;
    readonly EvaluateTargetHealth: boolean;
  };
  readonly HealthCheckId?: string;
}

/** Names compare without case and without the dot at the end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** What tells a record set apart from all others of its zone. */
export function identityOf(record: RecordSet): string {
  return `${plainName(record.Name)} ${record.Type} ${record.SetIdentifier ?? ""}`;
}

/** Which of Route 53's policies chooses between the record sets of one name and type. */
export function policyOf(record: RecordSet): "simple" | "failover" | "weighted" {
  if (record.Failover !== undefined) return "failover";
  return record.Weight !== undefined ? "weighted" : "simple";
}
