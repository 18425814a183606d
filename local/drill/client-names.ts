import type { Deployment } from "../cloud/deployment";

/** The names that clients know, and the region behind each. */
export function namesOf({ topology }: Pick<Deployment, "topology">) {
  const shared = topology.dns.records.find(
    ({ failover, weight }) => failover !== undefined || weight !== undefined,
  );
  if (!shared) throw new Error("the program declares no shared name");
  const regions = Object.values(topology.regions).filter(({ api }) => api !== undefined);
  const regionOf = (target: string) =>
    regions.find(({ api }) => api && [...api.hosts, ...api.targets].includes(target))?.region;
  const regionNames = Object.fromEntries(
    regions.map(({ region, api }) => {
      const own = api?.hosts.find((host) => host !== shared.name);
      if (own === undefined) throw new Error(`${region} has no name of its own`);
      return [region, own];
    }),
  );
  return { sharedName: shared.name, regionNames, regionOf };
}
