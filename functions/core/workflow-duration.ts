import {
  type BudgetStep,
  type FailoverFacts,
  FENCE_STATE,
  TAKEOVER_STATE,
} from "./failover-budget";
import {
  type Assignments,
  type ChoiceRule,
  type ChoiceState,
  type Retrier,
  type State,
  type StateGroup,
  type TaskState,
  THROTTLED,
  WAITS_FOR_TOKEN,
} from "./state-machine";

/** How the budget's three measures of a failover begin and end. */
export function measureFailover(machine: StateGroup): WorkflowMeasures {
  const assume = { kind: "failover" };
  return {
    untilFenced: slowestWay(machine, { assume, until: FENCE_STATE }),
    untilRecovered: slowestWay(machine, { assume, until: TAKEOVER_STATE }),
    untilRecorded: slowestWay(machine, { assume }),
  };
}

type WorkflowMeasures = Pick<FailoverFacts, "untilFenced" | "untilRecovered" | "untilRecorded">;

/** Where to stop measuring, and which facts about the order to take for granted. */
export interface Measure {
  /** The last state that counts; the end of the machine when absent. */
  readonly until?: string;
  /** Values of the order that decide a choice, such as `{ kind: "failover" }`. */
  readonly assume: Readonly<Record<string, string>>;
}

/** What is known on the way through the machine. */
interface Way {
  readonly steps: readonly BudgetStep[];
  readonly seconds: number;
  readonly visited: ReadonlySet<string>;
  /** Constants assigned to variables. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Largest value that a choice has let through, by variable. */
  readonly bounds: ReadonlyMap<string, number>;
  /** Seconds on the way at which a variable was set to the execution's clock. */
  readonly clocks: ReadonlyMap<string, number>;
}

/** More ways than this through one machine means that the walk, not the machine, is wrong. */
const WAYS_MAX = 20_000;

const CLOCK = "{% $toMillis($states.context.State.EnteredTime) %}";
const WITHIN = /^\{% \$toMillis\(\$states\.context\.State\.EnteredTime\) - \$(\w+) < \$(\w+) %\}$/;
const ABOVE = /^\{% \$(\w+) > (\d+) %\}$/;
const EQUALS = /^\{% \$(?:states\.input|order)\.(\w+) = "([^"]*)" %\}$/;
const VARIABLE = /^\{% \$(\w+) %\}$/;

/**
 * The slowest way through a state machine when every task runs into its deadline as often as it
 * may. A loop without a bound that can be read, or a wait of unknown length, is an error: what
 * cannot be measured cannot be promised. Tasks that wait for people count nothing.
 */
export function slowestWay(machine: StateGroup, measure: Measure): readonly BudgetStep[] {
  const start: Way = {
    steps: [],
    seconds: 0,
    visited: new Set(),
    numbers: new Map(),
    bounds: new Map(),
    clocks: new Map(),
  };
  const way = new Walk(machine, measure).from(machine.StartAt, start);
  if (!way) throw new Error(`no way through the workflow leads to ${measure.until}`);
  return way.steps;
}

class Walk {
  private ways = 0;

  constructor(
    private readonly group: StateGroup,
    private readonly measure: Measure,
  ) {}

  /** Undefined when no way from here leads to where measuring ends. */
  from(name: string, way: Way): Way | undefined {
    const state = this.stateCalled(name);
    if (way.visited.has(name)) throw new Error(`the loop at ${name} has no bound that can be read`);
    this.ways += 1;
    if (this.ways > WAYS_MAX) throw new Error("the workflow has too many ways to measure");
    const here = { ...way, visited: new Set([...way.visited, name]) };
    if (state.Type === "Choice") return this.choose(name, state, here);
    const through = this.spend(name, state, here);
    if (name === this.measure.until) return through;
    const nexts = nextsOf(state);
    if (nexts.length === 0) return this.measure.until === undefined ? through : undefined;
    return slower(nexts.map((next) => this.from(next, through)));
  }

  private stateCalled(name: string): State {
    const state = this.group.States[name];
    if (!state) throw new Error(`the workflow has no state ${name}`);
    return state;
  }

  private choose(name: string, state: ChoiceState, way: Way): Way | undefined {
    let known = state.Choices.reduce((longer, rule) => this.repeat(name, rule, longer), way);
    const found: (Way | undefined)[] = [];
    for (const { Condition, Next } of state.Choices) {
      if (WITHIN.test(Condition)) continue;
      const verdict = decided(Condition, this.measure.assume);
      if (verdict !== false) found.push(this.from(Next, known));
      if (verdict === true) return slower(found);
      const [, variable = "", limit] = ABOVE.exec(Condition) ?? [];
      if (limit) known = { ...known, bounds: new Map(known.bounds).set(variable, Number(limit)) };
    }
    found.push(this.from(state.Default, known));
    return slower(found);
  }

  /** A loop goes on until its window is over, and the round that began just before is finished. */
  private repeat(choice: string, rule: ChoiceRule, way: Way): Way {
    const [, clock, limit] = WITHIN.exec(rule.Condition) ?? [];
    if (clock === undefined || limit === undefined) return way;
    const since = way.clocks.get(clock);
    const windowMs = way.numbers.get(limit);
    if (since === undefined || windowMs === undefined) {
      throw new Error(`the loop at ${choice} has no bound that can be read`);
    }
    const left = Math.max(0, windowMs / 1000 - (way.seconds - since));
    const step = `${choice}: asks for ${windowMs / 1000} s, then one last round`;
    return spent(way, step, left + this.roundSeconds(rule.Next, choice, way));
  }

  /** The longest way from a loop's first state back to its choice. */
  private roundSeconds(
    name: string,
    choice: string,
    way: Way,
    round: readonly string[] = [],
  ): number {
    if (name === choice) return 0;
    if (round.includes(name)) throw new Error(`the loop at ${name} has no bound that can be read`);
    const state = this.stateCalled(name);
    const here = this.spend(name, state, way).seconds - way.seconds;
    const rest = nextsOf(state).map((next) =>
      this.roundSeconds(next, choice, way, [...round, name]),
    );
    return here + Math.max(Number.NEGATIVE_INFINITY, ...rest);
  }

  /** Adds the time of one state and what it assigns. */
  private spend(name: string, state: State, way: Way): Way {
    if (state.Type === "Wait") return spent(way, name, waitSeconds(name, state.Seconds, way));
    if (state.Type === "Task") return remembering(state.Assign, way, taskWay(name, state, way));
    if (state.Type === "Pass") return remembering(state.Assign, way, way);
    if (state.Type !== "Parallel") return way;
    const branches = state.Branches.map((branch) => {
      const inside = new Walk(branch, { assume: this.measure.assume });
      return inside.from(branch.StartAt, { ...way, visited: new Set() });
    });
    return { ...(slower(branches) ?? way), visited: way.visited };
  }
}

/** A clock shows when its state was entered, before the state took its time. */
function remembering(assign: Assignments | undefined, entered: Way, way: Way): Way {
  const numbers = new Map(way.numbers);
  const clocks = new Map(way.clocks);
  for (const [name, value] of Object.entries(assign ?? {})) {
    if (typeof value === "number") numbers.set(name, value);
    if (value === CLOCK) clocks.set(name, entered.seconds);
  }
  return { ...way, numbers, clocks };
}

function taskWay(name: string, state: TaskState, way: Way): Way {
  if (state.Resource.endsWith(WAITS_FOR_TOKEN)) return way;
  return spent(way, name, taskSeconds(name, state));
}

/**
 * Every attempt into its deadline, and all pauses between; a throttled attempt costs only its
 * pause.
 */
export function taskSeconds(name: string, { TimeoutSeconds, Retry }: TaskState): number {
  if (typeof TimeoutSeconds !== "number") {
    throw new Error(`the deadline of ${name} is not a number`);
  }
  return Retry.reduce((sum, retrier) => {
    const attempts = retrier.MaxAttempts ?? 3;
    const ran = retrier.ErrorEquals.every((error) => error === THROTTLED) ? 0 : attempts;
    return sum + ran * TimeoutSeconds + pauseSeconds(retrier, attempts);
  }, TimeoutSeconds);
}

function pauseSeconds({ IntervalSeconds = 1, BackoffRate = 2 }: Retrier, attempts: number): number {
  let sum = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    sum += IntervalSeconds * BackoffRate ** attempt;
  }
  return sum;
}

function waitSeconds(name: string, seconds: number | string, way: Way): number {
  if (typeof seconds === "number") return seconds;
  const bound = way.bounds.get(VARIABLE.exec(seconds)?.[1] ?? "");
  if (bound === undefined) throw new Error(`the wait ${name} has no bound that can be read`);
  return bound;
}

function decided(condition: string, assume: Measure["assume"]): boolean | undefined {
  const [, name = "", value] = EQUALS.exec(condition) ?? [];
  const assumed = assume[name];
  return assumed === undefined || value === undefined ? undefined : assumed === value;
}

function nextsOf(state: State): string[] {
  if (state.Type === "Choice") return [...state.Choices.map(({ Next }) => Next), state.Default];
  const nexts = "Next" in state && state.Next !== undefined ? [state.Next] : [];
  if ("Catch" in state) nexts.push(...state.Catch.map(({ Next }) => Next));
  return [...new Set(nexts)];
}

function spent(way: Way, step: string, seconds: number): Way {
  const steps = seconds > 0 ? [...way.steps, { step, seconds, from: "state machine" }] : way.steps;
  return { ...way, steps, seconds: way.seconds + seconds };
}

function slower(ways: readonly (Way | undefined)[]): Way | undefined {
  return ways.reduce(
    (slowest, way) => (way && (!slowest || way.seconds > slowest.seconds) ? way : slowest),
    undefined,
  );
}
