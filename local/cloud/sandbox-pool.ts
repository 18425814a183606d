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

interface Sandbox {
  readonly worker: Worker;
  settle: ((message: Answer) => void) | undefined;
}

type Answer =
  | { readonly kind: "ready" }
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

  constructor(private readonly settings: SandboxSettings) {}

  get size(): number {
    return this.all.size;
  }

  /** Runs one event; when the invocation is abandoned its sandbox is terminated in mid-flight. */
  run(event: unknown, context: InvocationContext): Promise<unknown> {
    const sandbox = this.idle.pop() ?? this.open();
    const { requestId, functionName, functionArn, memoryMb } = context;
    return new Promise((resolve, reject) => {
      const finish = (deliver: () => void) => {
        sandbox.settle = undefined;
        deliver();
      };
      sandbox.settle = (answer) => {
        if (answer.kind === "ready") return;
        if (this.all.has(sandbox)) this.idle.push(sandbox);
        if (answer.kind === "result") finish(() => resolve(JSON.parse(answer.value)));
        else finish(() => reject(new FunctionFailure(answer.name, answer.message)));
      };
      context.whenAbandoned(() => this.terminate(sandbox));
      sandbox.worker.once("error", (error) => {
        this.terminate(sandbox);
        finish(() => reject(new FunctionFailure("Runtime.ExitError", String(error))));
      });
      const { timeoutMs } = this.settings;
      const invocation = { requestId, functionName, functionArn, memoryMb, timeoutMs };
      sandbox.worker.postMessage({ id: requestId, event, context: invocation });
    });
  }

  /** Starts a sandbox ahead of the first event. */
  warm(): void {
    if (this.all.size === 0) this.idle.push(this.open());
  }

  close(): void {
    for (const sandbox of this.all) this.terminate(sandbox);
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
    const sandbox: Sandbox = { worker, settle: undefined };
    worker.setMaxListeners(0);
    worker.on("message", (message: Answer) => sandbox.settle?.(message));
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
    const at = this.idle.indexOf(sandbox);
    if (at >= 0) this.idle.splice(at, 1);
    void sandbox.worker.terminate();
  }
}
