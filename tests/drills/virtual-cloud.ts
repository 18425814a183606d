import { declareDns } from "../../local/cloud/declare-dns";
import { Network, WHOLE } from "../../local/cloud/network-state";
import { type Guarded, guarded } from "../../local/cloud/permissions";
import { hearRelayed } from "../../local/cloud/relayed";
import { openStores, type Stores } from "../../local/cloud/stores";
import { Cloud } from "../../local/engine/cloud";
import { Random } from "../../local/engine/random";
import type { ProbeTarget } from "../../local/engine/route53/health-check";
import { Route53 } from "../../local/engine/route53/route53";
import type { Caller } from "../../local/engine/service";
import { VirtualTimeline } from "../../local/engine/timeline";
import { Guard } from "../../local/iam/guard";
import type { Topology } from "../../local/topology/topology";
import { broken } from "./broken-connection";
import { VirtualProcessor } from "./virtual-processor";
import { type VirtualAnswer, VirtualRegion } from "./virtual-region";

const STORES: ReadonlySet<string> = new Set(["dynamodb", "s3", "ssm", "secretsmanager"]);

/**
 * The local cloud in one thread and in virtual time: the same topology, permissions, engines and wiring
 * as the processes of `npm start`, and the handlers by their deployed entry points. A whole disaster
 * takes a fraction of a second here.
 */
export class VirtualCloud {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 5, 9, 0, 30));
  readonly network = new Network();
  /** What people were told, and every refusal. */
  readonly told: string[] = [];
  readonly guard: Guard;
  readonly stores: Stores;
  readonly route53: Route53;
  readonly processor = new VirtualProcessor();
  readonly regions: ReadonlyMap<string, VirtualRegion>;
  private readonly decidedStores: Guarded;
  private readonly decidedDns: Guarded;

  constructor(readonly topology: Topology) {
    const { timeline } = this;
    const random = new Random("virtual-cloud");
    const links = this.network;
    this.stores = openStores({
      topology,
      timeline,
      random,
      links,
      onParameterChange: (change) => {
        const region = this.regions.get(change.region);
        const message = { kind: "parameter-changed", change } as const;
        if (region?.isUp) {
          hearRelayed(message, topology.account, change.region, region.services);
        }
      },
      onReplicationEvent: () => undefined,
    });
    this.guard = new Guard(topology, {
      keyOf: this.stores.keyOf,
      onRefusal: ({ message }) => this.told.push(message),
    });
    this.decidedStores = guarded(this.guard, this.stores.cloud);
    this.route53 = new Route53({
      timeline,
      random,
      probe: (target) => this.probe(target),
      checkersPerRegion: 1,
      propagationDelayMs: 5_000,
      resolveAlias: () => ["127.0.0.1"],
    });
    declareDns(this.route53, topology.dns);
    this.decidedDns = guarded(this.guard, new Cloud([this.route53]));
    const names = Object.keys(topology.regions);
    this.regions = new Map(names.map((name) => [name, new VirtualRegion(this, name, random)]));
  }

  /** Lets time go by; everything that becomes due meanwhile happens. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + ms;
    do await new Promise(setImmediate);
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }

  /** Lets time go by until something is the case; false when it never was. */
  async within(ms: number, holds: () => boolean): Promise<boolean> {
    const untilMs = this.timeline.nowMs() + ms;
    for (;;) {
      await new Promise(setImmediate);
      if (holds()) return true;
      if (!this.timeline.step(untilMs)) break;
    }
    this.timeline.jumpTo(untilMs);
    return holds();
  }

  region(name: string): VirtualRegion {
    const region = this.regions.get(name);
    if (!region) throw new Error(`no region ${name}`);
    return region;
  }

  /** A call as it leaves a region, decided and delivered where it belongs. */
  call(
    from: string,
    caller: Caller,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): unknown {
    const { region } = caller;
    if (!this.network.connected(from, region)) throw broken("ECONNRESET");
    if (STORES.has(service)) {
      if (this.network.state.storeDark.includes(region)) return new Promise(() => undefined);
      return this.decidedStores.call(caller, service, operation, input);
    }
    if (service === "route53") return this.decidedDns.call(caller, service, operation, input);
    return this.region(region).services.cloud.call(caller, service, operation, input);
  }

  /** A request to a public name; rejects when nobody is there. */
  async request(
    from: string,
    host: string,
    request: { method: string; path: string; body?: string; headers?: Record<string, string> },
  ): Promise<VirtualAnswer> {
    const target = [...this.regions.values()].find(({ hosts }) => hosts.includes(host));
    if (!target || !this.network.connected(from, target.name)) throw broken("ECONNREFUSED");
    return target.request(request);
  }

  /** What the shared name leads to right now. */
  answers(): readonly { readonly value: string; readonly ttl: number }[] {
    const { records } = this.topology.dns;
    const shared = records.find(({ failover, weight }) => failover ?? weight !== undefined);
    if (!shared) return [];
    return this.route53.answer(shared.name, shared.type).records;
  }

  /** The region that the shared name leads to; undefined when it leads nowhere. */
  answeringRegion(): string | undefined {
    const value = this.answers()[0]?.value.replace(/\.$/, "");
    return [...this.regions.values()].find(
      ({ hosts }) => value !== undefined && hosts.includes(value),
    )?.name;
  }

  kill(region: string): void {
    this.change({ dark: [...this.network.state.dark, region] });
    this.region(region).kill();
  }

  revive(region: string): void {
    this.change({ dark: this.network.state.dark.filter((one) => one !== region) });
    this.region(region).revive();
  }

  change(change: Partial<Network["state"]>): void {
    const { network, stores } = this;
    network.state = { ...WHOLE, ...network.state, ...change };
    for (const region of [this.topology.primary, this.topology.secondary]) {
      stores.dynamo.setRegionDark(region, network.state.dark.includes(region));
    }
    stores.dynamo.networkChanged();
  }

  private async probe(target: ProbeTarget) {
    try {
      const { path } = target;
      const { status, body } = await this.request("internet", target.host, { method: "GET", path });
      return { status, body };
    } catch (error) {
      return error as Error;
    }
  }
}
