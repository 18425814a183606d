import type { Timeline, Timer } from "../timeline";
import type {
  HealthCheckConfig,
  Observation,
  Probe,
  ProbeResult,
  ProbeTarget,
} from "./health-check";

/** Route 53 gives a connection four seconds and the answer two more. */
const connectTimeoutMs = 4_000;
const responseTimeoutMs = 2_000;

/** The string has to be in this much of the body. */
const searchedBytes = 5_120;

/** One of the many machines that look at one endpoint, each at its own moments. */
export class Checker {
  /** Until it has seen enough failures in a row, a checker takes the endpoint for healthy. */
  healthy = true;
  observation: Observation | undefined;
  private differing = 0;
  private next: Timer | undefined;
  private readonly target: ProbeTarget;

  constructor(
    healthCheckId: string,
    private readonly region: string,
    private readonly config: HealthCheckConfig,
    private readonly timeline: Timeline,
    private readonly probe: Probe,
    private readonly onChange: () => void,
  ) {
    const protocol = config.Type.startsWith("HTTPS") ? "https" : "http";
    this.target = {
      healthCheckId,
      checkerRegion: region,
      protocol,
      host: config.FullyQualifiedDomainName ?? config.IPAddress ?? "",
      port: config.Port ?? (protocol === "https" ? 443 : 80),
      path: config.ResourcePath ?? "/",
      connectTimeoutMs,
      responseTimeoutMs,
    };
  }

  start(phaseMs: number): void {
    this.next = this.timeline.after(phaseMs, () => this.look());
  }

  stop(): void {
    this.next?.cancel();
    this.next = undefined;
  }

  private look(): void {
    this.start((this.config.RequestInterval ?? 30) * 1000);
    let settled = false;
    const settle = (verdict: readonly [healthy: boolean, report: string]) => {
      if (settled || !this.next) return;
      settled = true;
      giveUp.cancel();
      this.record(...verdict);
    };
    const giveUp = this.timeline.after(connectTimeoutMs + responseTimeoutMs, () =>
      settle([false, "Failure: the endpoint did not answer in time"]),
    );
    this.probe(this.target).then(
      (result) => settle(this.judge(result)),
      (error: unknown) => settle(this.judge(error as Error)),
    );
  }

  private judge(result: ProbeResult | Error): readonly [healthy: boolean, report: string] {
    if (result instanceof Error) return [false, `Failure: ${result.message}`];
    const { status, body } = result;
    if (status < 200 || status >= 400) return [false, `Failure: HTTP Status Code ${status}`];
    const { SearchString, Type } = this.config;
    if (Type.endsWith("_STR_MATCH") && !contains(body, SearchString ?? "")) {
      return [false, "Failure: the search string is not in the first 5120 bytes of the body"];
    }
    return [true, `Success: HTTP Status Code ${status}`];
  }

  /** Changes its mind only after as many equal results in a row as the threshold asks for. */
  private record(success: boolean, report: string): void {
    const atMs = this.timeline.nowMs();
    this.observation = { checkerRegion: this.region, healthy: success, report, atMs };
    if (success === this.healthy) {
      this.differing = 0;
      return;
    }
    this.differing += 1;
    if (this.differing < (this.config.FailureThreshold ?? 3)) return;
    this.differing = 0;
    this.healthy = success;
    this.onChange();
  }
}

function contains(body: string | Uint8Array, searched: string): boolean {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : Buffer.from(body);
  return bytes.subarray(0, searchedBytes).includes(searched);
}
