import type { PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { containsUnknown, isKnown, textAt } from "../values";

/** API Gateway refuses a stage with logs while the account has no role for CloudWatch. */
export const stagesThatLogHaveAnAccountRole: Rule = {
  name: "stages-that-log-have-an-account-role",
  description: "A stage with logs waits for the account's CloudWatch role, where the stack owns it",
  *check(graph) {
    const accounts = graph.all("apigateway.Account");
    // An account may be looked after elsewhere; then none of the regions declares it.
    if (accounts.length === 0) return;
    for (const node of graph.all("apigateway.Stage")) {
      if (node.inputs.accessLogSettings === undefined) continue;
      const account = accounts.find(({ region }) => region === node.region);
      if (account === undefined) yield of(node, "logs in a region whose account has no role");
      else if (!node.dependencies.includes(account.urn)) {
        yield of(node, "does not wait for the account's CloudWatch role");
      }
    }
  },
};

const METHOD_KINDS = ["apigateway.Method", "apigateway.Integration"];

/** A deployment is a snapshot: taken before the methods exist, it serves nothing, and later changes stay unseen. */
export const deploymentsFollowTheirMethods: Rule = {
  name: "deployments-follow-their-methods",
  description: "A deployment depends on what it deploys and is taken again when that changes",
  *check(graph) {
    for (const node of graph.all("apigateway.Deployment")) {
      if (node.inputs.triggers === undefined) yield of(node, "is not taken again on a change");
      const api = graph
        .all("apigateway.RestApi")
        .find(
          ({ region, id }) =>
            region === node.region && [id, undefined].includes(node.inputs.restApi as string),
        );
      const parts: readonly PolicyNode[] = [
        ...(api ? [api] : []),
        ...graph.all(...METHOD_KINDS).filter(({ region }) => region === node.region),
      ];
      for (const part of parts) {
        if (!node.dependencies.includes(part.urn)) yield of(node, `does not wait for ${part.name}`);
      }
    }
  },
};

/** Reserved names: nobody can be delegated a zone below them, so no certificate can ever be validated. */
const RESERVED_ZONE = /(^|\.)(example(\.(com|net|org))?|local|localhost|internal|test|invalid)\.?$/;

/** Seen: a zone for `example.com`, and one below `.internal`. */
export const zoneNamesCanBeOwned: Rule = {
  name: "zone-names-can-be-owned",
  description: "No zone, certificate or custom domain has a reserved name",
  *check(graph) {
    const named: readonly (readonly [string, string])[] = [
      ["route53.Zone", "name"],
      ["acm.Certificate", "domainName"],
      ["apigateway.DomainName", "domainName"],
    ];
    for (const [kind, property] of named) {
      for (const node of graph.all(kind)) {
        const name = textAt(node.inputs, property) ?? "";
        if (RESERVED_ZONE.test(name)) yield of(node, `is called ${name}, which nobody can own`);
      }
    }
  },
};

/** Route 53 refuses a TCP check with a path, and a check whose fast interval is not one of two. */
export const healthChecksAreConsistent: Rule = {
  name: "health-checks-are-consistent",
  description: "TCP checks have no path; intervals are 10 or 30 s; searched texts have their type",
  *check(graph) {
    for (const node of graph.all("route53.HealthCheck")) {
      const { type, resourcePath, requestInterval, searchString } = node.inputs;
      if (type === "CALCULATED") continue;
      if (type === "TCP" && resourcePath !== undefined) yield of(node, "is TCP and has a path");
      if (isKnown(requestInterval) && ![10, 30].includes(requestInterval as number)) {
        yield of(node, `asks every ${String(requestInterval)} s; only 10 and 30 exist`);
      }
      if ((searchString !== undefined) !== String(type).endsWith("STR_MATCH")) {
        yield of(node, `is of type ${String(type)} and its searched text does not fit that`);
      }
    }
  },
};

/** A permission must exist before its caller, or the first calls are refused. */
export const apisMayCallTheirFunctions: Rule = {
  name: "apis-may-call-their-functions",
  description: "Every function in an API's document lets that API in",
  *check(graph) {
    for (const api of graph.all("apigateway.RestApi")) {
      const body = textAt(api.inputs, "body");
      if (body === undefined || containsUnknown(api.inputs)) continue;
      const called = new Set(
        [...body.matchAll(/arn:aws:lambda:[\w-]+:\d+:function:([\w-]+)/g)].map(([, name]) => name),
      );
      for (const name of called) {
        const permitted = graph
          .all("lambda.Permission")
          .some(
            ({ inputs, region }) =>
              region === api.region &&
              inputs.function === name &&
              inputs.principal === "apigateway.amazonaws.com",
          );
        if (!permitted) yield of(api, `calls ${name}, which does not let it in`);
      }
    }
  },
};
