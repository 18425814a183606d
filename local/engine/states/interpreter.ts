import type { ChoiceState, FailState, Level, State, WaitState } from "./definition";
import type { Bindings } from "./expressions";
import { runMap, runParallel } from "./fan-out";
import { longestHistory } from "./history";
import { withRecovery } from "./recovery";
import { StateError } from "./state-error";
import { runTask } from "./task";
import { type Step, type Surroundings, Visit } from "./visit";

/** Runs the states of one level from its start to its end. */
export async function runLevel(
  level: Level,
  input: unknown,
  variables: Bindings,
  surroundings: Surroundings,
): Promise<unknown> {
  let name: string | undefined = level.StartAt;
  let step: Step = { output: input, variables };
  while (name !== undefined) {
    await surroundings.strand.ready();
    const state = level.States[name] as State;
    const visit = new Visit(surroundings, name, step.output, step.variables);
    const { history } = surroundings.execution;
    if (history.length >= longestHistory) {
      throw new StateError("States.Runtime", `the history has reached ${longestHistory} events`);
    }
    history.add(`${state.Type}StateEntered`, { name, input: step.output });
    step = await runState(state, visit);
    history.add(`${state.Type}StateExited`, { name, output: step.output });
    name = step.next;
  }
  return step.output;
}

async function runState(state: State, visit: Visit): Promise<Step> {
  switch (state.Type) {
    case "Pass":
    case "Succeed": {
      const left = await visit.leave(state, visit.input);
      return { ...left, next: state.Type === "Pass" ? state.Next : undefined };
    }
    case "Wait":
      await wait(state, visit);
      return { ...(await visit.leave(state, visit.input)), next: state.Next };
    case "Choice":
      return choose(state, visit);
    case "Fail":
      throw await failure(state, visit);
    case "Task":
      return withRecovery(state, visit, () => runTask(state, visit));
    case "Parallel":
      return withRecovery(state, visit, () => runParallel(state, visit));
    case "Map":
      return withRecovery(state, visit, () => runMap(state, visit));
  }
}

async function wait(state: WaitState, visit: Visit): Promise<void> {
  if (state.Seconds !== undefined) {
    const seconds = await visit.fillCount("Seconds", state.Seconds);
    return visit.strand.sleepUntil(visit.execution.nowMs() + seconds * 1000);
  }
  const until = await visit.fill(state.Timestamp);
  const atMs = typeof until === "string" ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new StateError(
      "States.QueryEvaluationError",
      `Timestamp of ${visit.stateName} is ${JSON.stringify(until)}`,
    );
  }
  return visit.strand.sleepUntil(atMs);
}

async function choose(state: ChoiceState, visit: Visit): Promise<Step> {
  for (const choice of state.Choices) {
    const holds = await visit.fill(choice.Condition);
    if (typeof holds !== "boolean") {
      throw new StateError(
        "States.QueryEvaluationError",
        `a Condition of ${visit.stateName} is ${JSON.stringify(holds)}, not true or false`,
      );
    }
    if (holds) return { ...(await visit.leave(choice, visit.input)), next: choice.Next };
  }
  if (state.Default === undefined) {
    throw new StateError("States.NoChoiceMatched", `no Condition of ${visit.stateName} holds`);
  }
  return { ...(await visit.leave(state, visit.input)), next: state.Default };
}

async function failure(state: FailState, visit: Visit): Promise<StateError> {
  const error = state.Error === undefined ? "" : String(await visit.fill(state.Error));
  const cause = state.Cause === undefined ? "" : String(await visit.fill(state.Cause));
  return new StateError(error, cause);
}
