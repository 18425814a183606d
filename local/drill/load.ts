import { type ChildProcess, fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import type { FromChild, ToChild } from "../cloud/child-channel";
import type { Supervisor } from "../cloud/supervisor";
import type { LoadSettings, LoadStatus } from "./load-settings";

export interface LoadOrder {
  readonly supervisor: Supervisor;
  readonly settings: LoadSettings;
  readonly onStatus: (status: LoadStatus) => void;
}

export interface RunningLoad {
  /** No new payments; resolves when every client has its answer or has given up, at once if need be. */
  stop(atOnce: boolean): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
/** Clients try for at most half a minute of the drill's clock after the end. */
const GONE_WITHIN_MS = 60_000;

/** Starts the clients in a process of their own. */
export async function startLoad(order: LoadOrder): Promise<RunningLoad> {
  const { supervisor, settings, onStatus } = order;
  const folder = dirname(supervisor.deploymentFile);
  const program = await buildLoadProcess(folder);
  writeFileSync(settings.log, "");
  const settingsFile = join(folder, "load.json");
  writeFileSync(settingsFile, JSON.stringify(settings));
  const child = fork(program, [supervisor.deploymentFile, "", settingsFile], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await ready(child, onStatus);
  return {
    async stop(atOnce) {
      const message: ToChild = { kind: "stop" };
      if (child.connected) child.send(message, () => undefined);
      const patience = setTimeout(() => child.kill("SIGKILL"), atOnce ? 0 : GONE_WITHIN_MS);
      await gone;
      clearTimeout(patience);
    },
  };
}

function ready(child: ChildProcess, onStatus: LoadOrder["onStatus"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error("the clients did not start in time")),
      READY_WITHIN_MS,
    );
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`the process of the clients ended with ${code}`));
    });
    child.on("message", (message: FromChild) => {
      if (message.kind === "status") onStatus(message.status as LoadStatus);
      if (message.kind !== "ready") return;
      clearTimeout(late);
      resolve();
    });
  });
}

async function buildLoadProcess(folder: string): Promise<string> {
  const outfile = join(folder, "processes", "load-process.js");
  await build({
    entryPoints: [join(__dirname, "load-process.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  return outfile;
}
