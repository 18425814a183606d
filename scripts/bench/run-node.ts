import { type ChildProcess, execFile } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** Runs Node with these arguments in the repository; it ends with us. Answers what it printed. */
export async function runNode(
  args: readonly string[],
  seen: (child: ChildProcess) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: ROOT, encoding: "utf8", maxBuffer: MAX_OUTPUT_BYTES } as const;
    const child = execFile(process.execPath, [...args], options, (error, printed, complaint) => {
      process.removeListener("exit", end);
      if (error) reject(new Error(complaint.trim() || error.message));
      else resolve(printed);
    });
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    seen(child);
  });
}
