import type { Graph, PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { isKnown, listAt, textAt, textsAt, valueAt } from "../values";

/** The host name that API Gateway gives an API itself; a custom name's target starts with `d-`. */
const OWN_HOST = /^(?!d-)[a-z0-9]+\.execute-api\./;

/**
 * Seen: a CNAME straight to `execute-api`. The certificate there is not for our name, so every client gets a
 * TLS error or 403.
 */
export const recordsLeadToCustomDomains: Rule = {
  name: "records-lead-to-custom-domains",
  description: "A record never points at an API's own host name, whose certificate is not ours",
  *check(graph) {
    for (const node of graph.all("route53.Record")) {
      const targets = [
        ...textsAt(node.inputs, "records"),
        ...listAt(node.inputs, "aliases").map((alias) => textAt(alias, "name") ?? ""),
      ];
      for (const target of targets) {
        if (OWN_HOST.test(target)) yield of(node, `points at ${target}, which answers 403 to it`);
      }
    }
  },
};

/** Seen: certificate classes that are imported and never instantiated. */
export const customDomainsHaveValidCertificates: Rule = {
  name: "custom-domains-have-valid-certificates",
  description: "Every custom domain's certificate is in its region and validated before it is used",
  *check(graph) {
    const validated = new Map(
      graph
        .all("acm.CertificateValidation")
        .flatMap((node) => (certificateOf(node) ? [[certificateOf(node), node] as const] : [])),
    );
    for (const node of graph.all("apigateway.DomainName")) {
      const arn = textAt(node.inputs, "regionalCertificateArn");
      if (!isKnown(node.inputs.regionalCertificateArn)) continue;
      const validation = validated.get(arn);
      if (arn === undefined) yield of(node, "has no regional certificate");
      else if (validation === undefined) yield of(node, "uses a certificate nobody validates");
      else if (validation.region !== node.region)
        yield of(node, "uses another region's certificate");
      else if (!covers(graph, arn, textAt(node.inputs, "domainName") ?? "")) {
        yield of(node, "has a name that its certificate does not cover");
      }
    }
  },
};

function certificateOf({ inputs }: PolicyNode): string | undefined {
  return textAt(inputs, "certificateArn");
}

function covers(graph: Graph, arn: string, name: string): boolean {
  const certificate = graph.byArn(arn);
  const names = [
    textAt(certificate?.inputs, "domainName"),
    ...textsAt(certificate?.inputs, "subjectAlternativeNames"),
  ];
  const wildcard = name.replace(/^[^.]+/, "*");
  return names.includes(name) || names.includes(wildcard);
}

/** Cross-region: a client keeps the shared name through a failover, so both regions must answer to it. */
export const sharedNamesAreServedByBothRegions: Rule = {
  name: "shared-names-are-served-by-both-regions",
  description: "A name whose record fails over is a custom domain with a mapping in both regions",
  *check(graph) {
    for (const name of new Set(routedRecords(graph).map(({ inputs }) => textAt(inputs, "name")))) {
      if (name === undefined) continue;
      const domains = graph
        .all("apigateway.DomainName")
        .filter(({ inputs }) => inputs.domainName === name);
      for (const region of graph.regions()) {
        const domain = domains.find((node) => node.region === region);
        const [record] = routedRecords(graph).filter(({ inputs }) => inputs.name === name);
        if (record === undefined) continue;
        if (domain === undefined) yield of(record, `is no custom domain in ${region}`);
        else if (!isMapped(graph, domain)) yield of(domain, "leads to no API");
      }
    }
  },
};

/** Records that are one of several answers. */
export function routedRecords(graph: Graph): readonly PolicyNode[] {
  return graph
    .all("route53.Record")
    .filter(
      ({ inputs }) =>
        inputs.failoverRoutingPolicies !== undefined ||
        inputs.weightedRoutingPolicies !== undefined,
    );
}

function isMapped(graph: Graph, domain: PolicyNode): boolean {
  return graph
    .all("apigateway.BasePathMapping")
    .some(
      ({ inputs, region }) =>
        region === domain.region &&
        inputs.domainName === domain.inputs.domainName &&
        valueAt(inputs, "restApi") !== undefined,
    );
}
