import type { DnsConfig } from "../../../components/config/dns-config";
import { PaymentDomain } from "../../../components/dns/payment-domain";
import { FailoverDns } from "../../../components/failover-dns";
import { perRole } from "../../../components/per-role";
import type { ResourceNode } from "../../../local/program/resource-node";
import { captureDeclared } from "../../support/two-regions";
import { twoContexts } from "../two-contexts";

export type Variant = Pick<DnsConfig, "routing" | "recordType">;

export const VARIANTS: readonly Variant[] = (["failover", "weighted"] as const).flatMap((routing) =>
  (["alias", "cname"] as const).map((recordType) => ({ routing, recordType })),
);

/** What a stack with a domain declares for its DNS. */
export async function declareDns(variant: Variant): Promise<readonly ResourceNode[]> {
  const dns: DnsConfig = {
    mode: "create",
    domain: "pay.company.com",
    name: "api",
    ttlSeconds: 10,
    checkIntervalSeconds: 10,
    checkerRegions: ["us-west-1", "us-west-2", "eu-west-1"],
    failureThreshold: 3,
    latchThreshold: 1,
    acceleratedRecovery: false,
    ...variant,
  };
  const { nodes } = await captureDeclared(() => {
    const contexts = twoContexts();
    const opts = { provider: contexts.primary.provider };
    const domain = new PaymentDomain("domain", { dns, contexts }, opts);
    const apis = perRole((role) => ({
      apiId: role,
      sharedTarget: { name: `${role}.target.net`, zoneId: "ZTARGET" },
      ownTarget: { name: `${role}-own.target.net`, zoneId: "ZTARGET" },
    }));
    new FailoverDns("dns", { dns, contexts, domain, apis }, opts);
  });
  return nodes;
}
