import { AwsError } from "../aws-error";
import type { StateError } from "./state-error";

/** A task that waits until somebody returns its token. */
export interface OpenTask {
  readonly token: string;
  readonly completed: Promise<unknown>;
  /** Called when a sign of life arrives. */
  onHeartbeat: () => void;
}

interface Entry extends OpenTask {
  succeed(output: unknown): void;
  fail(error: StateError): void;
}

/** The tokens of one region: which tasks wait, and which tokens have had their day. */
export class TaskTokens {
  private readonly open = new Map<string, Entry>();
  private readonly closed = new Set<string>();

  issue(token: string): OpenTask {
    let succeed: (output: unknown) => void = () => undefined;
    let fail: (error: StateError) => void = () => undefined;
    const completed = new Promise<unknown>((resolve, reject) => {
      succeed = resolve;
      fail = reject;
    });
    // The task may end for another reason while nobody listens for the token.
    completed.catch(() => undefined);
    const entry: Entry = { token, completed, onHeartbeat: () => undefined, succeed, fail };
    this.open.set(token, entry);
    return entry;
  }

  /** The task is over, however it ended: its token is worth nothing from now on. */
  close(token: string): void {
    if (this.open.delete(token)) this.closed.add(token);
  }

  succeed(token: string, output: unknown): void {
    const entry = this.find(token);
    this.close(token);
    entry.succeed(output);
  }

  fail(token: string, error: StateError): void {
    const entry = this.find(token);
    this.close(token);
    entry.fail(error);
  }

  heartbeat(token: string): void {
    this.find(token).onHeartbeat();
  }

  private find(token: string): Entry {
    const entry = this.open.get(token);
    if (entry) return entry;
    if (this.closed.has(token)) {
      throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  }
}
