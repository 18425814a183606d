import type { Graph, PolicyNode } from "../graph";
import { of, ofStack, type Rule } from "../rule";
import { documentAt, isKnown, listAt, numberAt, textAt, textsAt, valueAt } from "../values";
import { routedRecords } from "./names";

/**
 * Seen: a health check that sends GET to a path with only POST gets 403 for ever, both regions look dead, and
 * Route 53 answers with the primary whatever happens.
 */
export const healthChecksAskOpenGetPaths: Rule = {
  name: "health-checks-ask-open-get-paths",
  description: "A health check's name and path lead to a GET method that asks for no credentials",
  *check(graph) {
    for (const node of endpointChecks(graph)) {
      const host = textAt(node.inputs, "fqdn");
      if (host === undefined) {
        if (isKnown(node.inputs.fqdn)) yield of(node, "names no host");
        continue;
      }
      const api = apiBehind(graph, host);
      if (api === "not known") continue;
      if (api === undefined) {
        yield of(node, `asks ${host}, which no API of this stack answers to`);
        continue;
      }
      const path = textAt(node.inputs, "resourcePath") ?? "/";
      const document = documentAt(api.node, "body");
      if (document === undefined) continue;
      const method = valueAt(document, "paths", path.replace(api.prefix, ""), "get");
      if (method === undefined) yield of(node, `asks GET ${path}, which ${api.node.name} lacks`);
      else if (isClosed(document, method))
        yield of(node, `asks GET ${path}, which needs credentials`);
    }
  },
};

/** A check that only sees "200" stays green while the region answers that it can do nothing. */
export const healthChecksReadTheAnswer: Rule = {
  name: "health-checks-read-the-answer",
  description: "Health checks use HTTPS and look for a text in the answer",
  *check(graph) {
    for (const node of endpointChecks(graph)) {
      const { type, searchString } = node.inputs;
      if (type !== "HTTPS_STR_MATCH") yield of(node, `is of type ${String(type)}`);
      else if (searchString === undefined) yield of(node, "looks for no text");
    }
  },
};

/**
 * Cross-region: the primary's record follows a calculated check of its own endpoint and of the inverted latch in the
 * standby, which is how the standby takes traffic without a call to Route 53's control plane.
 */
export const trafficFollowsTheLatch: Rule = {
  name: "traffic-follows-the-latch",
  description:
    "The primary's check needs its endpoint to be well and the standby not to be latched",
  *check(graph) {
    const checks = graph.all("route53.HealthCheck");
    if (checks.length === 0) {
      if (graph.regions().length > 1) yield ofStack("nothing checks the health of a region");
      return;
    }
    const latches = checks.filter(({ inputs }) => inputs.invertHealthcheck === true);
    const calculated = checks.filter(({ inputs }) => inputs.type === "CALCULATED");
    if (latches.length === 0) yield ofStack("no check is inverted: the standby has no latch");
    if (calculated.length === 0) yield ofStack("no check joins an endpoint and the latch");
    for (const node of calculated) {
      const children = textsAt(node.inputs, "childHealthchecks");
      const all = listAt(node.inputs, "childHealthchecks").length;
      if (children.length < all || !isKnown(node.inputs.childHealthchecks)) continue;
      if (numberAt(node.inputs, "childHealthThreshold") !== children.length) {
        yield of(node, "does not need all of its children to be well");
      }
      if (!latches.some(({ id }) => id === "" || children.includes(id))) {
        yield of(node, "does not follow the latch");
      }
    }
  },
};

/** A record without a check is answered for ever; a check of the shared name asks whoever is active. */
export const everyAnswerIsChecked: Rule = {
  name: "every-answer-is-checked",
  description: "Each record that fails over carries a health check of its own region",
  *check(graph) {
    const records = routedRecords(graph);
    const shared = new Set(records.map(({ inputs }) => inputs.name));
    for (const node of records) {
      if (node.inputs.healthCheckId === undefined)
        yield of(node, "is answered even when it is dead");
    }
    for (const node of endpointChecks(graph)) {
      if (shared.has(node.inputs.fqdn))
        yield of(node, "asks the shared name, so whoever is active");
    }
  },
};

function endpointChecks(graph: Graph): readonly PolicyNode[] {
  return graph.all("route53.HealthCheck").filter(({ inputs }) => inputs.type !== "CALCULATED");
}

/** The API behind a host name, and what stands before its paths there. */
function apiBehind(
  graph: Graph,
  host: string,
): { node: PolicyNode; prefix: string } | "not known" | undefined {
  const [id] = host.split(".");
  const apis = graph.all("apigateway.RestApi");
  if (host.includes(".execute-api.") && apis.some((api) => api.id === "")) return "not known";
  const direct = apis.find((api) => api.id === id);
  if (direct !== undefined) {
    const stage = graph
      .all("apigateway.Stage")
      .find(({ inputs, region }) => region === direct.region && inputs.stageName !== undefined);
    return { node: direct, prefix: `/${textAt(stage?.inputs, "stageName") ?? ""}` };
  }
  const mapping = graph
    .all("apigateway.BasePathMapping")
    .find(({ inputs }) => inputs.domainName === host);
  const mapped = apis.find((api) => api.region === mapping?.region);
  if (mapped === undefined) return undefined;
  const base = textAt(mapping?.inputs, "basePath");
  return { node: mapped, prefix: base === undefined ? "" : `/${base}` };
}

function isClosed(document: unknown, method: unknown): boolean {
  const security = valueAt(method, "security") ?? valueAt(document, "security") ?? [];
  return Array.isArray(security) && security.length > 0;
}
