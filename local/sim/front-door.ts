import type { FunctionName } from "../../functions/core/function-catalogue";
import type { ApiRequest, ApiResponse } from "../../functions/core/http-api";
import type { Place } from "./scenario";
import type { World } from "./world";

/** A request with a name of its own, from which the luck of its invocation is drawn. */
export type LabelledRequest = ApiRequest & { readonly label: string };

/** The regions' APIs as the internet reaches them. */
export class FrontDoor {
  constructor(private readonly world: World) {}

  /** Undefined when nothing comes back in time, or nothing that the platform's failure would not be. */
  request(
    region: string,
    request: LabelledRequest,
    timeoutMs: number,
    entry: FunctionName,
    from: Place = "internet",
  ): Promise<ApiResponse | undefined> {
    const { world } = this;
    const { conditions, timeline } = world;
    const place = world.placeOf(region);
    return new Promise((resolve) => {
      if (!conditions.connected(from, place)) {
        timeline.after(timeoutMs, () => resolve(undefined));
        return;
      }
      const { name } = world.functionOf(region, entry);
      const timer = timeline.after(timeoutMs, () => resolve(undefined));
      try {
        void world.lambda.invoke(region, name, request).then((outcome) => {
          if (!conditions.connected(from, place)) return;
          timer.cancel();
          resolve(outcome.ok ? (outcome.value as ApiResponse) : undefined);
        });
      } catch {
        // Throttled or dark: the client sees an error of the platform and tries again.
        timer.cancel();
        resolve(undefined);
      }
    });
  }
}
