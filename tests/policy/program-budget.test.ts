import { join } from "node:path";
import { expect } from "chai";
import { BUDGET_LIMIT_SECONDS, type FailoverBudget } from "../../functions/core/failover-budget";
import { LOCAL_OVERRIDES } from "../../local/cloud/local-stack";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";
import { failoverBudget } from "../../policy/failover-budget";

// The processor's credential is a secret that only a real stack has.
const LOCAL = LOCAL_OVERRIDES.filter((one) => !one.startsWith("processor."));

const ROOT = join(__dirname, "..", "..");

async function captured(stack: string, overrides: readonly string[] = []) {
  const { project, config, secretKeys } = readStackSettings({ folder: ROOT, stack, overrides });
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
  for (const [title, stack, overrides] of [
    ["prod", "prod", []],
    ["the local cloud", "dev", LOCAL],
  ] as const) {
    it(`of ${title} is what the stack promises, and within the product's promise`, async () => {
      const { budget, promised } = await captured(stack, overrides);
      expect(budget.acceptSeconds).to.be.at.most(60);
      expect(budget.wholeSeconds).to.be.at.most(240);
      expect(budget.recordedSeconds).to.be.at.most(300);
      expect(promised).to.deep.include(published(budget));
    });
  }

  it("of dev is slower, because looking less often is cheaper, but never refused", async () => {
    const { budget, promised } = await captured("dev");
    expect(budget.acceptSeconds).to.be.within(61, 100);
    expect(budget.wholeSeconds).to.be.within(241, BUDGET_LIMIT_SECONDS);
    expect(promised).to.deep.include(published(budget));
  });
});

function published(budget: FailoverBudget) {
  const { acceptSeconds, wholeSeconds, recordedSeconds, notCounted } = budget;
  return { acceptSeconds, wholeSeconds, recordedSeconds, notCounted };
}
