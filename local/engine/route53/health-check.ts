/** A health check's configuration, in the shape of the SDK's HealthCheckConfig. */
export interface HealthCheckConfig {
  readonly Type: string;
  readonly FullyQualifiedDomainName?: string;
  readonly IPAddress?: string;
  readonly Port?: number;
  readonly ResourcePath?: string;
  readonly SearchString?: string;
  /** Seconds between two requests of one checker: 10 or 30. */
  readonly RequestInterval?: number;
  readonly FailureThreshold?: number;
  readonly Inverted?: boolean;
  readonly Disabled?: boolean;
  /** Checker locations; Route 53 uses eight when none are named. */
  readonly Regions?: readonly string[];
  readonly ChildHealthChecks?: readonly string[];
  readonly HealthThreshold?: number;
  readonly AlarmIdentifier?: { readonly Region: string; readonly Name: string };
  readonly InsufficientDataHealthStatus?: "Healthy" | "Unhealthy" | "LastKnownStatus";
  readonly EnableSNI?: boolean;
  readonly MeasureLatency?: boolean;
}

/** What a checker asks for. */
export interface ProbeTarget {
  readonly healthCheckId: string;
  /** Where the checker stands; a cut network may let some through and others not. */
  readonly checkerRegion: string;
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** A probe over real sockets must give up on its own after these times. */
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
}

/** What a checker got to see; a rejection or a returned Error is a failed connection. */
export interface ProbeResult {
  readonly status: number;
  readonly body: string | Uint8Array;
}

export type Probe = (target: ProbeTarget) => Promise<ProbeResult | Error>;

/** What one checker last saw, as GetHealthCheckStatus reports it. */
export interface Observation {
  readonly checkerRegion: string;
  readonly healthy: boolean;
  readonly report: string;
  readonly atMs: number;
}
