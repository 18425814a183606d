import { dirname, join, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { captureOf } from "./capture";
import { compilingOnce } from "./compiled-modules";
import { GraphMonitor, type Providers } from "./graph-monitor";
import { monitorHandlers } from "./monitor-handlers";
import { collectMessages } from "./program-messages";
import { awsProviders } from "./provider-state";
import type { Capture } from "./resource-node";
import { isolated } from "./runtime-store";
import { collectingErrors, declareAndSettle } from "./settle";
import { shortenStackTraces } from "./stack-traces";

/** One run of a program inside this process. */
export interface CaptureOptions {
  /** Absolute path of the program file, or a function that declares resources. */
  readonly program: string | (() => unknown);
  readonly project: string;
  readonly stack: string;
  /** Configuration as `namespace:key` to text; objects as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /** @default false: as `pulumi up`, so that every value is known */
  readonly preview?: boolean;
  readonly organization?: string;
  /** @default the stand-in for AWS */
  readonly providers?: Providers;
}

// Folders of the program itself. Bundlers and other tools keep their caches between captures.
const PROGRAM_FOLDERS = ["components", join("functions", "core")];

let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs a program against the in-process engine and returns everything it declared. Captures are
 * queued: two at once would share the module cache and the process's error handlers.
 */
export function captureProgram(options: CaptureOptions): Promise<Capture> {
  const capture = queue.then(() => run(options));
  const done = () => undefined;
  queue = capture.then(done, done);
  return capture;
}

async function run(options: CaptureOptions): Promise<Capture> {
  const identity = {
    project: options.project,
    stack: options.stack,
    ...(typeof options.program === "string" ? { folder: dirname(options.program) } : {}),
  };
  const preview = options.preview ?? false;
  const providers = options.providers ?? awsProviders({ identity, preview });
  const monitor = new GraphMonitor(identity, providers);
  const messages = collectMessages();
  const restoreStackTraces = shortenStackTraces(Boolean(process.env.DEBUG));
  try {
    const errors = await collectingErrors(() =>
      isolated(async () => {
        pulumi.runtime.setMockOptions(
          monitorHandlers(monitor),
          options.project,
          options.stack,
          preview,
          options.organization ?? "organization",
        );
        pulumi.runtime.setAllConfig({ ...options.config }, [...(options.secretKeys ?? [])]);
        await declareAndSettle(
          () => pulumi.runtime.runInPulumiStack(async () => started(options.program)),
          () => monitor.size,
        );
      }),
    );
    return captureOf(monitor, [...errors, ...messages.errors], messages.warnings);
  } finally {
    restoreStackTraces();
    messages.stop();
    monitor.close();
  }
}

function started(program: CaptureOptions["program"]): unknown {
  return typeof program === "function" ? program() : load(program);
}

/** Loads a program file afresh: modules of the program run their top-level code again. */
function load(file: string): unknown {
  const root = dirname(file);
  const own = PROGRAM_FOLDERS.map((folder) => join(root, folder) + sep);
  for (const path of Object.keys(require.cache)) {
    if (path === file || own.some((folder) => path.startsWith(folder))) delete require.cache[path];
  }
  try {
    return compilingOnce(() => require(file));
  } finally {
    // Node keeps every module we ever loaded as our child, and with it all resources of its run.
    module.children = module.children.filter(({ filename }) => filename !== file);
  }
}
