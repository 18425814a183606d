import type { Random } from "../random";
import { plainName, type RecordSet } from "./record-set";
import { select } from "./selection";
import type { Zone, Zones } from "./zones";

/** One record of an answer. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds a resolver may keep it. */
  readonly ttl: number;
  readonly value: string;
}

/** What a name server says; no records with NOERROR means that the name has other types only. */
export interface DnsAnswer {
  readonly code: "NOERROR" | "NXDOMAIN" | "REFUSED";
  readonly records: readonly DnsRecord[];
}

/** Addresses of names outside of our zones, such as a regional API's. */
export type ResolveAlias = (dnsName: string, type: "A" | "AAAA") => readonly string[];

/** Aliases to AWS resources are answered with this TTL; it cannot be chosen. */
const aliasTtlSeconds = 60;

/** Deeper chains of names are a loop. */
const longestChain = 8;

/** Answers queries from the published records and the health of what they point at. */
export class Resolver {
  constructor(
    private readonly zones: Zones,
    private readonly isCheckHealthy: (healthCheckId: string) => boolean,
    private readonly resolveAlias: ResolveAlias | undefined,
    private readonly random: Random,
  ) {}

  answer(name: string, type: string): DnsAnswer {
    return this.follow(name, type, longestChain);
  }

  private follow(name: string, type: string, depth: number): DnsAnswer {
    const zone = this.zones.serving(name);
    if (!zone) return { code: "REFUSED", records: [] };
    const found = recordsAt(zone, name);
    const ofType = found.filter((record) => record.Type === type);
    if (ofType.length > 0) return { code: "NOERROR", records: this.expand(ofType, type, depth) };
    const names = found.filter((record) => record.Type === "CNAME");
    if (names.length === 0) {
      const exists = found.length > 0 || plainName(name) === zone.name || hasNamesBelow(zone, name);
      return { code: exists ? "NOERROR" : "NXDOMAIN", records: [] };
    }
    const [alias] = this.expand(names, "CNAME", depth);
    if (!alias || depth === 0) return { code: "NOERROR", records: alias ? [alias] : [] };
    // A target in one of our zones is answered along with the name that led to it.
    const target = this.follow(alias.value, type, depth - 1);
    return { code: "NOERROR", records: [alias, ...target.records] };
  }

  private expand(candidates: readonly RecordSet[], type: string, depth: number): DnsRecord[] {
    const chosen = select(candidates, (record) => this.isHealthy(record, depth), this.random);
    const name = plainName(chosen.Name);
    const { AliasTarget: alias, ResourceRecords = [], TTL = 0 } = chosen;
    if (!alias) return ResourceRecords.map(({ Value }) => ({ name, type, ttl: TTL, value: Value }));
    if (this.zones.serving(alias.DNSName)) {
      if (depth === 0) return [];
      const { records } = this.follow(alias.DNSName, type, depth - 1);
      return records.map((record) => ({ ...record, name }));
    }
    if (type !== "A" && type !== "AAAA") return [];
    if (!this.resolveAlias) throw new Error(`nothing knows the addresses of ${alias.DNSName}`);
    const addresses = this.resolveAlias(plainName(alias.DNSName), type);
    return addresses.map((value) => ({ name, type, ttl: aliasTtlSeconds, value }));
  }

  /** A record without a health check is taken for healthy, unless it follows an unhealthy target. */
  private isHealthy(record: RecordSet, depth: number): boolean {
    if (record.HealthCheckId !== undefined && !this.isCheckHealthy(record.HealthCheckId))
      return false;
    const { AliasTarget: alias, Type } = record;
    if (!alias?.EvaluateTargetHealth || depth === 0) return true;
    const zone = this.zones.serving(alias.DNSName);
    if (!zone) return true;
    const targets = recordsAt(zone, alias.DNSName).filter((target) => target.Type === Type);
    return targets.some((target) => this.isHealthy(target, depth - 1));
  }
}

function recordsAt(zone: Zone, name: string): RecordSet[] {
  const asked = plainName(name);
  return [...zone.published.values()].filter((record) => plainName(record.Name) === asked);
}

function hasNamesBelow(zone: Zone, name: string): boolean {
  const ending = `.${plainName(name)}`;
  return [...zone.published.values()].some((record) => plainName(record.Name).endsWith(ending));
}
