import { type FailoverPolicy, parseSetting } from "../../functions/core/settings";
import type { Deployment } from "../cloud/deployment";
import { parseArn } from "../engine/arn";
import type { RegionTopology } from "../topology/topology";

/** What does not change while the local cloud runs, taken from what the program declares. */
export interface PageFacts {
  /** The primary first. */
  readonly regions: readonly RegionFacts[];
  /** The shared name and where it is answered; undefined without a domain. */
  readonly dns: DnsFacts | undefined;
  readonly controlTable: string;
  readonly transactionsTable: string;
  /** How replicas of the payments agree: "strong" loses nothing, "eventual" follows after a lag. */
  readonly payments: "strong" | "eventual" | "single";
  readonly policy: FailoverPolicy | undefined;
  readonly globalCluster: string | undefined;
  /** Everything outside a region that its network leads to. */
  readonly places: readonly string[];
}

interface DnsFacts {
  readonly name: string;
  readonly port: number;
  readonly ttlSeconds: number;
}

export interface RegionFacts {
  readonly region: string;
  readonly role: "primary" | "secondary";
  readonly apiPort: number;
  readonly awsPort: number;
  /** Names that DNS may answer and that lead to this region. */
  readonly targets: readonly string[];
  /** The health check of this region's own endpoint. */
  readonly endpointCheckId: string | undefined;
  readonly processingQueue: string;
  readonly deadLetterQueues: readonly string[];
  readonly stateMachineArn: string;
}

/** Reads them once, at the start. */
export function factsOf({ topology, ports }: Deployment): PageFacts {
  const { primary, secondary, vantage } = topology;
  const detect = topology.regions[primary]?.functions.find(({ entry }) => entry === "detect");
  const { CONTROL_TABLE, TRANSACTIONS_TABLE, FAILOVER_POLICY } = detect?.environment ?? {};
  if (!CONTROL_TABLE || !TRANSACTIONS_TABLE) {
    throw new Error("the program declares no function that knows the control table");
  }
  const regionFacts = (region: string, role: RegionFacts["role"]): RegionFacts => {
    const declared = topology.regions[region];
    const own = ports.regions[region];
    if (!declared || !own) throw new Error(`the program declares nothing in ${region}`);
    const hosts = declared.api?.hosts ?? [];
    const check = topology.dns.healthChecks.find(
      ({ host, path, inverted }) =>
        host !== undefined && hosts.includes(host) && path?.endsWith("/health") && !inverted,
    );
    return {
      region,
      role,
      apiPort: own.api,
      awsPort: own.aws,
      targets: declared.api?.targets ?? [],
      endpointCheckId: check?.id,
      stateMachineArn: declared.stateMachines[0]?.arn ?? "",
      ...queuesOf(declared),
    };
  };
  const shared = topology.dns.records.find(
    ({ failover, weight }) => (failover ?? weight) !== undefined,
  );
  const payments = topology.tables.find(({ name }) => name === TRANSACTIONS_TABLE);
  return {
    regions: [regionFacts(primary, "primary"), regionFacts(secondary, "secondary")],
    dns: shared && { name: shared.name, port: ports.dns, ttlSeconds: shared.ttlSeconds },
    controlTable: CONTROL_TABLE,
    transactionsTable: TRANSACTIONS_TABLE,
    payments: payments?.consistency ?? "single",
    policy:
      FAILOVER_POLICY === undefined
        ? undefined
        : parseSetting<FailoverPolicy>("FAILOVER_POLICY", FAILOVER_POLICY),
    globalCluster: topology.database?.globalCluster,
    places: ["internet", primary, secondary, ...(vantage ? [vantage] : [])],
  };
}

/** The region that a DNS answer leads to. */
export function regionOfTarget(facts: PageFacts, target: string): RegionFacts | undefined {
  const plain = target.replace(/\.$/, "");
  return facts.regions.find(({ targets }) => targets.includes(plain));
}

function queuesOf({ eventSources, functions, queues }: RegionTopology) {
  const process = functions.find(({ entry }) => entry === "process");
  const source = eventSources.find(({ functionName }) =>
    functionName.includes(`:function:${process?.name}:`),
  );
  return {
    processingQueue: source ? parseArn(source.queueArn).resource : "",
    // Every queue has a dead-letter queue; those are the ones that have none themselves.
    deadLetterQueues: queues.filter(({ redrive }) => !redrive).map(({ name }) => name),
  };
}
