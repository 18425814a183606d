import type { Server } from "node:http";
import type { DeclaredFunction } from "../topology/topology";
import { openAwsFront } from "./aws-front";
import { type Child, runChild } from "./child-channel";
import { routesOf } from "./deployment";
import { openFrontDoor } from "./front-door/front-door";
import { guardedBy } from "./permissions";
import { type RegionServices, regionServices } from "./region-services";
import { SandboxPool } from "./sandbox-pool";

/** What other processes play, whatever the region. */
const STORES = new Set(["dynamodb", "s3", "ssm", "secretsmanager"]);
const INTERNET = new Set(["route53", "rds"]);
const OWN = new Set(["sqs", "sns", "lambda", "scheduler", "states", "monitoring", "cloudwatch"]);

/** One region's compute: killing this process is the disaster. */
async function playRegion(child: Child): Promise<() => Promise<void>> {
  const { deployment, region, network } = child;
  const { topology, ports } = deployment;
  const declared = topology.regions[region];
  const own = ports.regions[region];
  if (!declared || !own) throw new Error(`the program declares nothing in ${region}`);
  const services = regionServices(child);
  const pools = createFunctions(child, services);
  for (const source of declared.eventSources) {
    services.lambda.createEventSourceMapping(region, source);
  }
  const servers: Server[] = [];
  const front = openAwsFront({
    region,
    cloud: guardedBy(deployment, services.cloud),
    own: OWN,
    portOf: (service, target) => {
      if (STORES.has(service)) return ports.stores;
      if (INTERNET.has(service)) return ports.internet;
      return ports.regions[target]?.aws;
    },
    reachable: (target) => target === region || network.connected(region, target),
    principalOf: (key) => deployment.principals[key],
  });
  servers.push(await listen(front, own.aws));
  if (declared.api) {
    const api = openFrontDoor(declared.api, {
      invoke: (arn, event) => services.lambda.invoke(region, arn, event),
      reachable: () => network.connected("internet", region),
      observe: ({ resource, status, latencyMs }) => {
        const dimensions = { ApiName: declared.api?.name ?? "", Stage: declared.api?.stage ?? "" };
        const record = (name: string, value: number, unit: string) =>
          services.cloudwatch.record(region, "AWS/ApiGateway", name, dimensions, value, unit);
        record("Count", 1, "Count");
        record("Latency", latencyMs, "Milliseconds");
        record("5XXError", status >= 500 ? 1 : 0, "Count");
        record("4XXError", status >= 400 && status < 500 ? 1 : 0, "Count");
        if (resource.startsWith("/validate") || resource === "/payments") counts.requests += 1;
      },
    });
    servers.push(await listen(api, own.api));
  }
  const counts = { requests: 0 };
  const statusTimer = setInterval(() => {
    const depths = Object.fromEntries(
      declared.queues.map(({ name }) => [name, services.sqs.depth(region, name)]),
    );
    child.tell({ kind: "status", status: { region, queues: depths, ...counts } });
  }, 1_000);
  if (services.restored > 0) {
    child.tell({ kind: "event", text: `${services.restored} messages were still in the queues` });
  }
  return async () => {
    clearInterval(statusTimer);
    for (const pool of pools) pool.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
}

function createFunctions(child: Child, services: RegionServices): SandboxPool[] {
  const { deployment, region } = child;
  const declared = deployment.topology.regions[region]?.functions ?? [];
  return declared.map((one) => {
    const pool = new SandboxPool({
      file: deployment.bundles[one.name] ?? "",
      environment: environmentOf(child, one),
      timeoutMs: one.timeoutMs,
      memoryMb: one.memoryMb,
      routes: routesOf(deployment),
      awsPort: deployment.ports.regions[region]?.aws ?? 0,
      storesPort: deployment.ports.stores,
      clockSpeed: deployment.clockSpeed,
      clockStartMs: deployment.clockStartMs,
      onLine: (line) => hear(child, services, one, line),
    });
    services.lambda.createFunction(region, {
      name: one.name,
      timeoutMs: one.timeoutMs,
      memoryMb: one.memoryMb,
      roleArn: one.roleArn,
      ...(one.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrency: one.reservedConcurrency }),
      ...(one.async ? { async: one.async } : {}),
      run: (event, context) => pool.run(event, context),
    });
    return pool;
  });
}

/** The declared variables and what Lambda itself sets; nothing of this machine's own environment. */
function environmentOf({ deployment, region }: Child, one: DeclaredFunction) {
  const key = Object.entries(deployment.principals).find(([, arn]) => arn === one.roleArn)?.[0];
  return {
    ...one.environment,
    AWS_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: one.name,
    AWS_ACCESS_KEY_ID: key ?? "UNKNOWN",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** Metrics in a function's output become metrics; warnings and errors become events of the night. */
function hear(child: Child, services: RegionServices, one: DeclaredFunction, line: string): void {
  try {
    services.cloudwatch.ingestLogLine(child.region, line);
    const { level, message, error, why } = JSON.parse(line) as Record<string, string | undefined>;
    if (level !== "WARN" && level !== "ERROR") return;
    const details = [message, why, error].filter(Boolean).join(": ");
    child.tell({ kind: "event", text: `${one.entry}: ${details}` });
  } catch {
    child.tell({ kind: "event", text: `${one.entry} printed: ${line.slice(0, 300)}` });
  }
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

runChild(playRegion);
