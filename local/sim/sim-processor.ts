import type { ChargeAnswer, Processor } from "../../functions/core/processor";
import { errorName, failureOf } from "../../functions/core/retry";
import type { Invocation } from "./invocation";
import { pass, type Route } from "./passage";
import type { World } from "./world";

/** How long before the end of its promise a slow call may still land. */
const LATEST_SLACK_MS = 1_000;

/** The processor's adapter: deadlines, and what a failure proves. */
export function simProcessor(world: World, region: string, current: () => Invocation): Processor {
  const place = world.placeOf(region);
  const { conditions, history, stack } = world;
  const { timeoutMs, maxInFlightMs } = stack.processor;
  const usual: Route = {
    service: "processor",
    usualMs: 80,
    deadlineMs: timeoutMs,
    latestMs: maxInFlightMs - LATEST_SLACK_MS,
    onWay: (arrivesAtMs) => world.underWay.lands(arrivesAtMs),
    reachable: () => conditions.connected(place, "processor"),
  };
  const routeFor = (invocation: Invocation): Route => {
    const { random } = invocation;
    const slow = conditions.has("processor-slow", "processor") && random.chance(0.7);
    if (!slow) return usual;
    return { ...usual, usualMs: random.between(4_000, maxInFlightMs) };
  };
  return {
    async charge(order): Promise<ChargeAnswer> {
      const invocation = current();
      history.calls.push({ key: order.key, region, atMs: world.elapsedMs() });
      if (conditions.has("processor-busy", "processor")) return { kind: "refused", reason: "busy" };
      if (conditions.has("processor-down", "processor")) {
        await world.pause(50);
        const known = invocation.random.chance(0.5);
        return { kind: known ? "refused" : "unknown", reason: "down" };
      }
      try {
        const answer = await pass(world, invocation, routeFor(invocation), "charge", () => {
          const charged = world.processor.charge(order);
          history.note(`processor ${charged.kind} ${order.key} from ${region}`);
          return charged;
        });
        return answer;
      } catch (error) {
        const surely = failureOf(error) === "refused";
        return { kind: surely ? "refused" : "unknown", reason: errorName(error) };
      }
    },
    async lookup(key) {
      try {
        return await pass(world, current(), usual, "lookup", () => world.processor.lookup(key));
      } catch (error) {
        return { kind: "unknown", reason: errorName(error) };
      }
    },
  };
}
