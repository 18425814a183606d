import { Resolver } from "node:dns/promises";
import { type PageFacts, type RegionFacts, regionOfTarget } from "./page-facts";

const ANSWER_WITHIN_MS = 1_000;

/** Asks the local name server and believes the answer for its whole TTL, as the clients' resolvers do. */
export class CachingResolver {
  private readonly resolver = new Resolver({ timeout: ANSWER_WITHIN_MS, tries: 1 });
  private known: { readonly leadsTo: RegionFacts; readonly untilMs: number } | undefined;
  private asking: Promise<RegionFacts> | undefined;

  constructor(private readonly facts: PageFacts) {
    this.resolver.setServers([`127.0.0.1:${facts.dns?.port ?? 53}`]);
  }

  /** The region that the shared name leads to; rejects when DNS names none. */
  async leadsTo(): Promise<RegionFacts> {
    if (this.known && this.known.untilMs > Date.now()) return this.known.leadsTo;
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<RegionFacts> {
    const { dns } = this.facts;
    if (!dns) throw new Error("this stack has no shared name");
    const [target = ""] = await this.resolver.resolveCname(dns.name);
    const leadsTo = regionOfTarget(this.facts, target);
    if (!leadsTo) throw new Error(`${dns.name} leads to ${target}, which is no region of ours`);
    this.known = { leadsTo, untilMs: Date.now() + dns.ttlSeconds * 1000 };
    return leadsTo;
  }
}
