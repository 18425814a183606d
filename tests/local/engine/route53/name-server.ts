import { Random } from "../../../../local/engine/random";
import type {
  HealthCheckConfig,
  ProbeResult,
  ProbeTarget,
} from "../../../../local/engine/route53/health-check";
import type { RecordSet } from "../../../../local/engine/route53/record-set";
import { Route53, type Route53Options } from "../../../../local/engine/route53/route53";
import { VirtualTimeline } from "../../../../local/engine/timeline";

export type Endpoint = (target: ProbeTarget) => ProbeResult | Error | Promise<ProbeResult | Error>;

/** Route 53 on virtual time, in front of endpoints that a test plays by host name. */
export class NameServer {
  readonly timeline = new VirtualTimeline();
  readonly probes: (ProbeTarget & { atMs: number })[] = [];
  readonly turns: { id: string; healthy: boolean; atMs: number }[] = [];
  readonly route53: Route53;
  private readonly endpoints = new Map<string, Endpoint>();

  constructor(options: Partial<Route53Options> & { seed?: string } = {}) {
    const { seed = "dns", ...rest } = options;
    this.route53 = new Route53({
      timeline: this.timeline,
      random: new Random(seed),
      probe: async (target) => {
        this.probes.push({ ...target, atMs: this.timeline.nowMs() });
        const endpoint = this.endpoints.get(target.host);
        return endpoint ? endpoint(target) : new Error("connection refused");
      },
      onHealthChange: (id, healthy) =>
        this.turns.push({ id, healthy, atMs: this.timeline.nowMs() }),
      ...rest,
    });
    this.route53.createZone("Z1", "example.org.");
  }

  on(host: string, endpoint: Endpoint): this {
    this.endpoints.set(host, endpoint);
    return this;
  }

  async pass(seconds: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    while (this.timeline.step(untilMs)) {
      await new Promise(process.nextTick);
    }
    this.timeline.jumpTo(untilMs);
  }

  /** The values that a query for the name gets right now. */
  values(name: string, type = "CNAME"): string[] {
    return this.route53.answer(name, type).records.map((record) => record.value);
  }
}

export const ok: Endpoint = () => ({ status: 200, body: "ready" });
export const broken: Endpoint = () => ({ status: 503, body: "" });
export const silent: Endpoint = () => new Promise(() => undefined);

/** An endpoint check as the program declares them: fast, three in a row, from three places. */
export function endpointCheck(
  host: string,
  more: Partial<HealthCheckConfig> = {},
): HealthCheckConfig {
  return {
    Type: "HTTPS",
    FullyQualifiedDomainName: host,
    Port: 443,
    ResourcePath: "/health",
    RequestInterval: 10,
    FailureThreshold: 3,
    Regions: ["us-east-1", "us-west-2", "eu-west-1"],
    ...more,
  };
}

/** A name that points at another, with the program's TTL. */
export const cname = (value: string, more: Partial<RecordSet> = {}): RecordSet => ({
  Name: "api.example.org.",
  Type: "CNAME",
  TTL: 10,
  ResourceRecords: [{ Value: value }],
  ...more,
});

/** One of several weighted names, identified by what it points at. */
export const weighted = (value: string, Weight: number, more: Partial<RecordSet> = {}) =>
  cname(value, { Weight, SetIdentifier: value, ...more });
