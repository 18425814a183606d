import type { Http, HttpResponse } from "../../functions/core/ports";
import { HEALTHY_TEXT } from "../../functions/core/vantage";
import type { Invocation } from "./invocation";
import type { Route } from "./passage";
import type { World } from "./world";

/** What a liar says of a region that is lost. */
const LIE: HttpResponse = { status: 200, headers: {}, body: `{${HEALTHY_TEXT}}` };

/** Requests to a region's public name: the probes of the failover. */
export function simHttp(world: World, region: string, current: () => Invocation): Http {
  const from = world.placeOf(region);
  const route: Route = { service: "https", usualMs: 0, deadlineMs: 0, reachable: () => true };
  return {
    async request({ url, timeoutMs }) {
      const invocation = current();
      const target = world.names.regionOf(new URL(url).host);
      const fate = world.fateOf(invocation, route, "GET");
      invocation.calls += 1;
      if (fate === "killed-before") invocation.kill();
      const request = world.healthRequest(`probe/${region}`);
      const answer = await world.frontDoor.request(target, request, timeoutMs, "health", from);
      if (fate === "killed-after") invocation.kill();
      if (!invocation.alive) return new Promise(() => undefined);
      const [about, well] = [world.placeOf(target), answer !== undefined && answer.status < 500];
      world.impairments.noteLook(from, about, well);
      const lies = target !== region && world.conditions.has("lying-vantage", from);
      if (lies) world.impairments.noteLie(from, about);
      const seen = lies ? lieAbout(answer) : fate === "reply-lost" ? undefined : answer;
      if (!seen) throw Object.assign(new Error("no answer"), { name: "Timeout" });
      return seen;
    },
  };
}

/** The opposite of the truth: a lost region looks well, and one that is well looks lost. */
function lieAbout(answer: HttpResponse | undefined): HttpResponse | undefined {
  return answer && answer.status < 500 ? undefined : LIE;
}
