import { request } from "node:http";
import { Cloud } from "../engine/cloud";
import { Random } from "../engine/random";
import type { ProbeResult, ProbeTarget } from "../engine/route53/health-check";
import { Route53 } from "../engine/route53/route53";
import { wallTimeline } from "../engine/timeline";
import type { DeclaredRecord } from "../topology/topology";
import { serve } from "../wire/server";
import { type Child, runChild } from "./child-channel";
import { declareDns } from "./declare-dns";
import { routesOf } from "./deployment";
import { openNameServer } from "./name-server";
import { guarded } from "./permissions";
import { tellingGuard } from "./telling-guard";

/** Route 53 with its checkers and name servers: the part of AWS that no region takes down. */
async function internet(child: Child): Promise<() => Promise<void>> {
  const { deployment, network } = child;
  const { topology, ports } = deployment;
  const route53 = new Route53({
    timeline: wallTimeline,
    random: new Random("local-internet"),
    probe: (target) => probe(child, target),
    // One checker in each location is enough to agree or disagree on a laptop.
    checkersPerRegion: 1,
    propagationDelayMs: 5_000,
    resolveAlias: () => ["127.0.0.1"],
  });
  const { healthChecks, records } = topology.dns;
  declareDns(route53, topology.dns);
  const names = await openNameServer(ports.dns, (name, type) => route53.answer(name, type));
  const attachment = await serve(guarded(tellingGuard(child), new Cloud([route53])), {
    port: ports.internet,
    principalOf: (key) => deployment.principals[key],
  });
  child.onNetwork(() => {
    route53.controlPlaneDown = network.state.dark.includes("us-east-1");
  });
  const timer = setInterval(() => {
    const health = Object.fromEntries(
      healthChecks.map(({ id }) => [id, route53.isHealthy(id)] as const),
    );
    child.tell({ kind: "status", status: { health, answers: answersOf(route53, records) } });
  }, 1_000);
  return async () => {
    clearInterval(timer);
    await Promise.all([names.close(), attachment.close()]);
  };
}

/** What the shared name answers right now, as a resolver would see it. */
function answersOf(route53: Route53, records: readonly DeclaredRecord[]): Record<string, string[]> {
  const shared = records.find(({ failover, weight }) => failover ?? weight !== undefined);
  if (!shared) return {};
  const { records: found } = route53.answer(shared.name, shared.type);
  return { [shared.name]: found.map(({ value }) => value) };
}

/** A checker's request takes the way of everybody else's, and sees the same outages. */
function probe(child: Child, target: ProbeTarget): Promise<ProbeResult | Error> {
  const { deployment, network } = child;
  const port = routesOf(deployment)[target.host];
  const region = Object.entries(deployment.ports.regions).find(([, { api }]) => api === port)?.[0];
  if (port === undefined || !region) {
    return Promise.resolve(new Error(`nothing answers to ${target.host}`));
  }
  if (!network.connected("internet", region)) return Promise.resolve(new Error("no connection"));
  const lies = network.state.lying.includes(region);
  return new Promise((resolve) => {
    const done = (result: ProbeResult | Error) => {
      clearTimeout(timer);
      resolve(lies && !(result instanceof Error) ? new Error("reported as broken") : result);
    };
    const outgoing = request(
      { host: "127.0.0.1", port, path: target.path, headers: { host: target.host } },
      (incoming) => {
        let body = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => {
          body += chunk;
        });
        incoming.on("end", () => done({ status: incoming.statusCode ?? 0, body }));
      },
    );
    const timer = setTimeout(() => {
      outgoing.destroy();
      done(new Error("no answer in time"));
    }, target.responseTimeoutMs);
    outgoing.on("error", (error) => done(error));
    outgoing.end();
  });
}

runChild(internet);
