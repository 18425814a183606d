import { uuid } from "../uuid";
import type { TaskState } from "./definition";
import { LostCall } from "./region-power";
import { StateError } from "./state-error";
import type { Strand } from "./strand";
import { performTask } from "./task-integrations";
import { readResource, type TaskResource } from "./task-resource";
import type { OpenTask } from "./task-tokens";
import type { Visit } from "./visit";

/** One attempt at a task: the call, the wait for its token if it has one, and its deadlines. */
export async function runTask(state: TaskState, visit: Visit): Promise<unknown> {
  const { execution } = visit;
  const { tokens } = visit.surroundings;
  const resource = readResource(state.Resource);
  const open = resource.waitsForToken ? tokens.issue(uuid(execution.random)) : undefined;
  visit.taskToken = open?.token;
  const strand = visit.strand.child();
  const stops: (() => void)[] = [];
  try {
    const given = state.Arguments === undefined ? {} : await visit.fill(state.Arguments);
    const { timeoutSeconds, heartbeatSeconds } = await deadlines(state, visit);
    const of = { resource: resource.action, resourceType: resourceType(resource) };
    execution.history.add("TaskScheduled", {
      ...of,
      region: execution.machine.region,
      parameters: given,
      timeoutInSeconds: timeoutSeconds,
      heartbeatInSeconds: heartbeatSeconds,
    });
    if (timeoutSeconds !== undefined) {
      const atMs = execution.nowMs() + timeoutSeconds * 1000;
      stops.push(strand.endAt(atMs, () => new StateError("States.Timeout")));
    }
    if (open && heartbeatSeconds !== undefined) {
      stops.push(watchHeartbeat(open, strand, execution.nowMs, heartbeatSeconds * 1000));
    }
    const result = await attempt(resource, given, visit, strand, open);
    execution.history.add("TaskSucceeded", { ...of, output: result });
    return result;
  } catch (error) {
    recordFailure(visit, resource, error);
    throw error;
  } finally {
    for (const stop of stops) stop();
    strand.release();
    if (open) tokens.close(open.token);
  }
}

async function attempt(
  resource: TaskResource,
  given: unknown,
  visit: Visit,
  strand: Strand,
  open: OpenTask | undefined,
): Promise<unknown> {
  const { execution, surroundings } = visit;
  const { region, roleArn } = execution.machine;
  const of = { resource: resource.action, resourceType: resourceType(resource) };
  execution.history.add("TaskStarted", of);
  const caller = { region, principal: roleArn };
  // An execution that was stopped while its arguments were computed must not touch the world.
  await strand.ready();
  const call = strand.power.call(() =>
    performTask(surroundings.integrations, resource, caller, given),
  );
  const answer = await strand.until(call).catch((error: unknown) => {
    if (!(error instanceof LostCall)) throw error;
    const service = resource.service.charAt(0).toUpperCase() + resource.service.slice(1);
    throw new StateError(`${service}.SdkClientException`, error.message);
  });
  if (!open) return answer;
  execution.history.add("TaskSubmitted", { ...of, output: answer });
  return strand.until(open.completed);
}

async function deadlines(
  state: TaskState,
  visit: Visit,
): Promise<{ timeoutSeconds?: number; heartbeatSeconds?: number }> {
  const read = async (field: "TimeoutSeconds" | "HeartbeatSeconds") =>
    state[field] === undefined ? undefined : visit.fillCount(field, state[field]);
  return {
    timeoutSeconds: await read("TimeoutSeconds"),
    heartbeatSeconds: await read("HeartbeatSeconds"),
  };
}

/** Ends the strand when the silence has lasted too long; every sign of life starts the wait anew. */
function watchHeartbeat(
  open: OpenTask,
  strand: Strand,
  nowMs: () => number,
  silenceMs: number,
): () => void {
  const arm = () =>
    strand.endAt(nowMs() + silenceMs, () => new StateError("States.HeartbeatTimeout"));
  let disarm = arm();
  open.onHeartbeat = () => {
    disarm();
    disarm = arm();
  };
  return () => disarm();
}

function recordFailure(visit: Visit, resource: TaskResource, error: unknown): void {
  if (!(error instanceof StateError)) return;
  const { history } = visit.execution;
  const details = { error: error.error, cause: error.message };
  if (error.error === "States.QueryEvaluationError") {
    history.add("EvaluationFailed", { ...details, state: visit.stateName });
    return;
  }
  const isTimeout = error.error === "States.Timeout" || error.error === "States.HeartbeatTimeout";
  history.add(isTimeout ? "TaskTimedOut" : "TaskFailed", {
    resource: resource.action,
    resourceType: resourceType(resource),
    ...details,
  });
}

function resourceType(resource: TaskResource): string {
  return resource.kind === "sdk" ? `aws-sdk:${resource.service}` : resource.service;
}
