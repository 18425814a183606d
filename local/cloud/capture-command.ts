import type { Captured } from "./capture-apart";
import { captureLocalProgram } from "./local-stack";

/** Reads the program with the given overrides and sends what it declares to the parent process. */
export async function main(overrides: readonly string[]): Promise<number> {
  const captured = await captureLocalProgram(overrides).then(
    (program): Captured => ({ program }),
    (error: Error): Captured => ({ problem: error.message }),
  );
  await new Promise((resolve) => process.send?.(captured, resolve));
  process.disconnect();
  return "program" in captured ? 0 : 1;
}
