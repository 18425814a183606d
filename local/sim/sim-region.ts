import { readEnvironment } from "../../functions/core/environment";
import { type ApiRequest, problemResponse } from "../../functions/core/http-api";
import type { BasePorts, Log } from "../../functions/core/ports";
import { errorName } from "../../functions/core/retry";
import { type QueueEvent, queueHandler } from "../../functions/runtime/queue-batch";
import type { InvocationContext } from "../engine/lambda/function-declaration";
import type { DeclaredFunction, RegionTopology } from "../topology/topology";
import { adaptersOf } from "./adapters";
import type { Work } from "./entry-points";
import { Invocation } from "./invocation";
import { previousSettings } from "./previous-release";
import type { World } from "./world";

/** A warm sandbox: its closures and caches live as long as it does, and die with a crash. */
interface Sandbox {
  readonly work: (event: never) => Promise<unknown>;
  invocation: Invocation;
}

/** The functions of one region, run by the emulated Lambda with the deployed wiring. */
export class SimRegion {
  private readonly idle = new Map<string, Sandbox[]>();
  private readonly runs = new Map<string, number>();
  private isOld: boolean;

  constructor(
    private readonly world: World,
    readonly topology: RegionTopology,
  ) {
    const { lambda, scenario, sqs, timeline } = world;
    const { region } = topology;
    this.isOld = world.placeOf(region) === "secondary" && scenario.upgradedAtMs > 0;
    if (this.isOld) timeline.after(scenario.upgradedAtMs, () => this.upgrade());
    for (const queue of topology.queues) sqs.createQueue(region, queue);
    for (const one of topology.functions) {
      const { reservedConcurrency, async } = one;
      lambda.createFunction(region, {
        name: one.name,
        timeoutMs: one.timeoutMs,
        memoryMb: one.memoryMb,
        ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
        ...(async ? { async } : {}),
        run: (event, context) => this.run(one, event, context),
      });
    }
    for (const source of topology.eventSources) {
      // Only the payments' own queue has anything in it while events are not followed further.
      const isFollowed = scenario.fanOut || source.functionName.includes("-process-");
      if (isFollowed) lambda.createEventSourceMapping(region, source);
    }
  }

  /** Everything that was warm is gone. */
  forgetSandboxes(): void {
    this.idle.clear();
  }

  private upgrade(): void {
    this.isOld = false;
    this.forgetSandboxes();
    this.world.history.note(`${this.topology.region} runs the current release`);
  }

  /** Runs a function as its runtime would: in a warm sandbox, until it ends, crashes or is cut off. */
  private run(
    declared: DeclaredFunction,
    event: unknown,
    context: InvocationContext,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { world } = this;
      const label = this.labelOf(declared, event);
      const invocation = new Invocation(
        this.topology.region,
        declared.entry,
        label,
        world.random.fork(label),
        () => reject(new Error("the runtime exited")),
      );
      context.whenAbandoned(() => invocation.kill());
      const warm = this.idle.get(declared.name)?.pop();
      const isOld = this.isOld;
      const start = (sandbox: Sandbox) => {
        sandbox.invocation = invocation;
        const settle = (deliver: () => void) => {
          if (!invocation.alive) return;
          if (isOld === this.isOld) this.giveBack(declared.name, sandbox);
          deliver();
        };
        sandbox.work(event as never).then(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      };
      if (warm) start(warm);
      else {
        const coldMs = world.scenario.kind === "clean-loss" ? 300 : coldStartMs(invocation);
        world.timeline.after(coldMs, () => {
          if (invocation.alive) start(this.build(declared, invocation));
        });
      }
    });
  }

  /** Named after what it works on, so that taking away one payment does not change the others' luck. */
  private labelOf(declared: DeclaredFunction, event: unknown): string {
    const { Records, label } = event as { Records?: { body?: string }[]; label?: string };
    const subject =
      label ??
      (Records
        ? Records.map(({ body }) => body ?? "").join("+")
        : String(Math.floor(this.world.elapsedMs() / 60_000)));
    const key = `${this.topology.region}/${declared.entry}/${subject}`;
    const run = (this.runs.get(key) ?? 0) + 1;
    this.runs.set(key, run);
    return `${key}/${run}`;
  }

  private giveBack(name: string, sandbox: Sandbox): void {
    const idle = this.idle.get(name);
    if (idle) idle.push(sandbox);
    else this.idle.set(name, [sandbox]);
  }

  private build(declared: DeclaredFunction, first: Invocation): Sandbox {
    const { code, previousCode } = this.world.options;
    const entry = (this.isOld ? previousCode : code).get(declared.entry);
    if (!entry) throw new Error(`the simulator has no entry point for ${declared.entry}`);
    const sandbox: Sandbox = { work: async () => undefined, invocation: first };
    const current = () => sandbox.invocation;
    const ports = this.portsOf(current);
    const settings = this.isOld ? previousSettings(declared.environment) : declared.environment;
    const environment = readEnvironment(declared.entry, settings);
    const adapters = adaptersOf(this.world, this.topology.region, current);
    const work = entry(environment, ports, adapters);
    return Object.assign(sandbox, { work: runnable(work, ports) });
  }

  private portsOf(current: () => Invocation): BasePorts {
    const { world } = this;
    const { timeline } = world;
    const { region } = this.topology;
    const skewMs = world.skewOf(region);
    return {
      region,
      clock: {
        nowMs: () => Math.floor(timeline.nowMs()) + skewMs,
        monoMs: () => world.elapsedMs() + BOOTED_MS - current().frozenMs,
        sleep: (ms, unless) =>
          new Promise((resolve) => {
            const invocation = current();
            const timer = timeline.after(ms, () => invocation.alive && resolve());
            if (!unless) return;
            const stop = () => timer.cancel();
            unless.then(stop, stop);
          }),
      },
      random: () => current().random.next(),
      log: this.logOf(current),
      metrics: SILENT,
    };
  }

  private logOf(current: () => Invocation): Log {
    const { history, options } = this.world;
    const keep = (message: string, details: object = {}) => {
      for (const value of Object.values(details)) {
        if (typeof value === "string") history.texts.push(value);
      }
      if (!options.tell) return;
      const { region, functionName } = current();
      history.tell(`${region} ${functionName}: ${message} ${Object.values(details).join(" ")}`);
    };
    return { info: keep, warn: keep, error: keep };
  }
}

/** Monotonic clocks count from whenever their machine was started, not from any date. */
const BOOTED_MS = 12_345;

const SILENT = { count: () => undefined, duration: () => undefined };

/** The first invocation of a sandbox waits for the runtime and the function's own code. */
function coldStartMs(invocation: Invocation): number {
  return 150 + invocation.random.next() * 900;
}

/** The parts of the deployed runtime that decide what becomes of an error. */
function runnable(work: Work, ports: BasePorts): (event: never) => Promise<unknown> {
  if (work.kind === "task") return work.run as (event: never) => Promise<unknown>;
  if (work.kind === "api") {
    return async (request: ApiRequest) => {
      try {
        return await work.run(request);
      } catch (error) {
        ports.log.error("request failed", { error: errorName(error) });
        return problemResponse(500, "internal", "An unexpected error happened.");
      }
    };
  }
  const handle = queueHandler(work.run, ports);
  return (event: QueueEvent) => handle(event);
}
