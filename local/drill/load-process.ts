import { readFileSync } from "node:fs";
import { CachingResolver } from "../clients/caching-resolver";
import { type Child, runChild } from "../cloud/child-channel";
import { routesOf } from "../cloud/deployment";
import { Random } from "../engine/random";
import { namesOf } from "./client-names";
import { Clients } from "./clients";
import { LoadPlan } from "./load-plan";
import type { LiveResult, LoadSettings, LoadStatus } from "./load-settings";

/** Machines with clients on them, each with a resolver of its own. */
const CLIENT_MACHINES = 4;
const QUERY_TIMEOUT_MS = 2_000;
const TELL_EVERY_MS = 500;

/** The clients, in a process of their own: whatever happens to a region does not happen to them. */
async function playClients(child: Child): Promise<() => Promise<void>> {
  const { deployment } = child;
  const settings = JSON.parse(readFileSync(process.argv[4] ?? "", "utf8")) as LoadSettings;
  const { run, seed, rate } = settings;
  const random = new Random(seed);
  const { sharedName, regionNames, regionOf } = namesOf(deployment);
  const routes = routesOf(deployment);
  const results: LiveResult[] = [];
  const moves: { atMs: number; region: string }[] = [];
  const resolvers = Array.from(
    { length: CLIENT_MACHINES },
    () =>
      new CachingResolver({
        server: { host: "127.0.0.1", port: deployment.ports.dns },
        nowMs: () => Date.now(),
        timeoutMs: QUERY_TIMEOUT_MS,
        onChange: (_name, target) =>
          moves.push({ atMs: Date.now(), region: regionOf(target) ?? target }),
      }),
  );
  const clients = new Clients({
    ...{ sharedName, regionNames, resolvers, regionOf, logFile: settings.log },
    portOf: (target) => routes[target],
    random: random.fork("pauses"),
    onLine: ({ via, region, kind, status, beganMs, endedMs }) =>
      results.push({ via, region, kind, ok: status > 0 && status < 500, beganMs, endedMs }),
  });
  const plan = new LoadPlan(random.fork("plan"), run, Object.keys(regionNames));
  const startedMs = Date.now();
  let begun = 0;
  const beginDue = () => {
    const due = Math.floor(((Date.now() - startedMs) / 1000) * rate);
    for (; begun < due; begun++) clients.begin(plan.next());
  };
  const pace = setInterval(beginDue, 1000 / rate);
  const tell = () => {
    const status: LoadStatus = { results: results.splice(0), moves: moves.splice(0) };
    child.tell({ kind: "status", status });
  };
  const teller = setInterval(tell, TELL_EVERY_MS);
  return async () => {
    clearInterval(pace);
    await clients.end();
    clearInterval(teller);
    tell();
  };
}

runChild(playClients);
