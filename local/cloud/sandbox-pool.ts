import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { InvocationContext } from "../engine/lambda/function-declaration";

/** How a sandbox of one function is set up. */
export interface SandboxSettings {
  /** The bundle on disk. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Names of the simulated internet and the local ports that answer to them. */
  readonly routes: Readonly<Record<string, number>>;
  /** Databases by `host:port`, and the local ports that they listen on. */
  readonly databases: Readonly<Record<string, number>>;
  /** The port that AWS names lead to, and the one for the names of the stores. */
  readonly awsPort: number;
  readonly storesPort: number;
  /** Virtual seconds per real second, and since when. */
  readonly clockSpeed: number;
  readonly clockStartMs: number;
  /** Every line that the function prints. */
  readonly onLine: (line: string) => void;
}

/** Beside the process that starts it, whether that runs from the sources or bundled. */
const SANDBOX = join(__dirname, "sandbox.js");

/**
 * Lambda keeps idle sandboxes for minutes, but its memory is not that of a laptop, where both regions
 * together have dozens of functions and most of them only answer a call that keeps them warm. A cold start
 * here is a fraction of one there.
 */
const IDLE_MS = 15_000;

interface Sandbox {
  readonly worker: Worker;
  settle: ((message: Answer) => void) | undefined;
  /** Ends it when nobody has needed it for a while. */
  idling: NodeJS.Timeout | undefined;
}

type Answer =
  | { readonly kind: "result"; readonly value: string }
  | { readonly kind: "failure"; readonly name: string; readonly message: string };

/** A function's failure, with the name it had inside the sandbox. */
class FunctionFailure extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The warm sandboxes of one function: taken for one event at a time, thrown away when they fail. */
export class SandboxPool {
  private readonly idle: Sandbox[] = [];
  private readonly all = new Set<Sandbox>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly idleMs = IDLE_MS,
  ) {}

  get size(): number {
    return this.all.size;
  }

  /** Runs one event; when the invocation is abandoned its sandbox is terminated in mid-flight. */
  run(event: unknown, context: InvocationContext): Promise<unknown> {
    const sandbox = this.take();
    const { requestId, functionName, functionArn, memoryMb } = context;
    const { timeoutMs } = this.settings;
    return new Promise((resolve, reject) => {
      sandbox.settle = (answer) => {
        sandbox.settle = undefined;
        this.putBack(sandbox);
        if (answer.kind === "result") resolve(JSON.parse(answer.value));
        else reject(new FunctionFailure(answer.name, answer.message));
      };
      context.whenAbandoned(() => {
        sandbox.settle = undefined;
        this.terminate(sandbox);
      });
      const invocation = { requestId, functionName, functionArn, memoryMb, timeoutMs };
      sandbox.worker.postMessage({ id: requestId, event, context: invocation });
    });
  }

  close(): void {
    for (const sandbox of this.all) this.terminate(sandbox);
  }

  /** The one used last comes first, so that what a burst has opened falls idle again. */
  private take(): Sandbox {
    const sandbox = this.idle.pop() ?? this.open();
    clearTimeout(sandbox.idling);
    return sandbox;
  }

  private putBack(sandbox: Sandbox): void {
    if (!this.all.has(sandbox)) return;
    this.idle.push(sandbox);
    sandbox.idling = setTimeout(() => this.terminate(sandbox), this.idleMs);
    sandbox.idling.unref();
  }

  private open(): Sandbox {
    const { environment, memoryMb, file, routes, awsPort, storesPort } = this.settings;
    const { databases, clockSpeed, clockStartMs } = this.settings;
    const worker = new Worker(SANDBOX, {
      workerData: { file, routes, databases, awsPort, storesPort, clockSpeed, clockStartMs },
      env: { ...environment },
      stdout: true,
      stderr: true,
      // Lambda's memory includes the runtime itself; a thread shares ours.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const sandbox: Sandbox = { worker, settle: undefined, idling: undefined };
    worker.on("message", (message: Answer) => sandbox.settle?.(message));
    const end = (why: string) => {
      this.terminate(sandbox);
      sandbox.settle?.({ kind: "failure", name: "Runtime.ExitError", message: why });
    };
    worker.on("error", (error) => end(String(error)));
    worker.on("exit", (code) => end(`the runtime ended with code ${code}`));
    this.readLines(worker.stdout);
    this.readLines(worker.stderr);
    this.all.add(sandbox);
    return sandbox;
  }

  private readLines(stream: NodeJS.ReadableStream): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") this.settings.onLine(line);
    });
  }

  private terminate(sandbox: Sandbox): void {
    this.all.delete(sandbox);
    clearTimeout(sandbox.idling);
    const at = this.idle.indexOf(sandbox);
    if (at >= 0) this.idle.splice(at, 1);
    void sandbox.worker.terminate();
  }
}
