import { AwsError, NotModelled } from "../aws-error";
import type { Definition, Level, State } from "./definition";
import { checkExpressions } from "./expressions";
import { readResource } from "./task-resource";

/** Fields this interpreter carries out, by the type of the state. */
const stateFields: Readonly<Record<State["Type"], readonly string[]>> = {
  Pass: ["Output", "Assign", "Next", "End"],
  Task: [
    "Resource",
    "Arguments",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Retry",
    "Catch",
    "Output",
    "Assign",
    "Next",
    "End",
  ],
  Choice: ["Choices", "Default", "Output", "Assign"],
  Wait: ["Seconds", "Timestamp", "Output", "Assign", "Next", "End"],
  Parallel: ["Branches", "Arguments", "Retry", "Catch", "Output", "Assign", "Next", "End"],
  Map: [
    "Items",
    "ItemSelector",
    "ItemProcessor",
    "MaxConcurrency",
    "Retry",
    "Catch",
    "Output",
    "Assign",
    "Next",
    "End",
  ],
  Succeed: ["Output"],
  Fail: ["Error", "Cause"],
};

const commonFields = ["Type", "Comment", "QueryLanguage"];
const levelFields = ["StartAt", "States", "Comment", "ProcessorConfig"];
const machineFields = [...levelFields, "QueryLanguage", "TimeoutSeconds", "Version"];
const choiceFields = ["Condition", "Next", "Output", "Assign", "Comment"];
const retrierFields = [
  "ErrorEquals",
  "IntervalSeconds",
  "BackoffRate",
  "MaxAttempts",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
];
const catcherFields = ["ErrorEquals", "Next", "Output", "Assign", "Comment"];

/** Only in the language's older half, which no definition here is written in. */
const jsonPathFields = new Set([
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Parameters",
  "Result",
]);

/** Definitions that were read before: a simulator creates the same machines thousands of times. */
const read = new Map<string, Definition>();
const readAtMost = 100;

/**
 * Reads a definition and refuses what could not be carried out exactly: broken references as AWS
 * would at creation, and anything beyond the modelled language by name.
 */
export function readDefinition(source: string): Definition {
  const known = read.get(source);
  if (known) return known;
  const definition = parseDefinition(source);
  if (read.size >= readAtMost) read.clear();
  read.set(source, definition);
  return definition;
}

function parseDefinition(source: string): Definition {
  let definition: Definition & { QueryLanguage?: string };
  try {
    definition = JSON.parse(source);
  } catch (error) {
    throw invalid(`not JSON: ${(error as Error).message}`);
  }
  checkFields("the state machine", definition, machineFields);
  checkLevel(definition, definition.QueryLanguage, new Set());
  return definition;
}

function checkLevel(level: Level, language: string | undefined, outer: ReadonlySet<string>): void {
  if (!level.States?.[level.StartAt]) throw invalid(`StartAt ${level.StartAt} is not a state`);
  const states = Object.entries(level.States);
  const assigned = new Set(states.flatMap(([, state]) => assignedNames(state)));
  for (const name of assigned) {
    if (outer.has(name)) throw invalid(`variable ${name} is already assigned in an outer level`);
  }
  for (const [name, state] of states) {
    checkState(name, state, level, language);
    for (const inner of innerLevels(state)) {
      checkFields(`a level of ${name}`, inner, levelFields);
      checkLevel(inner, language, new Set([...outer, ...assigned]));
    }
  }
}

function checkState(name: string, state: State, level: Level, language?: string): void {
  const fields = Object.hasOwn(stateFields, state.Type) ? stateFields[state.Type] : undefined;
  if (!fields) throw new NotModelled("states", "CreateStateMachine", `type ${state.Type}`);
  const own = (state as { QueryLanguage?: string }).QueryLanguage ?? language;
  if (own !== "JSONata") {
    throw new NotModelled("states", "CreateStateMachine", `${name} is not in JSONata`);
  }
  checkFields(name, state, [...commonFields, ...fields]);
  for (const target of targets(state)) {
    if (!level.States[target]) throw invalid(`${name} leads to ${target}, which is not a state`);
  }
  if (!canEnd(state) && !("Next" in state && state.Next)) throw invalid(`${name} leads nowhere`);
  if ("Retry" in state) for (const one of state.Retry ?? []) checkFields(name, one, retrierFields);
  if ("Catch" in state) for (const one of state.Catch ?? []) checkFields(name, one, catcherFields);
  if (state.Type === "Choice") {
    for (const choice of state.Choices) checkFields(name, choice, choiceFields);
  }
  if (state.Type === "Task") readResource(state.Resource);
  if (state.Type === "Map") checkProcessor(name, state.ItemProcessor);
  checkExpressions(name, withoutLevels(state));
}

function checkProcessor(name: string, processor: Level): void {
  const { Mode } = (processor as { ProcessorConfig?: { Mode?: string } }).ProcessorConfig ?? {};
  if (Mode !== undefined && Mode !== "INLINE") {
    throw new NotModelled("states", "CreateStateMachine", `${name} is a ${Mode} map`);
  }
}

function checkFields(where: string, holder: object, allowed: readonly string[]): void {
  for (const field of Object.keys(holder)) {
    if (allowed.includes(field)) continue;
    const why = jsonPathFields.has(field) ? "belongs to JSONPath" : "has no model";
    throw new NotModelled("states", "CreateStateMachine", `${field} of ${where} ${why}`);
  }
}

function targets(state: State): string[] {
  const found: (string | undefined)[] = [];
  if ("Next" in state) found.push(state.Next);
  if ("Catch" in state) found.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  if (state.Type === "Choice") {
    found.push(state.Default, ...state.Choices.map((choice) => choice.Next));
  }
  return found.filter((target) => target !== undefined);
}

function canEnd(state: State): boolean {
  if (state.Type === "Choice" || state.Type === "Succeed" || state.Type === "Fail") return true;
  return state.End === true;
}

function innerLevels(state: State): readonly Level[] {
  if (state.Type === "Parallel") return state.Branches;
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}

function withoutLevels(state: State): object {
  return { ...state, Branches: undefined, ItemProcessor: undefined };
}

function assignedNames(state: State): string[] {
  const holders: { Assign?: object }[] = [state as { Assign?: object }];
  if ("Catch" in state) holders.push(...(state.Catch ?? []));
  if (state.Type === "Choice") holders.push(...state.Choices);
  return holders.flatMap((holder) => Object.keys(holder.Assign ?? {}));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidDefinition", `Invalid State Machine Definition: ${message}`);
}
