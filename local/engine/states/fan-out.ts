import type { Level, MapState, ParallelState } from "./definition";
import { StateError } from "./state-error";
import type { Visit } from "./visit";

/** An inline map runs at most this many iterations at once, whatever it asks for. */
const mostIterationsAtOnce = 40;

interface Run {
  readonly level: Level;
  readonly input: unknown;
  readonly mapItem?: Readonly<Record<string, unknown>>;
}

/** Ends the siblings of a branch that failed; nobody catches it but the state around them. */
class SiblingFailed extends Error {}

/** Runs all branches at once; the first that fails cuts the others off. */
export async function runParallel(state: ParallelState, visit: Visit): Promise<unknown> {
  const input = state.Arguments === undefined ? visit.input : await visit.fill(state.Arguments);
  const runs = state.Branches.map((level) => ({ level, input }));
  visit.execution.history.add("ParallelStateStarted");
  return recorded(visit, "ParallelState", together(visit, runs, runs.length));
}

/** Runs the processor once for each item, in the order of the items, several at once. */
export async function runMap(state: MapState, visit: Visit): Promise<unknown> {
  const items = state.Items === undefined ? visit.input : await visit.fill(state.Items);
  if (!Array.isArray(items)) {
    throw new StateError("States.QueryEvaluationError", `Items of ${visit.stateName} are no array`);
  }
  const asked =
    state.MaxConcurrency === undefined
      ? 0
      : await visit.fillCount("MaxConcurrency", state.MaxConcurrency);
  const runs: Run[] = [];
  for (const [Index, Value] of items.entries()) {
    const mapItem = { Item: { Index, Value } };
    const selector = state.ItemSelector;
    const input = selector === undefined ? Value : await visit.forItem(mapItem).fill(selector);
    runs.push({ level: state.ItemProcessor, input, mapItem });
  }
  visit.execution.history.add("MapStateStarted", { length: items.length });
  const atOnce = Math.min(asked || mostIterationsAtOnce, mostIterationsAtOnce);
  return recorded(visit, "MapState", together(visit, runs, atOnce));
}

async function recorded(
  visit: Visit,
  kind: "ParallelState" | "MapState",
  work: Promise<unknown[]>,
): Promise<unknown[]> {
  const { history } = visit.execution;
  try {
    const results = await work;
    history.add(`${kind}Succeeded`);
    return results;
  } catch (error) {
    if (error instanceof StateError) history.add(`${kind}Failed`);
    throw error;
  }
}

async function together(visit: Visit, runs: readonly Run[], atOnce: number): Promise<unknown[]> {
  const { surroundings, variables, stateName } = visit;
  const { history } = visit.execution;
  const group = visit.strand.child();
  const results: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < runs.length) {
      const index = next++;
      const { level, input, mapItem } = runs[index] as Run;
      const inner = { ...surroundings, strand: group, ...(mapItem && { mapItem }) };
      if (mapItem) history.add("MapIterationStarted", { name: stateName, index });
      results[index] = await surroundings.runLevel(level, input, variables, inner);
      if (mapItem) history.add("MapIterationSucceeded", { name: stateName, index });
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, runs.length) }, work));
    return results;
  } catch (error) {
    group.cancel(new SiblingFailed());
    throw error;
  } finally {
    group.release();
  }
}
