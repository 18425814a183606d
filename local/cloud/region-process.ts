import type { Server } from "node:http";
import { join } from "node:path";
import { Random } from "../engine/random";
import { wallTimeline } from "../engine/timeline";
import type { DeclaredApi } from "../topology/apis";
import { openAwsFront } from "./aws-front";
import { type Child, runChild } from "./child-channel";
import { deliverElsewhere, invokeElsewhere } from "./cross-region-delivery";
import { openFrontDoor } from "./front-door/front-door";
import { QueueJournal } from "./queue-journal";
import { type RegionServices, regionServices } from "./region-services";
import { hearRelayed } from "./relayed";
import { sandboxedFunctions } from "./sandboxed-functions";
import { tellingGuard } from "./telling-guard";

/** What other processes play, whatever the region. */
const STORES = new Set(["dynamodb", "s3", "ssm", "secretsmanager"]);
const OWN = new Set(["sqs", "sns", "lambda", "scheduler", "states", "monitoring", "cloudwatch"]);

/** One region's compute: killing this process is the disaster. */
async function playRegion(child: Child): Promise<() => Promise<void>> {
  const { deployment, region, network } = child;
  const { topology, ports } = deployment;
  const declared = topology.regions[region];
  const own = ports.regions[region];
  if (!declared || !own) throw new Error(`the program declares nothing in ${region}`);
  const functions = sandboxedFunctions(child);
  const { services, restored } = assemble(child, functions);
  child.onRelayed((message) => hearRelayed(message, topology.account, region, services));
  const front = openAwsFront({
    region,
    cloud: services.cloud,
    own: OWN,
    portOf: (service, target) => {
      if (STORES.has(service)) return ports.stores;
      if (service === "route53") return ports.internet;
      if (service === "rds") return topology.database && ports.database;
      return ports.regions[target]?.aws;
    },
    reachable: (target) => target === region || network.connected(region, target),
    principalOf: (key) => deployment.principals[key],
  });
  const servers: Server[] = [await listen(front, own.aws)];
  const counts = { requests: 0 };
  if (declared.api) {
    const door = openDoor(child, declared.api, services, () => {
      counts.requests += 1;
    });
    servers.push(await listen(door, own.api));
  }
  const statusTimer = setInterval(() => {
    const depths = Object.fromEntries(
      declared.queues.map(({ name }) => [name, services.sqs.depth(region, name)]),
    );
    child.tell({ kind: "status", status: { region, queues: depths, ...counts } });
  }, 1_000);
  if (restored > 0) {
    child.tell({ kind: "event", text: `${restored} messages were still in the queues` });
  }
  return async () => {
    clearInterval(statusTimer);
    functions.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
}

function assemble(
  child: Child,
  functions: ReturnType<typeof sandboxedFunctions>,
): { readonly services: RegionServices; readonly restored: number } {
  const { deployment, region, network } = child;
  const { topology, dataFolder } = deployment;
  let journal: QueueJournal | undefined;
  const services = regionServices({
    topology,
    region,
    timeline: wallTimeline,
    random: new Random(`local-${region}`),
    links: network,
    guard: tellingGuard(child),
    elsewhere: {
      deliver: (arn, message) => deliverElsewhere(deployment, arn, message),
      invoke: (arn, event) => invokeElsewhere(deployment, arn, event),
    },
    runner: functions.runner,
    queues: (sqs) => {
      journal = new QueueJournal(sqs, join(dataFolder, `queues-${region}.log`));
      return journal;
    },
    tell: (text) => child.tell({ kind: "event", text }),
  });
  return { services, restored: journal?.restore(region) ?? 0 };
}

function openDoor(
  child: Child,
  api: DeclaredApi,
  services: RegionServices,
  onPayment: () => void,
): Server {
  const { region, network } = child;
  return openFrontDoor(api, {
    invoke: async (arn, event, sourceArn) => {
      services.hands.mayInvoke("apigateway.amazonaws.com", arn, sourceArn);
      return services.lambda.invoke(region, arn, event);
    },
    reachable: () => network.connected("internet", region),
    observe: ({ resource, status, latencyMs }) => {
      const dimensions = { ApiName: api.name, Stage: api.stage };
      const record = (name: string, value: number, unit: string) =>
        services.cloudwatch.record(region, "AWS/ApiGateway", name, dimensions, value, unit);
      record("Count", 1, "Count");
      record("Latency", latencyMs, "Milliseconds");
      record("5XXError", status >= 500 ? 1 : 0, "Count");
      record("4XXError", status >= 400 && status < 500 ? 1 : 0, "Count");
      if (resource.startsWith("/validate") || resource === "/payments") onPayment();
    },
  });
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

runChild(playRegion);
