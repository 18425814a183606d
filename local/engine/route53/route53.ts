import { AwsError, NotModelled } from "../aws-error";
import type { Caller, Service } from "../service";
import type { Change } from "./change-batch";
import type { CheckerOptions } from "./endpoint-health";
import type { HealthCheckConfig } from "./health-check";
import { HealthChecks, type HealthOptions } from "./health-checks";
import { listRecords } from "./list-records";
import type { RecordSet } from "./record-set";
import { type DnsAnswer, type ResolveAlias, Resolver } from "./resolver";
import { Zones } from "./zones";

type DelayNames = "checkersPerRegion" | "aggregationDelayMs";

/** What the emulated Route 53 needs from outside. */
export interface Route53Options
  extends Omit<HealthOptions, DelayNames>,
    Partial<Pick<CheckerOptions, DelayNames>> {
  /** Addresses of aliases to AWS resources; only needed where such aliases are declared. */
  readonly resolveAlias?: ResolveAlias;
  /**
   * From a change of records until name servers answer with it.
   * @default 60000, which Route 53 usually stays below
   */
  readonly propagationDelayMs?: number;
}

/** @default 5 s: AWS promises nothing; observed turns take a few seconds beyond the threshold */
const defaultAggregationDelayMs = 5_000;
/** Two in each of the eight default locations make the sixteen that an endpoint usually sees. */
const defaultCheckersPerRegion = 2;
const defaultPropagationDelayMs = 60_000;

type Input = Record<string, unknown>;

/**
 * Route 53: health checks and answers (the data plane, which never fails) and the API that changes
 * them (the control plane, which lives in one region and can be down).
 */
export class Route53 implements Service {
  readonly name = "route53";
  /** Cross-region: the control plane has its home in us-east-1 and goes down with it. */
  controlPlaneDown = false;
  private readonly checks: HealthChecks;
  private readonly zones: Zones;
  private readonly resolver: Resolver;

  constructor(options: Route53Options) {
    this.checks = new HealthChecks({
      ...options,
      checkersPerRegion: options.checkersPerRegion ?? defaultCheckersPerRegion,
      aggregationDelayMs: options.aggregationDelayMs ?? defaultAggregationDelayMs,
    });
    this.zones = new Zones(
      options.timeline,
      options.propagationDelayMs ?? defaultPropagationDelayMs,
    );
    this.resolver = new Resolver(
      this.zones,
      (id) => this.checks.isHealthy(id),
      options.resolveAlias,
      options.random.fork("weights"),
    );
  }

  createZone(id: string, name: string): void {
    this.zones.create(id, name);
  }

  /** Records that exist from the start; later changes go through ChangeResourceRecordSets. */
  declareRecords(zoneId: string, records: readonly RecordSet[]): void {
    for (const { HealthCheckId } of records) if (HealthCheckId) this.checks.config(HealthCheckId);
    this.zones.declare(zoneId, records);
  }

  createHealthCheck(id: string, config: HealthCheckConfig): void {
    this.checks.create(id, config);
  }

  deleteHealthCheck(id: string): void {
    this.checks.delete(id);
  }

  isHealthy(healthCheckId: string): boolean {
    return this.checks.isHealthy(healthCheckId);
  }

  /** Every check with what DNS takes it for, for displays and evidence. */
  health(): Record<string, boolean> {
    return Object.fromEntries(this.checks.ids.map((id) => [id, this.checks.isHealthy(id)]));
  }

  /** What the name servers answer right now. */
  answer(name: string, type: string): DnsAnswer {
    return this.resolver.answer(name, type);
  }

  call(_caller: Caller, operation: string, input: Input): unknown {
    if (this.controlPlaneDown) {
      throw new AwsError("ServiceUnavailable", "Route 53's control plane does not answer", 503);
    }
    switch (operation) {
      case "ChangeResourceRecordSets":
        return this.zones.change(String(input.HostedZoneId), this.changesOf(input));
      case "ListResourceRecordSets":
        return listRecords(this.zones.get(String(input.HostedZoneId)), input);
      case "GetChange":
        return this.zones.changeInfo(String(input.Id));
      case "GetHealthCheck":
        return { HealthCheck: this.describe(String(input.HealthCheckId)) };
      case "GetHealthCheckStatus":
        return { HealthCheckObservations: this.observations(String(input.HealthCheckId)) };
      default:
        throw new NotModelled(this.name, operation);
    }
  }

  private changesOf(input: Input): readonly Change[] {
    const { Changes } = input.ChangeBatch as { Changes: readonly Change[] };
    for (const { Action, ResourceRecordSet: record } of Changes) {
      // A record whose check does not exist would be taken for healthy for ever.
      if (Action !== "DELETE" && record.HealthCheckId) this.checks.config(record.HealthCheckId);
    }
    return Changes;
  }

  private describe(id: string): Record<string, unknown> {
    const HealthCheckConfig = this.checks.config(id);
    return { Id: id, CallerReference: id, HealthCheckVersion: 1, HealthCheckConfig };
  }

  private observations(id: string): Record<string, unknown>[] {
    return this.checks.observations(id).map(({ checkerRegion, report, atMs }) => ({
      Region: checkerRegion,
      StatusReport: { Status: report, CheckedTime: new Date(atMs) },
    }));
  }
}
