import type { Remote } from "../../functions/core/ports";
import type { SimulatedAdapters } from "./entry-points";
import type { Invocation } from "./invocation";
import { pass, type Route } from "./passage";
import { simHttp } from "./sim-http";
import { simProcessor } from "./sim-processor";
import type { World } from "./world";

/** Usual durations and the adapters' own deadlines. */
const TIMING: Readonly<Record<string, Pick<Route, "usualMs" | "deadlineMs">>> = {
  dynamodb: { usualMs: 14, deadlineMs: 1_500 },
  sqs: { usualMs: 6, deadlineMs: 300 },
  sns: { usualMs: 12, deadlineMs: 1_000 },
  states: { usualMs: 20, deadlineMs: 2_000 },
  lambda: { usualMs: 30, deadlineMs: 3_000 },
};
const OTHER = { usualMs: 20, deadlineMs: 1_500 };

/** What the SDK's adapters become: the same command inputs, passed to the emulated services. */
export function adaptersOf(
  world: World,
  region: string,
  current: () => Invocation,
): SimulatedAdapters {
  return {
    remote: (service, target) => remoteOf(world, region, current, service, target ?? region),
    http: () => simHttp(world, region, current),
    processor: () => simProcessor(world, region, current),
  };
}

function remoteOf(
  world: World,
  region: string,
  current: () => Invocation,
  service: string,
  target: string,
): Remote {
  const place = world.placeOf(region);
  const there = world.placeOf(target);
  const { conditions } = world;
  const isStore = service === "dynamodb";
  const route: Route = {
    service,
    ...(TIMING[service] ?? OTHER),
    reachable: () =>
      !conditions.anyOpen ||
      (conditions.connected(place, there) && !(isStore && conditions.has("store-dark", place))),
  };
  return {
    send<Output>(operation: string, input: object): Promise<Output> {
      const members = input as Record<string, unknown>;
      return pass(world, current(), route, operation, () =>
        world.services.perform(target, service, operation, members),
      ) as Promise<Output>;
    },
  };
}
