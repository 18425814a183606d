import { AwsError, NotModelled } from "../aws-error";
import { type CheckerOptions, EndpointHealth } from "./endpoint-health";
import type { HealthCheckConfig, Observation } from "./health-check";

/** State of a CloudWatch metric as a health check sees it. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** What health checks need from outside. */
export interface HealthOptions extends CheckerOptions {
  readonly alarmState?: (region: string, name: string) => AlarmState;
  /** Told whenever a check turns, for the record of a drill. */
  readonly onHealthChange?: (id: string, healthy: boolean) => void;
}

interface Entry {
  readonly id: string;
  readonly config: HealthCheckConfig;
  readonly endpoint?: EndpointHealth;
  /** The last state of a metric with data, for checks that hold on to it. */
  lastKnown: boolean;
  /** What observers were last told. */
  told: boolean;
}

const endpointTypes = new Set(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH"]);

/** All health checks of the account: they live in the data plane and never stop. */
export class HealthChecks {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: HealthOptions) {}

  create(id: string, config: HealthCheckConfig): void {
    if (this.entries.has(id)) throw new AwsError("HealthCheckAlreadyExists", id, 409);
    validate(config);
    for (const child of config.ChildHealthChecks ?? []) this.entry(child);
    const isProbed = endpointTypes.has(config.Type) && !config.Disabled;
    const endpoint = isProbed
      ? new EndpointHealth(id, config, this.options, () => this.tell())
      : undefined;
    const entry: Entry = { id, config, ...(endpoint && { endpoint }), lastKnown: true, told: true };
    this.entries.set(id, entry);
    entry.told = this.isHealthy(id);
  }

  delete(id: string): void {
    this.entry(id).endpoint?.stop();
    this.entries.delete(id);
  }

  /** What DNS takes the check for right now. */
  isHealthy(id: string): boolean {
    const entry = this.entry(id);
    const found = this.measure(entry);
    return entry.config.Inverted ? !found : found;
  }

  config(id: string): HealthCheckConfig {
    return this.entry(id).config;
  }

  observations(id: string): readonly Observation[] {
    return this.entry(id).endpoint?.observations ?? [];
  }

  get ids(): string[] {
    return [...this.entries.keys()];
  }

  private measure(entry: Entry): boolean {
    const { config, endpoint } = entry;
    // A disabled check is taken for healthy without looking.
    if (config.Disabled) return true;
    if (endpoint) return endpoint.healthy;
    if (config.Type === "CALCULATED") {
      const children = config.ChildHealthChecks ?? [];
      const healthy = children.filter((child) => this.isHealthy(child)).length;
      return healthy >= (config.HealthThreshold ?? children.length);
    }
    return this.measureMetric(entry);
  }

  private measureMetric(entry: Entry): boolean {
    const { AlarmIdentifier: alarm, InsufficientDataHealthStatus } = entry.config;
    if (!this.options.alarmState || !alarm) {
      throw new NotModelled("route53", "CreateHealthCheck", "no source of metrics is attached");
    }
    const state = this.options.alarmState(alarm.Region, alarm.Name);
    if (state !== "INSUFFICIENT_DATA") entry.lastKnown = state === "OK";
    else if (InsufficientDataHealthStatus === "Healthy") return true;
    else if (InsufficientDataHealthStatus === "Unhealthy") return false;
    return entry.lastKnown;
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id);
    if (!entry) {
      throw new AwsError("NoSuchHealthCheck", `A health check with id ${id} does not exist.`, 404);
    }
    return entry;
  }

  /** One endpoint may turn several checks: itself and the calculated ones above it. */
  private tell(): void {
    for (const entry of this.entries.values()) {
      const healthy = this.isHealthy(entry.id);
      if (entry.told === healthy) continue;
      entry.told = healthy;
      this.options.onHealthChange?.(entry.id, healthy);
    }
  }
}

function validate(config: HealthCheckConfig): void {
  const { Type, RequestInterval = 30, FailureThreshold = 3 } = config;
  if (endpointTypes.has(Type)) {
    if (RequestInterval !== 10 && RequestInterval !== 30) {
      throw invalid("RequestInterval must be 10 or 30");
    }
    if (FailureThreshold < 1 || FailureThreshold > 10) {
      throw invalid("FailureThreshold must be between 1 and 10");
    }
    if (!config.FullyQualifiedDomainName && !config.IPAddress)
      throw invalid("no endpoint is named");
    if (Type.endsWith("_STR_MATCH") !== Boolean(config.SearchString)) {
      throw invalid("SearchString belongs to checks that match strings, and to them alone");
    }
    if (config.Regions && config.Regions.length < 3) throw invalid("at least 3 checker regions");
    return;
  }
  if (Type === "CALCULATED" || Type === "CLOUDWATCH_METRIC") return;
  throw new NotModelled("route53", "CreateHealthCheck", Type);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidInput", message);
}
