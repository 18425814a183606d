import { writeFileSync } from "node:fs";
import { type MochaOptions, type Runner, reporters } from "mocha";

/** The spec reporter, which also leaves its counts where the test command can add them up. */
export default class SummaryReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const file = process.env.TEST_SUMMARY_FILE;
      if (!file) return;
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}
module.exports = SummaryReporter;
