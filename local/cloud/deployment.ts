import type { PostgresBinaries } from "../postgres/postgres-binaries";
import type { Topology } from "../topology/topology";
import { PROCESSOR_HOST } from "./names";

/** Everything a process of the local cloud needs to know; written once, read by each at its start. */
export interface Deployment {
  readonly topology: Topology;
  /** Bundle of each function, by physical name. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly ports: Ports;
  /** Where queues, the processor's ledger and the databases keep what must outlive a process. */
  readonly dataFolder: string;
  /** Which role each access key signs for: a sandbox has its function's key and no other. */
  readonly principals: Readonly<Record<string, string>>;
  /** Virtual seconds per real second; 1 is real time. */
  readonly clockSpeed: number;
  /** Real time at which the clocks began to run at that speed: processes start one after the other. */
  readonly clockStartMs: number;
  /** What the databases run on, where one is declared. */
  readonly postgres?: PostgresBinaries;
}

/** The key of a function whose role nobody declares: known, and allowed nothing. */
export const UNDECLARED_ROLE_KEY = "AKIANOSUCHROLE";

/** Ports on loopback. */
export interface Ports {
  readonly page: number;
  readonly stores: number;
  readonly internet: number;
  readonly dns: number;
  readonly processor: number;
  /** The API of RDS, and in each region the database itself; only used where one is declared. */
  readonly database: number;
  readonly postgres: Readonly<Record<string, number>>;
  readonly regions: Readonly<Record<string, RegionPorts>>;
}

export interface RegionPorts {
  /** The front door of the region's API, where there is one. */
  readonly api: number;
  /** What clients set as AWS_ENDPOINT_URL. */
  readonly aws: number;
}

/** Names of the simulated internet and the ports that answer to them. */
export function routesOf({ topology, ports }: Deployment): Record<string, number> {
  const routes: Record<string, number> = { [PROCESSOR_HOST]: ports.processor };
  for (const [region, { api }] of Object.entries(topology.regions)) {
    const port = ports.regions[region]?.api;
    if (!api || port === undefined) continue;
    for (const name of [...api.hosts, ...api.targets]) routes[name] ??= port;
  }
  return routes;
}

/** Endpoints of the database's clusters, as `host:port`, and the ports that they listen on here. */
export function databaseRoutesOf({ topology, ports }: Deployment): Record<string, number> {
  const clusters = topology.database?.clusters ?? [];
  return Object.fromEntries(
    clusters.flatMap(({ region, endpoint, port }) => {
      const here = ports.postgres[region];
      return here === undefined ? [] : [[`${endpoint}:${port}`, here]];
    }),
  );
}

/** Deterministic access keys, one per role, so that a call tells which function made it. */
export function principalsOf(topology: Topology): Record<string, string> {
  const roles = Object.keys(topology.roles).sort();
  return {
    ...Object.fromEntries(roles.map((arn, index) => [accessKey(index), arn])),
    [UNDECLARED_ROLE_KEY]: "arn:aws:iam::000000000000:role/nobody-declares-it",
  };
}

function accessKey(index: number): string {
  return `AKIALOCAL${String(index).padStart(11, "0")}`;
}
