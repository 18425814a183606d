import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Topology } from "../topology/topology";
import type { Ports } from "./deployment";

/** Where the ports begin unless somebody chooses otherwise. */
export const DEFAULT_BASE_PORT = 4500;

/** A fixed place for everything, so that yesterday's curl command still works today. */
export function portsFrom(base: number, topology: Topology): Ports {
  const { primary, secondary, vantage } = topology;
  const regions = [primary, secondary, ...(vantage ? [vantage] : [])].map(
    (region, index) => [region, { api: base + 1 + index, aws: base + 11 + index }] as const,
  );
  return {
    page: base,
    stores: base + 20,
    internet: base + 21,
    processor: base + 30,
    dns: base + 53,
    database: base + 22,
    postgres: Object.fromEntries(
      (topology.database?.clusters ?? []).map(({ region }, index) => [region, base + 40 + index]),
    ),
    regions: Object.fromEntries(regions),
  };
}

/** Says at once which ports somebody else has, and what to do about it. */
export async function requireFreePorts(ports: Ports): Promise<void> {
  const wanted = [
    ports.page,
    ports.stores,
    ports.internet,
    ports.processor,
    ports.dns,
    ...(Object.keys(ports.postgres).length > 0 ? [ports.database] : []),
    ...Object.values(ports.postgres),
    ...Object.values(ports.regions).flatMap(({ api, aws }) => [api, aws]),
  ];
  const taken: number[] = [];
  for (const port of wanted) if (!(await isFree(port))) taken.push(port);
  // Names are asked over UDP as well, and a name server of somebody else's may have that alone.
  if (!taken.includes(ports.dns) && !(await isFreeForDatagrams(ports.dns))) taken.push(ports.dns);
  if (taken.length === 0) return;
  throw new Error(
    `ports ${taken.join(", ")} are in use: stop what uses them (another npm start?), ` +
      "or choose others with --port NUMBER",
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function isFreeForDatagrams(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => socket.close(() => resolve(false)));
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(true)));
  });
}
