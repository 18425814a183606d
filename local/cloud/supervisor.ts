import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { findPostgres } from "../postgres/postgres-binaries";
import type { DeclaredFunction, Topology } from "../topology/topology";
import type { FromChild, ToChild } from "./child-channel";
import { installCode } from "./deployed-code";
import { type Deployment, type Ports, principalsOf } from "./deployment";
import { fastNowMs } from "./fast-clock";
import { type NetworkState, WHOLE } from "./network-state";
import { portsFrom, requireFreePorts } from "./ports";
import { runInvocations } from "./run-invocations";

/** What happened, as the page, the terminal and the drill's report tell it. */
export interface NightEvent {
  readonly atMs: number;
  readonly source: string;
  readonly text: string;
  readonly data?: unknown;
}

export interface SupervisorOptions {
  readonly topology: Topology;
  readonly folder: string;
  readonly basePort: number;
  readonly clockSpeed?: number;
}

interface Running {
  readonly process: ChildProcess;
  readonly role: string;
  readonly region: string;
}

const PROCESSES = ["stores", "internet", "processor", "database", "region"] as const;
const READY_WITHIN_MS = 30_000;

/** What somebody who runs a cloud can hear of it. */
export interface CloudEvents {
  event: [NightEvent];
  /** What a process says of itself, and which one it is. */
  status: [source: string, status: unknown];
  /** Something died that no disaster kills: nothing that is measured from here on would be true. */
  broken: [why: string];
}

/** Starts, breaks, repairs and stops the processes of the local cloud. */
export class Supervisor extends EventEmitter<CloudEvents> {
  readonly deployment: Deployment;
  network: NetworkState = WHOLE;
  private readonly running = new Map<string, Running>();
  private readonly programs: string;
  private stopping = false;

  private constructor(
    private readonly options: SupervisorOptions,
    bundles: Record<string, string>,
    readonly ports: Ports,
  ) {
    super();
    const { topology, folder, clockSpeed = 1 } = options;
    this.programs = join(folder, "processes");
    this.deployment = {
      topology,
      bundles,
      ports,
      dataFolder: join(folder, "data"),
      principals: principalsOf(topology),
      clockSpeed,
      clockStartMs: Date.now(),
      ...(topology.database ? { postgres: findPostgres() } : {}),
    };
  }

  /** Installs the bundles, starts every process and resolves when all of them answer. */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const { topology, folder, basePort } = options;
    const ports = portsFrom(basePort, topology);
    await requireFreePorts(ports);
    rmSync(join(folder, "data"), { recursive: true, force: true });
    mkdirSync(join(folder, "data"), { recursive: true });
    const [bundles] = await Promise.all([
      installAll(topology, join(folder, "functions")),
      buildProcesses(join(folder, "processes")),
    ]);
    const supervisor = new Supervisor(options, bundles, ports);
    writeFileSync(supervisor.deploymentFile, JSON.stringify(supervisor.deployment));
    try {
      await supervisor.launch("stores");
      await Promise.all([
        supervisor.launch("internet"),
        supervisor.launch("processor"),
        ...(topology.database ? [supervisor.launch("database")] : []),
        ...Object.keys(topology.regions).map((region) => supervisor.launch("region", region)),
      ]);
      await runInvocations(topology.invocations, (region) => ports.regions[region]?.aws ?? 0);
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    return supervisor;
  }

  /** SIGKILL: the region's machines are gone, with everything that was not on disk. */
  killRegion(region: string): void {
    this.running.get(`region ${region}`)?.process.kill("SIGKILL");
    this.change({ dark: [...new Set([...this.network.dark, region])] });
    this.tell(region, `${region} goes dark`);
  }

  /** The machines are back, with their old queues and their old belief. */
  async reviveRegion(region: string): Promise<void> {
    this.change({ dark: this.network.dark.filter((one) => one !== region) });
    if (!this.running.has(`region ${region}`)) await this.launch("region", region);
    this.tell(region, `${region} recovers`);
  }

  /** Changes what is broken and tells every process. */
  change(change: Partial<NetworkState>): void {
    this.network = { ...this.network, ...change };
    for (const { process } of this.running.values()) {
      send(process, { kind: "network", state: this.network });
    }
  }

  tell(source: string, text: string, data?: unknown): void {
    this.emit("event", {
      atMs: fastNowMs(this.deployment),
      source,
      text,
      ...(data === undefined ? {} : { data }),
    });
  }

  isRunning(region: string): boolean {
    return this.running.has(`region ${region}`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(
      [...this.running.values()].map(
        ({ process }) =>
          new Promise<void>((resolve) => {
            const patience = setTimeout(() => process.kill("SIGKILL"), 3_000);
            process.once("exit", () => {
              clearTimeout(patience);
              resolve();
            });
            send(process, { kind: "stop" });
          }),
      ),
    );
  }

  /** What every process reads at its start. */
  get deploymentFile(): string {
    return join(this.options.folder, "deployment.json");
  }

  private relay({ region, message }: Extract<FromChild, { kind: "relay" }>): void {
    const target = this.running.get(`region ${region}`);
    if (target) send(target.process, { kind: "relayed", message });
  }

  private launch(role: (typeof PROCESSES)[number], region = ""): Promise<void> {
    const name = region ? `${role} ${region}` : role;
    const child = fork(join(this.programs, `${role}-process.js`), [this.deploymentFile, region], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.running.set(name, { process: child, role, region });
    child.on("exit", (code, signal) => {
      if (this.running.get(name)?.process === child) this.running.delete(name);
      if (this.stopping) return;
      if (role !== "region") {
        this.emit("broken", `the process of ${name} ended with ${code ?? signal}: start again`);
        return;
      }
      if (this.network.dark.includes(region)) return;
      // Whoever killed it, by hand or by accident: to the rest of the world the region is gone.
      this.change({ dark: [...this.network.dark, region] });
      this.tell(region, `${region} goes dark`);
    });
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the process of ${name} did not start in time`)),
        READY_WITHIN_MS,
      );
      child.once("exit", (code) => {
        clearTimeout(late);
        reject(new Error(`the process of ${name} ended with ${code} before it was ready`));
      });
      child.on("message", (message: FromChild) => {
        if (message.kind === "event") this.tell(region || role, message.text, message.data);
        if (message.kind === "status") this.emit("status", region || role, message.status);
        if (message.kind === "relay") this.relay(message);
        if (message.kind !== "ready") return;
        clearTimeout(late);
        send(child, { kind: "network", state: this.network });
        resolve();
      });
    });
  }
}

/** A process that has just died cannot be told anything any more. */
function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

async function installAll(topology: Topology, folder: string): Promise<Record<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  const functions = Object.values(topology.regions).flatMap((region) => region.functions);
  const installed = await Promise.all(
    functions.map(
      async (one: DeclaredFunction) => [one.name, await installCode(one, folder)] as const,
    ),
  );
  return Object.fromEntries(installed);
}

/** The processes as single files: they start in a tenth of the time that compiling would take. */
async function buildProcesses(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: PROCESSES.map((name) => join(__dirname, `${name}-process.ts`)),
    outdir: folder,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
    external: ["pg-native"],
  });
  copyFileSync(join(__dirname, "sandbox.js"), join(folder, "sandbox.js"));
}
