import type { World } from "./world";

/**
 * What is on its way and nobody can see in the tables: people who have not asked yet or still wait,
 * calls to the processor that have not landed, hints that have not been read.
 */
export class UnderWay {
  private people = 0;
  private landsAtMs = 0;

  constructor(private readonly world: World) {}

  /** Somebody will ask for something after a while. */
  expect(afterMs: number, ask: () => Promise<void>): void {
    this.people += 1;
    this.world.timeline.after(afterMs, () => {
      void ask().then(() => {
        this.people -= 1;
      });
    });
  }

  /** A call to the processor lands at this time, whether or not its caller still waits. */
  lands(atMs: number): void {
    this.landsAtMs = Math.max(this.landsAtMs, atMs);
  }

  /** Whether every call to the processor that was ever made has landed. */
  get hasLanded(): boolean {
    return this.world.timeline.nowMs() > this.landsAtMs;
  }

  /** Whether nothing will happen any more because of something that has happened. */
  get isNothing(): boolean {
    return this.people === 0 && this.hasLanded && this.areHintsRead();
  }

  /** Hints that were received by somebody who died come back much later, and are only hints. */
  private areHintsRead(): boolean {
    const { hintQueues, sqs } = this.world;
    return hintQueues.every((arn) => {
      const depth = sqs.queueByArn(arn)?.depth();
      return !depth || (depth.visible === 0 && depth.delayed === 0);
    });
  }
}
