import { detectStateFrom } from "../../functions/core/detect-state";
import { encodeTick } from "../../functions/core/detection-history";
import { detect } from "../../functions/detect";
import { FailoverWorld, type FailoverWorldOptions, PRIMARY, SECONDARY } from "./failover-world";

/** Both regions run their detector once a minute, as the schedule does, for as long as is asked. */
export async function run(world: FailoverWorld, minutes: number): Promise<void> {
  const everyMinute = async (region: string) => {
    const handle = detect(world.ports(region));
    for (let minute = 0; minute < minutes; minute++) {
      const beganMs = world.clock.monoMs();
      if (!world.dark.has(region)) await handle({});
      await world.clock.sleep(Math.max(0, beganMs + 60_000 - world.clock.monoMs()));
    }
  };
  await world.finish(Promise.all([PRIMARY, SECONDARY].map(everyMinute)));
}

/** The ticks that a region's detector has saved, without their times. */
export function seen(world: FailoverWorld, region = SECONDARY): string[] {
  const { ticks } = detectStateFrom(world.controlItem(`detect#${region}`));
  return ticks.map((tick) => encodeTick(tick).slice(14));
}

/** A minute of peace, then a minute without the primary. */
export async function lostAfterAMinute(options: FailoverWorldOptions = {}): Promise<FailoverWorld> {
  const world = new FailoverWorld(options);
  await run(world, 1);
  world.setDark(PRIMARY);
  await run(world, 1);
  return world;
}
