import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import type { WorkflowSettings } from "../../../components/workflow/settings";
import { DATABASE_STEPS, WORKFLOW_STEPS } from "../../../components/workflow/steps";
import { FUNCTIONS } from "../../../functions/core/function-catalogue";
import type { State, StateGroup, TaskState } from "../../../functions/core/state-machine";
import { Workbench } from "../../local/engine/states/workbench";
import { settingsOf } from "./takeover-bench";

/** Every kind of stack that can be configured. */
const VARIANTS: readonly WorkflowSettings[] = (["strong", "eventual"] as const).flatMap(
  (consistency) =>
    [true, false].flatMap((database) =>
      [[], [1, 10, 50, 100]].map((canaryShares) =>
        settingsOf({ consistency, database, canaryShares }),
      ),
    ),
);

function statesOf(group: StateGroup): (readonly [string, State])[] {
  return Object.entries(group.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Type === "Parallel" ? state.Branches.flatMap(statesOf) : []),
  ]);
}

const tasksOf = (settings: WorkflowSettings) =>
  statesOf(failoverDefinition(settings)).filter(
    (entry): entry is readonly [string, TaskState] => entry[1].Type === "Task",
  );

function stepOf(task: TaskState): string {
  return String(task.Arguments.FunctionName).replace(/^.*:payment-(.+)-dev-.*$/, "$1");
}

for (const settings of VARIANTS) {
  const { consistency, database, canaryShares } = settings;
  const title = `${consistency}, ${database ? "a" : "no"} ledger, ${canaryShares.length} shares`;

  describe(`The definition of a workflow with ${title}`, () => {
    it("is accepted by an independent validator and by the local Step Functions", () => {
      new Workbench().declare({ ...failoverDefinition(settings) });
    });

    it("gives every task a deadline, a retry and a way out", () => {
      for (const [name, task] of tasksOf(settings)) {
        const isForPeople = task.Resource.endsWith(".waitForTaskToken");
        if (isForPeople) expect(task.TimeoutSeconds, name).to.match(/^\{% .+ %\}$/);
        else expect(task.TimeoutSeconds, name).to.be.within(1, 60);
        expect(
          task.Retry.some(({ MaxAttempts = 3 }) => MaxAttempts > 0),
          name,
        ).to.equal(true);
        expect(task.Catch.at(-1)?.ErrorEquals, name).to.deep.equal(["States.ALL"]);
      }
    });

    it("invokes exactly the functions that the stack declares for it", () => {
      const invoked = new Set(tasksOf(settings).map(([, task]) => stepOf(task)));
      const expected = WORKFLOW_STEPS.filter((step) => database || !DATABASE_STEPS.includes(step));
      expect([...invoked].sort()).to.deep.equal([...expected].sort());
    });

    it("calls a function by its alias, and nothing else in the cloud", () => {
      for (const [name, task] of tasksOf(settings)) {
        expect(task.Resource, name).to.match(/^arn:aws:states:::lambda:invoke(\.|$)/);
        expect(String(task.Arguments.FunctionName), name).to.match(/:live$/);
      }
    });

    it("waits no longer than the execution may live", () => {
      const { TimeoutSeconds } = failoverDefinition(settings);
      expect(TimeoutSeconds).to.be.above(settings.approvalTimeoutSeconds);
    });
  });
}

describe("Every definition", () => {
  it("gives up on a step before its function does only where the step goes on alone", () => {
    const earlier = tasksOf(settingsOf()).filter(
      ([, task]) =>
        typeof task.TimeoutSeconds === "number" &&
        task.TimeoutSeconds < FUNCTIONS[stepOf(task) as keyof typeof FUNCTIONS].timeoutSeconds,
    );
    const given = earlier.map(([, task]) => stepOf(task)).sort();
    expect(given).to.deep.equal(["ledger", "reconcile", "sweep"]);
  });

  it("ends well in one place only, after evidence of success", () => {
    const states = statesOf(failoverDefinition(settingsOf()));
    const good = states.filter(([, { Type }]) => Type === "Succeed").map(([name]) => name);
    expect(good).to.deep.equal(["Succeeded"]);
    const before = states.filter(([, state]) => "Next" in state && state.Next === "Succeeded");
    expect(before.map(([name]) => name)).to.deep.equal(["RecordSuccess"]);
    const [, record] = before[0] ?? [];
    const payload = (record as TaskState).Arguments.Payload as Record<string, unknown>;
    expect(payload.outcome).to.equal("succeeded");
  });

  it("names a function that is missing instead of failing in the night", () => {
    const { fence: _fence, ...arns } = settingsOf().arns;
    expect(() => failoverDefinition(settingsOf({ arns }))).to.throw("no function for fence");
  });
});
