import type { Random } from "../engine/random";

/** One run of a function in the simulated cloud: it can die or freeze between any two steps. */
export class Invocation {
  private dead = false;
  /** A frozen machine's monotonic clock stands still while the world goes on. */
  frozenMs = 0;
  /** How many remote calls it has made. */
  calls = 0;

  constructor(
    readonly region: string,
    readonly functionName: string,
    /** Which run of this function it is; the same in every run of the scenario. */
    readonly label: string,
    readonly random: Random,
    private readonly onKilled: () => void,
  ) {}

  get alive(): boolean {
    return !this.dead;
  }

  /** From here on nothing it does counts, and nothing it waits for ever answers. */
  kill(): void {
    if (this.dead) return;
    this.dead = true;
    this.onKilled();
  }
}
