import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";
import type { DeclaredHealthCheck, DeclaredRecord, DnsTopology } from "./topology";

/** An alias follows its target's TTL, which AWS keeps at a minute. */
const ALIAS_TTL_SECONDS = 60;

export function readDns(nodes: readonly ResourceNode[]): DnsTopology {
  return {
    zones: declared(nodes, "route53/zone:Zone").map((one) => ({
      id: one.node.id,
      name: one.text("name"),
    })),
    healthChecks: declared(nodes, "route53/healthCheck:HealthCheck").map(checkOf),
    records: declared(nodes, "route53/record:Record").map(recordOf),
  };
}

function checkOf(one: Declared): DeclaredHealthCheck {
  return {
    id: one.node.id,
    type: one.text("type"),
    host: one.optionalText("fqdn"),
    port: one.number("port") ?? 443,
    path: one.optionalText("resourcePath"),
    searchString: one.optionalText("searchString"),
    intervalSeconds: one.number("requestInterval") ?? 30,
    failureThreshold: one.number("failureThreshold") ?? 3,
    inverted: one.node.inputs.invertHealthcheck === true,
    children: one.list<string>("childHealthchecks"),
    childThreshold: one.number("childHealthThreshold"),
    regions: one.list<string>("regions"),
  };
}

function recordOf(one: Declared): DeclaredRecord {
  const aliases = one.list<{ name: string; evaluateTargetHealth?: boolean }>("aliases");
  const failover = one.list<{ type: "PRIMARY" | "SECONDARY" }>("failoverRoutingPolicies")[0];
  const weighted = one.list<{ weight: number }>("weightedRoutingPolicies")[0];
  return {
    zoneId: one.text("zoneId"),
    name: one.text("name"),
    type: one.text("type"),
    alias: aliases.length > 0,
    values: aliases.length > 0 ? aliases.map(({ name }) => name) : one.list<string>("records"),
    ttlSeconds: one.number("ttl") ?? ALIAS_TTL_SECONDS,
    setIdentifier: one.optionalText("setIdentifier"),
    failover: failover?.type,
    weight: weighted?.weight,
    healthCheckId: one.optionalText("healthCheckId"),
  };
}
