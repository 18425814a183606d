import type { NetworkState } from "../cloud/network-state";
import { ActionRefused } from "./action-refused";
import type { PageFacts } from "./page-facts";
import type { PageWorld } from "./page-world";

const LAG_MS_MAX = 60_000;

/** Breaks the local world and repairs it, saying so in the log of the night. */
export class Disasters {
  /** Regions whose machines are being started. */
  readonly starting = new Set<string>();

  constructor(
    private readonly world: PageWorld,
    private readonly facts: PageFacts,
  ) {}

  kill(region: string): string {
    if (this.world.network.dark.includes(region))
      throw new ActionRefused(`${region} is dark already`);
    this.world.killRegion(region);
    return `${region} was killed`;
  }

  async revive(region: string): Promise<string> {
    const { world, starting } = this;
    if (!world.network.dark.includes(region)) throw new ActionRefused(`${region} is not dark`);
    if (starting.has(region)) throw new ActionRefused(`${region} is being started already`);
    if (world.isRunning(region))
      throw new ActionRefused(`${region} is still going down; try again`);
    starting.add(region);
    try {
      await world.reviveRegion(region);
    } finally {
      starting.delete(region);
    }
    return `${region} is back`;
  }

  /** Its machines run and reach the card processor; nobody else reaches them, nor they anybody. */
  partition(region: string): string {
    if (this.isCutOff(region)) throw new ActionRefused(`${region} is cut off already`);
    const others = this.facts.places.filter((place) => place !== region);
    const cuts = others.flatMap((place): NetworkState["cuts"] => [
      [region, place],
      [place, region],
    ]);
    this.world.change({ cuts: [...this.world.network.cuts, ...cuts] });
    this.say("disaster", region, `${region} is cut off from everybody`);
    return `${region} is cut off`;
  }

  isCutOff(region: string): boolean {
    return this.world.network.cuts.some((cut) => cut[0] === region && cut[1] === "internet");
  }

  blackholeStore(region: string, on: boolean): string {
    const storeDark = toggled(this.world.network.storeDark, region, on);
    this.world.change({ storeDark });
    const what = on ? "swallows every call" : "answers again";
    this.say(on ? "disaster" : "repair", region, `the store of ${region} ${what}`);
    return `The store of ${region} ${what}`;
  }

  lie(region: string, on: boolean): string {
    this.world.change({ lying: toggled(this.world.network.lying, region, on) });
    const what = on ? "call it broken, whatever it answers" : "tell the truth again";
    this.say(on ? "disaster" : "repair", region, `health checks of ${region} ${what}`);
    return `Health checks of ${region} ${what}`;
  }

  lag(lagMs: number): string {
    if (!Number.isInteger(lagMs) || lagMs < 0 || lagMs > LAG_MS_MAX) {
      throw new ActionRefused(`lagMs is a whole number up to ${LAG_MS_MAX}`, 400);
    }
    this.world.change({ lagMs });
    this.say("disaster", "network", `replication now takes ${lagMs} ms`);
    return `Replication takes ${lagMs} ms`;
  }

  /** Repairs the network of one region, or everything but the machines that are gone. */
  heal(region?: string): string {
    const { cuts, storeDark, lying } = this.world.network;
    const broken = (names: readonly string[]) =>
      region === undefined ? [] : names.filter((name) => name !== region);
    this.world.change({
      cuts: region === undefined ? [] : cuts.filter((cut) => !cut.includes(region)),
      storeDark: broken(storeDark),
      lying: broken(lying),
    });
    const what = region === undefined ? "everything" : region;
    this.say("repair", region ?? "network", `the network of ${what} is repaired`);
    return `The network of ${what} is repaired`;
  }

  private say(kind: "disaster" | "repair", source: string, text: string): void {
    this.world.tell(source, text, { kind });
  }
}

function toggled(names: readonly string[], name: string, on: boolean): readonly string[] {
  const others = names.filter((one) => one !== name);
  return on ? [...others, name] : others;
}
