import { readFileSync } from "node:fs";
import type { Deployment } from "./deployment";
import { useFastClock } from "./fast-clock";
import { Network, type NetworkState } from "./network-state";
import type { Relayed } from "./relayed";

/** What the supervisor says to a process. */
export type ToChild =
  | { readonly kind: "network"; readonly state: NetworkState }
  | { readonly kind: "relayed"; readonly message: Relayed }
  | { readonly kind: "stop" };

/** What a process says to the supervisor. */
export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "event"; readonly text: string; readonly data?: unknown }
  | { readonly kind: "status"; readonly status: unknown }
  /** For the process of a region; lost when that is gone, like the region itself. */
  | { readonly kind: "relay"; readonly region: string; readonly message: Relayed };

/** A process of the local cloud as it sees itself. */
export interface Child {
  readonly deployment: Deployment;
  /** The region it plays, for region processes. */
  readonly region: string;
  readonly network: Network;
  tell(message: FromChild): void;
  onNetwork(run: () => void): void;
  /** What other processes have to tell this one. */
  onRelayed(run: (message: Relayed) => void): void;
}

/**
 * Starts a process of the local cloud: reads the deployment, listens to the supervisor, and ends when
 * the supervisor says so or is gone, so that no process is ever left behind.
 */
export function runChild(work: (child: Child) => Promise<() => Promise<void>>): void {
  const [file = "", region = ""] = process.argv.slice(2);
  const deployment = JSON.parse(readFileSync(file, "utf8")) as Deployment;
  useFastClock(deployment);
  const network = new Network();
  const listeners: (() => void)[] = [];
  const hearers: ((message: Relayed) => void)[] = [];
  const child: Child = {
    deployment,
    region,
    network,
    tell: (message) => {
      process.send?.(message);
    },
    onNetwork: (run) => {
      listeners.push(run);
    },
    onRelayed: (run) => {
      hearers.push(run);
    },
  };
  let stop: (() => Promise<void>) | undefined;
  const end = () => {
    const ended = stop ? stop() : Promise.resolve();
    void ended.finally(() => process.exit(0));
  };
  process.on("message", (message: ToChild) => {
    if (message.kind === "stop") return end();
    if (message.kind === "relayed") {
      for (const hear of hearers) hear(message.message);
      return undefined;
    }
    network.state = message.state;
    for (const listener of listeners) listener();
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole group; the supervisor decides in which order everything ends.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", end);
  work(child).then(
    (stopper) => {
      stop = stopper;
      child.tell({ kind: "ready" });
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
}
