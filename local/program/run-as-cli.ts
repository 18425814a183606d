import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { captureOf } from "./capture";
import { EngineLog } from "./engine-log";
import { GraphMonitor } from "./graph-monitor";
import { monitorHandlers } from "./monitor-handlers";
import { awsProviders } from "./provider-state";
import type { Capture } from "./resource-node";
import type { StackSettings } from "./stack-settings";

/** A capture through the SDK's own runner, with how that process ended. */
export interface CliRun {
  readonly capture: Capture;
  /** Exit code of the runner; zero only when the program ran to its end. */
  readonly exitCode: number;
  /** What the program printed. */
  readonly printed: string;
}

// Bundles travel inside registrations; the SDK raises the limit of its own side to the same value.
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
const LOOPBACK = "127.0.0.1:0";

// The run is one burst: helper threads of the collector spend more than they save, and a young
// generation that is not too small keeps the SDK's many short-lived promises out of the old one.
const HEAP = ["--single-threaded-gc", "--max-semi-space-size=16", "--max-old-space-size=256"];

// The SDK takes stack traces for every promise, and says of every step that it takes it: more than
// half of the CPU time of a run. A program that fails in an unexpected place is run again with DEBUG=1.
const NO_STACKS = "--stack-trace-limit=0";

const QUICK = join(__dirname, "quick-typescript.js");

/**
 * Runs a stack as the Pulumi CLI's Node host does: the SDK's program runner in a process of its
 * own, speaking gRPC to an engine. The engine is ours, so nothing is created anywhere.
 */
export async function runAsCli(settings: StackSettings, preview: boolean): Promise<CliRun> {
  const identity = { project: settings.project, stack: settings.stack, folder: settings.folder };
  const monitor = new GraphMonitor(identity, awsProviders({ identity, preview }));
  const log = new EngineLog();
  const server = serve(monitor, log);
  try {
    const address = await listen(server);
    const { exitCode, printed } = await runChild(settings, address, preview);
    return { capture: captureOf(monitor, log.errors, log.warnings), exitCode, printed };
  } finally {
    server.forceShutdown();
    monitor.close();
  }
}

function serve(monitor: GraphMonitor, log: EngineLog): Server {
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  const handlers = Object.entries(monitorHandlers(monitor)).map(([name, handle]) => [
    name,
    (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) =>
      handle(call.request, (error, response) => answer(error, response)),
  ]);
  server.addService(ResourceMonitorService, Object.fromEntries(handlers));
  server.addService(EngineService, log.handlers());
  return server;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync(LOOPBACK, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(`127.0.0.1:${port}`),
    );
  });
}

async function runChild(
  settings: StackSettings,
  address: string,
  preview: boolean,
): Promise<{ exitCode: number; printed: string }> {
  const child = spawn(process.execPath, argumentsOf(settings, address, preview), {
    cwd: settings.folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentOf(settings),
  });
  const release = endWithUs(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      printed += text;
    });
  }
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    });
    return { exitCode, printed };
  } finally {
    release();
  }
}

function argumentsOf(settings: StackSettings, address: string, preview: boolean): string[] {
  return [
    ...HEAP,
    ...(process.env.DEBUG ? [] : [NO_STACKS, "--require", QUICK]),
    require.resolve("@pulumi/pulumi/cmd/run"),
    ...["--monitor", address, "--engine", address],
    ...["--project", settings.project, "--stack", settings.stack],
    ...["--organization", "organization", "--parallel", "16"],
    ...["--pwd", settings.folder, "--root-directory", settings.folder],
    ...(preview ? ["--dry-run"] : []),
    settings.main,
  ];
}

function environmentOf(settings: StackSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(settings.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(settings.secretKeys),
    // The SDK would load the TypeScript compiler, which takes longer than the rest of a small program.
    PULUMI_NODEJS_TYPESCRIPT: String(Boolean(process.env.DEBUG)),
    PULUMI_NODEJS_TSCONFIG_PATH: settings.tsconfig,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** The runner must not outlive us, whether we are interrupted, terminated or simply exit. */
function endWithUs(child: ChildProcess): () => void {
  const end = () => {
    child.kill("SIGKILL");
  };
  const endAndLeave = (signal: NodeJS.Signals) => {
    end();
    // With our handler gone the signal does what it does by default, exit status included.
    release();
    process.kill(process.pid, signal);
  };
  const release = () => {
    process.removeListener("exit", end);
    process.removeListener("SIGINT", endAndLeave);
    process.removeListener("SIGTERM", endAndLeave);
  };
  process.once("exit", end);
  process.once("SIGINT", endAndLeave);
  process.once("SIGTERM", endAndLeave);
  return release;
}
