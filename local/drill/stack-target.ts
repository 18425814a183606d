import { resolve4, resolveCname } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { request as requestOverTls } from "node:https";
import { join } from "node:path";
import { CachingResolver } from "../clients/caching-resolver";
import { type Deployment, routesOf } from "../cloud/deployment";
import { AwsReach } from "./aws-reach";
import { namesOf } from "./client-names";
import { DrillClock } from "./drill-clock";
import { type Reply, sendOnce } from "./send-once";
import type { Role, StackOutputs } from "./stack-outputs";

/** How a stack is reached: over the internet, or through a local cloud that plays it. */
export interface StackTarget {
  readonly reach: AwsReach;
  readonly clock: DrillClock;
  /** GET under a region's own address. */
  get(role: Role, path: string): Promise<Reply>;
  /** GET under the shared address, and the region that DNS led to. */
  getShared(path: string): Promise<Reply & { readonly role: Role | undefined }>;
  /** The region that the shared name leads to; undefined when it leads to neither. */
  leadsTo(): Promise<Role | undefined>;
}

const ROLES: readonly Role[] = ["primary", "secondary"];
const ANSWER_MS = 6_000;

/** The stack as it is deployed. */
export function deployedTarget(outputs: StackOutputs, signal: AbortSignal): StackTarget {
  const leadsTo = async () => {
    if (!outputs.sharedEndpoint) return undefined;
    const shared = await addressesOf(new URL(outputs.sharedEndpoint).hostname);
    for (const role of ROLES) {
      const own = await addressesOf(new URL(outputs.apiEndpoints[role]).hostname);
      if (own.some((address) => shared.includes(address))) return role;
    }
    return undefined;
  };
  return {
    reach: new AwsReach(),
    clock: new DrillClock({ clockSpeed: 1, clockStartMs: Date.now() }, signal),
    get: (role, path) => getOverTls(`${outputs.apiEndpoints[role]}${path}`),
    async getShared(path) {
      const role = await leadsTo().catch(() => undefined);
      return { ...(await getOverTls(`${outputs.sharedEndpoint}${path}`)), role };
    },
    leadsTo,
  };
}

/** A stack that a running `npm start` plays; `folder` is its `.local` folder. */
export function playedTarget(
  folder: string,
  outputs: StackOutputs,
  signal: AbortSignal,
): StackTarget {
  const deployment = readDeployment(folder);
  const { sharedName, regionOf } = namesOf(deployment);
  const routes = routesOf(deployment);
  const clock = new DrillClock(deployment, signal);
  const resolver = new CachingResolver({
    server: { host: "127.0.0.1", port: deployment.ports.dns },
    nowMs: () => clock.nowMs(),
    timeoutMs: ANSWER_MS,
  });
  const roleOf = (target: string) =>
    ROLES.find((role) => outputs.regions[role] === regionOf(target));
  const get = (host: string, target: string, path: string) => {
    const port = routes[target];
    if (port === undefined) throw new Error(`nobody answers to ${target}`);
    return sendOnce({ port, host, method: "GET", path, timeoutMs: ANSWER_MS });
  };
  return {
    reach: new AwsReach(deployment.ports),
    clock,
    async get(role, path) {
      const { hostname } = new URL(outputs.apiEndpoints[role]);
      return get(hostname, hostname, path);
    },
    async getShared(path) {
      const target = await resolver.resolve(sharedName);
      return { ...(await get(sharedName, target, path)), role: roleOf(target) };
    },
    leadsTo: async () => roleOf(await resolver.resolve(sharedName)),
  };
}

function readDeployment(folder: string): Deployment {
  const file = join(folder, "deployment.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Deployment;
  } catch {
    throw new Error(`--through ${folder}: no local cloud runs there (no ${file})`);
  }
}

/** Through aliases of either kind: the names on the way count as well as the addresses at its end. */
async function addressesOf(name: string): Promise<string[]> {
  const [addresses, names] = await Promise.allSettled([resolve4(name), resolveCname(name)]);
  const found = [addresses, names].flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  if (found.length === 0) throw new Error(`${name} leads nowhere`);
  return found;
}

function getOverTls(url: string): Promise<Reply> {
  return new Promise((resolve) => {
    const fail = (error: Error) =>
      resolve({ status: 0, body: "", replayed: false, error: error.message });
    const options = { agent: false, signal: AbortSignal.timeout(ANSWER_MS) };
    const outgoing = requestOverTls(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", fail);
      incoming.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, body, replayed: false });
      });
    });
    outgoing.on("error", fail);
    outgoing.end();
  });
}
