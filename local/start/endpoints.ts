import type { Supervisor } from "../cloud/supervisor";

/** What outside tools rely on; written to `.local/endpoints.json`. */
export interface Endpoints {
  readonly primary: RegionEndpoints;
  readonly secondary: RegionEndpoints;
  readonly dns: { readonly host: string; readonly port: number; readonly name: string };
  readonly page: string;
}

interface RegionEndpoints {
  readonly region: string;
  readonly api: string;
  /** What the AWS CLI and the SDKs take as AWS_ENDPOINT_URL. */
  readonly aws: string;
}

/** Where everything of a running cloud listens. */
export function endpointsOf({ deployment, ports }: Pick<Supervisor, "deployment" | "ports">) {
  const { topology } = deployment;
  const endpointOf = (region: string): RegionEndpoints => ({
    region,
    api: `http://127.0.0.1:${ports.regions[region]?.api}`,
    aws: `http://127.0.0.1:${ports.regions[region]?.aws}`,
  });
  const shared = topology.dns.records.find(({ failover, weight }) => failover ?? weight);
  const endpoints: Endpoints = {
    primary: endpointOf(topology.primary),
    secondary: endpointOf(topology.secondary),
    dns: { host: "127.0.0.1", port: ports.dns, name: shared?.name ?? "" },
    page: `http://127.0.0.1:${ports.page}`,
  };
  return endpoints;
}
