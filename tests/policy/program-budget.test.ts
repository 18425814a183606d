import { join } from "node:path";
import { expect } from "chai";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";
import { failoverBudget } from "../../policy/failover-budget";

const ROOT = join(__dirname, "..", "..");

async function captured(stack: string) {
  const { project, config, secretKeys } = readStackSettings({ folder: ROOT, stack, overrides: [] });
  const program = join(ROOT, "index.ts");
  const { nodes, outputs, errors } = await captureProgram({
    program,
    project,
    stack,
    config,
    secretKeys,
  });
  expect(errors).to.deep.equal([]);
  return { budget: failoverBudget(nodes), promised: outputs.failoverBudget };
}

describe("The failover budget of the declared stacks", () => {
  for (const [stack, acceptSeconds] of [
    ["prod", 60],
    ["dev", 60],
  ] as const) {
    it(`of ${stack} is what the stack promises, and within the product's promise`, async () => {
      const { budget, promised } = await captured(stack);
      expect(budget.acceptSeconds).to.be.at.most(acceptSeconds);
      expect(budget.wholeSeconds).to.be.at.most(240);
      expect(budget.recordedSeconds).to.be.at.most(300);
      expect(promised).to.deep.include({
        acceptSeconds: budget.acceptSeconds,
        wholeSeconds: budget.wholeSeconds,
        recordedSeconds: budget.recordedSeconds,
        notCounted: budget.notCounted,
      });
    });
  }
});
