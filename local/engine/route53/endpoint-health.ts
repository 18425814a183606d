import type { Random } from "../random";
import type { Timeline } from "../timeline";
import { Checker } from "./checker";
import type { HealthCheckConfig, Observation, Probe } from "./health-check";

/** An endpoint is healthy while more than this part of its checkers find it so. */
const healthyShare = 0.18;

/** Where Route 53 looks from when the check does not say. */
const defaultRegions = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
];

/** How the emulated checkers behave where AWS does not promise anything exact. */
export interface CheckerOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly probe: Probe;
  /** Checkers in each location. */
  readonly checkersPerRegion: number;
  /** From the moment the checkers agree until DNS answers differently. */
  readonly aggregationDelayMs: number;
}

/** The health of one endpoint as all its checkers together see it. */
export class EndpointHealth {
  /** What DNS goes by: the checkers' judgement, a moment late. */
  healthy = true;
  private readonly checkers: readonly Checker[];

  constructor(
    id: string,
    config: HealthCheckConfig,
    private readonly options: CheckerOptions,
    private readonly onChange: () => void,
  ) {
    const regions = config.Regions ?? defaultRegions;
    const intervalMs = (config.RequestInterval ?? 30) * 1000;
    const { timeline, random, probe, checkersPerRegion } = options;
    this.checkers = regions.flatMap((region) =>
      Array.from({ length: checkersPerRegion }, (_, i) => {
        const checker = new Checker(id, region, config, timeline, probe, () => this.aggregate());
        // Nobody coordinates the checkers, so each has a phase of its own.
        checker.start(random.fork(`${id}/${region}/${i}`).int(intervalMs));
        return checker;
      }),
    );
  }

  get observations(): Observation[] {
    return this.checkers.flatMap((checker) => checker.observation ?? []);
  }

  stop(): void {
    for (const checker of this.checkers) checker.stop();
  }

  private aggregate(): void {
    const finding = this.checkers.filter((checker) => checker.healthy).length;
    const healthy = finding / this.checkers.length > healthyShare;
    this.options.timeline.after(this.options.aggregationDelayMs, () => {
      if (this.healthy === healthy) return;
      this.healthy = healthy;
      this.onChange();
    });
  }
}
