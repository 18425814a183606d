import type { RegionRole } from "../../../components/context";
import { Random } from "../../../local/engine/random";
import type { ProbeResult, ProbeTarget } from "../../../local/engine/route53/health-check";
import type { RecordSet } from "../../../local/engine/route53/record-set";
import { Route53 } from "../../../local/engine/route53/route53";
import { VirtualTimeline } from "../../../local/engine/timeline";
import type { ResourceNode } from "../../../local/program/resource-node";

type Inputs = Record<string, unknown>;

const SHARED = "api.pay.company.com";

/**
 * Two regions behind the DNS that the program declares, on virtual time. A region answers its
 * health check while it is up, and its latch says what the control item says; both only while the
 * region can be reached.
 */
export class RoutedWorld {
  readonly up: Record<RegionRole, boolean> = { primary: true, secondary: true };
  active: RegionRole = "primary";
  private readonly timeline = new VirtualTimeline();
  private readonly route53: Route53;
  private readonly type: string;

  constructor(nodes: readonly ResourceNode[], seed: string) {
    this.route53 = new Route53({
      timeline: this.timeline,
      random: new Random(seed),
      probe: async (target) => this.probe(target),
      checkersPerRegion: 1,
      resolveAlias: (name, type) => [`${type} of ${name}`],
    });
    this.route53.createZone("Z1", "pay.company.com.");
    const checks = nodes.filter(({ type }) => type === "aws:route53/healthCheck:HealthCheck");
    // Calculated checks name their children, which must exist before them.
    const calculatedLast = checks.toSorted(
      (a, b) => Number(isCalculated(a)) - Number(isCalculated(b)),
    );
    for (const { id, inputs } of calculatedLast) {
      this.route53.createHealthCheck(id, {
        Type: String(inputs.type),
        ...(isCalculated({ inputs }) ? calculation(inputs) : endpoint(inputs)),
      });
    }
    const records = nodes.filter(({ inputs }) => inputs.name === SHARED && inputs.setIdentifier);
    this.route53.declareRecords(
      "Z1",
      records.map(({ inputs }) => recordSet(inputs)),
    );
    this.type = String(records[0]?.inputs.type);
  }

  /** The region that the shared name leads to right now, by every record type that is declared. */
  get answer(): RegionRole {
    const types = this.type === "CNAME" ? ["CNAME"] : ["A", "AAAA"];
    const roles = types.map((type) => {
      const values = this.route53.answer(SHARED, type).records.map(({ value }) => value);
      if (values.length !== 1) throw new Error(`${values.length} answers for ${type}`);
      return values[0]?.includes("primary.target") ? "primary" : "secondary";
    });
    if (new Set(roles).size !== 1) throw new Error(`record types disagree: ${roles.join(", ")}`);
    return roles[0] as RegionRole;
  }

  /**
   * What the workflow does to weighted records after a move; it works only on those that have
   * weights.
   */
  setWeights(primary: number): void {
    const { ResourceRecordSets } = this.route53.call(
      { region: "us-east-1" },
      "ListResourceRecordSets",
      {
        HostedZoneId: "Z1",
      },
    ) as { ResourceRecordSets: RecordSet[] };
    const changes = ResourceRecordSets.filter(({ Weight }) => Weight !== undefined).map(
      (record) => ({
        Action: "UPSERT",
        ResourceRecordSet: {
          ...record,
          Weight: record.SetIdentifier === "us-east-1" ? primary : 100 - primary,
        },
      }),
    );
    if (changes.length === 0) return;
    this.route53.call({ region: "us-east-1" }, "ChangeResourceRecordSets", {
      HostedZoneId: "Z1",
      ChangeBatch: { Changes: changes },
    });
  }

  async pass(seconds: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + seconds * 1_000;
    while (this.timeline.step(untilMs)) await new Promise(process.nextTick);
    this.timeline.jumpTo(untilMs);
  }

  private probe({ host, path }: ProbeTarget): ProbeResult | Error {
    const role: RegionRole = host.startsWith("api-use1.") ? "primary" : "secondary";
    if (!this.up[role]) return new Error("connection refused");
    if (path === "/health") return { status: 200, body: '{"status":"ok"}' };
    const isLatched = this.active === "secondary" && role === "secondary";
    return isLatched ? { status: 200, body: '{"latched":true}' } : { status: 404, body: "{}" };
  }
}

function isCalculated({ inputs }: Pick<ResourceNode, "inputs">): boolean {
  return inputs.type === "CALCULATED";
}

function calculation(inputs: Inputs) {
  return {
    ChildHealthChecks: inputs.childHealthchecks as string[],
    HealthThreshold: Number(inputs.childHealthThreshold),
  };
}

function endpoint(inputs: Inputs) {
  return {
    FullyQualifiedDomainName: String(inputs.fqdn),
    Port: Number(inputs.port),
    ResourcePath: String(inputs.resourcePath),
    SearchString: String(inputs.searchString),
    RequestInterval: Number(inputs.requestInterval),
    FailureThreshold: Number(inputs.failureThreshold),
    Inverted: inputs.invertHealthcheck === true,
  };
}

function recordSet(inputs: Inputs): RecordSet {
  const [alias] = (inputs.aliases ?? []) as {
    name: string;
    zoneId: string;
    evaluateTargetHealth: boolean;
  }[];
  const [failover] = (inputs.failoverRoutingPolicies ?? []) as { type: "PRIMARY" | "SECONDARY" }[];
  const [weighted] = (inputs.weightedRoutingPolicies ?? []) as { weight: number }[];
  return {
    Name: String(inputs.name),
    Type: String(inputs.type),
    SetIdentifier: String(inputs.setIdentifier),
    HealthCheckId: String(inputs.healthCheckId),
    ...(failover && { Failover: failover.type }),
    ...(weighted && { Weight: weighted.weight }),
    ...(alias
      ? {
          AliasTarget: {
            DNSName: alias.name,
            HostedZoneId: alias.zoneId,
            EvaluateTargetHealth: alias.evaluateTargetHealth,
          },
        }
      : {
          TTL: Number(inputs.ttl),
          ResourceRecords: (inputs.records as string[]).map((Value) => ({ Value })),
        }),
  };
}
