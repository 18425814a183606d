import { fork } from "node:child_process";
import { join } from "node:path";
import type { LocalProgram } from "./local-stack";

const RUN = join(__dirname, "../../scripts/run.js");

/** What the process that reads the program tells the one that asked for it. */
export type Captured =
  | { readonly program: LocalProgram }
  /** For people: every problem with its remedy. */
  | { readonly problem: string };

/**
 * Reads the program in a process of its own: Pulumi's libraries need hundreds of megabytes, and whoever runs
 * a cloud afterwards would hold them until its end.
 */
export function captureApart(overrides: readonly string[]): Promise<LocalProgram> {
  const child = fork(RUN, ["local/cloud/capture-command", ...overrides], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (captured: Captured) => {
      if ("program" in captured) resolve(captured.program);
      else reject(new Error(captured.problem));
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      reject(new Error(`the program was not read to its end: ${signal ?? `exit code ${code}`}`));
    });
  });
}
