import type { FunctionName } from "../../functions/core/function-catalogue";
import type { DeclaredSchedule, RegionTopology } from "../topology/topology";
import type { World } from "./world";

/** What Scheduler sends to keep a sandbox warm; the runtime answers it, no handler ever sees it. */
const WARM_UP = "warmUp";

/** Starts the declared schedules of all regions, each at a phase of its own. */
export function startSchedules(world: World): void {
  for (const region of Object.values(world.topology.regions)) {
    for (const schedule of region.schedules) {
      if (!schedule.input?.includes(WARM_UP)) start(world, region, schedule);
    }
  }
}

function start(world: World, { region, functions }: RegionTopology, schedule: DeclaredSchedule) {
  const { name, expression, targetArn, input } = schedule;
  const target = functions.find(({ arn }) => targetArn === arn || targetArn.startsWith(`${arn}:`));
  if (!target) throw new Error(`schedule ${name} invokes nothing that is declared`);
  const everyMs = periodMs(expression);
  const place = world.placeOf(region);
  const fire = () => {
    world.timeline.after(everyMs, fire);
    if (isSilenced(world, target.entry, place)) return;
    try {
      world.lambda.invokeEvent(targetArn, JSON.parse(input ?? "{}"));
    } catch {
      // The region is dark, and its scheduler with it.
    }
  };
  world.timeline.after(everyMs * world.random.fork(`schedule/${name}`).next(), fire);
}

function isSilenced(world: World, entry: FunctionName, place: ReturnType<World["placeOf"]>) {
  return entry === "detect" && world.conditions.has("detect-silent", place);
}

function periodMs(expression: string): number {
  const match = /^rate\((\d+) minutes?\)$/.exec(expression);
  if (!match) throw new Error(`schedule ${expression} is not modelled in the simulator`);
  return Number(match[1]) * 60_000;
}
