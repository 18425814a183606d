import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import { WORKFLOW_STEPS } from "../../../components/workflow/steps";
import { secondsOf } from "../../../functions/core/failover-budget";
import type { State, StateGroup, TaskState } from "../../../functions/core/state-machine";
import {
  measureFailover,
  slowestWay,
  taskSeconds,
} from "../../../functions/core/workflow-duration";

const CLOCK = "{% $toMillis($states.context.State.EnteredTime) %}";

function task(seconds: number, next: string, more: Partial<TaskState> = {}): TaskState {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: {},
    TimeoutSeconds: seconds,
    Retry: [],
    Catch: [],
    Next: next,
    ...more,
  };
}

const done: State = { Type: "Succeed" };
const machine = (States: Record<string, State>): StateGroup => {
  const [StartAt = ""] = Object.keys(States);
  return { StartAt, States: { ...States, Done: done } };
};
const seconds = (group: StateGroup, measure: Partial<Parameters<typeof slowestWay>[1]> = {}) =>
  secondsOf(slowestWay(group, { assume: {}, ...measure }));

describe("The length of a task", () => {
  it("is every attempt's deadline and every pause", () => {
    const Retry = [
      { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 },
    ];
    expect(taskSeconds("T", task(10, "Done", { Retry }))).to.equal(4 * 10 + 2 + 4 + 8);
  });

  it("counts the language's own defaults when a retrier leaves them out", () => {
    const Retry = [{ ErrorEquals: ["States.ALL"] }];
    expect(taskSeconds("T", task(10, "Done", { Retry }))).to.equal(4 * 10 + 1 + 2 + 4);
  });

  it("counts only the pause after a throttle, and nothing for errors that end it", () => {
    const Retry = [
      { ErrorEquals: ["Superseded"], MaxAttempts: 0 },
      {
        ErrorEquals: ["Lambda.TooManyRequestsException"],
        IntervalSeconds: 1,
        MaxAttempts: 2,
        BackoffRate: 2,
      },
    ];
    expect(taskSeconds("T", task(10, "Done", { Retry }))).to.equal(10 + 1 + 2);
  });

  it("cannot be told when the deadline is an expression", () => {
    const open = task(10, "Done", { TimeoutSeconds: "{% $later %}" });
    expect(() => taskSeconds("T", open)).to.throw("deadline of T");
  });
});

describe("The slowest way through a workflow", () => {
  it("follows errors as well as successes", () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Slow" }];
    const group = machine({
      First: task(5, "Done", { Catch }),
      Slow: task(50, "Done"),
    });
    expect(slowestWay(group, { assume: {} }).map(({ step }) => step)).to.deep.equal([
      "First",
      "Slow",
    ]);
  });

  it("takes the slowest branch, not the sum of them", () => {
    const branch = (name: string, s: number): StateGroup => ({
      StartAt: name,
      States: { [name]: { ...task(s, ""), Next: undefined, End: true } },
    });
    const group = machine({
      Both: {
        Type: "Parallel",
        Branches: [branch("A", 30), branch("B", 70)],
        Catch: [],
        Next: "Last",
      },
      Last: task(5, "Done"),
    });
    expect(seconds(group)).to.equal(75);
  });

  it("stops where it is told, and only counts ways that come there", () => {
    const group = machine({
      Which: {
        Type: "Choice",
        Choices: [{ Condition: "{% $x = 1 %}", Next: "Long" }],
        Default: "Short",
      },
      Long: task(900, "Done"),
      Short: task(5, "Fence"),
      Fence: task(10, "After"),
      After: task(40, "Done"),
    });
    expect(seconds(group, { until: "Fence" })).to.equal(15);
    expect(seconds(group)).to.equal(900);
    expect(() => seconds(group, { until: "Nowhere" })).to.throw("Nowhere");
  });

  it("leaves out of the list what takes no time", () => {
    const group = machine({
      Rest: { Type: "Wait", Seconds: 0, Next: "Both" },
      Both: { Type: "Parallel", Branches: [], Catch: [], Next: "Work" },
      Work: task(5, "Done"),
    });
    const way = slowestWay(group, { assume: {} });
    expect(way.map(({ step }) => step)).to.deep.equal(["Work"]);
  });

  it("is refused when a state is missing", () => {
    expect(() => seconds(machine({ Only: task(1, "Gone") }))).to.throw("no state Gone");
  });

  it("is refused when choices multiply beyond measure", () => {
    const layers = Array.from({ length: 16 }, (_, at) => [
      [
        `Which${at}`,
        {
          Type: "Choice",
          Choices: [{ Condition: "{% $x = 1 %}", Next: `Left${at}` }],
          Default: `Right${at}`,
        },
      ],
      [`Left${at}`, task(1, at < 15 ? `Which${at + 1}` : "Done")],
      [`Right${at}`, task(2, at < 15 ? `Which${at + 1}` : "Done")],
    ]).flat();
    const group = machine(Object.fromEntries(layers));
    expect(() => seconds(group)).to.throw("too many ways");
  });

  it("believes what it may take for granted about the order", () => {
    const group = machine({
      Which: {
        Type: "Choice",
        Choices: [{ Condition: '{% $states.input.kind = "failback" %}', Next: "Calm" }],
        Default: "Hurry",
      },
      Calm: task(900, "Done"),
      Hurry: task(5, "Done"),
    });
    expect(seconds(group, { assume: { kind: "failover" } })).to.equal(5);
    expect(seconds(group, { assume: { kind: "failback" } })).to.equal(900);
    expect(seconds(group)).to.equal(900);
  });

  it("counts nothing for a task that waits for people", () => {
    const Resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
    const group = machine({
      Ask: task(1, "Act", { Resource, TimeoutSeconds: "{% $patience %}" }),
      Act: task(7, "Done"),
    });
    expect(seconds(group)).to.equal(7);
  });
});

describe("A loop in a workflow", () => {
  const loop = (windowMs: number, condition: string): StateGroup =>
    machine({
      Begin: { Type: "Pass", Assign: { clock: CLOCK, windowMs }, Next: "Ask" },
      Ask: task(20, "Pause"),
      Pause: { Type: "Wait", Seconds: 5, Next: "Look" },
      Look: task(10, "Enough"),
      Enough: {
        Type: "Choice",
        Choices: [{ Condition: condition, Next: "Pause" }],
        Default: "Done",
      },
    });
  const bounded = "{% $toMillis($states.context.State.EnteredTime) - $clock < $windowMs %}";

  it("takes its window, measured from its clock, and one last round", () => {
    expect(seconds(loop(100_000, bounded))).to.equal(100 + 15);
  });

  it("takes what came before when that was longer than the window", () => {
    expect(seconds(loop(10_000, bounded))).to.equal(20 + 15 + 15);
  });

  it("takes the longest way round when there are several", () => {
    const group = machine({
      Begin: { Type: "Pass", Assign: { clock: CLOCK, windowMs: 100_000 }, Next: "First" },
      First: {
        Type: "Choice",
        Choices: [{ Condition: "{% $again %}", Next: "Look" }],
        Default: "Look",
      },
      Look: task(10, "Which"),
      Which: {
        Type: "Choice",
        Choices: [{ Condition: "{% $quick %}", Next: "Enough" }],
        Default: "Think",
      },
      Think: task(30, "Enough"),
      Enough: { Type: "Choice", Choices: [{ Condition: bounded, Next: "Look" }], Default: "Done" },
    });
    expect(seconds(group)).to.equal(100 + 40);
  });

  it("counts a way round that leads through an earlier decision", () => {
    const group = machine({
      Begin: { Type: "Pass", Assign: { clock: CLOCK, windowMs: 100_000 }, Next: "First" },
      First: {
        Type: "Choice",
        Choices: [{ Condition: "{% $skip %}", Next: "Done" }],
        Default: "Look",
      },
      Look: task(10, "Enough", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }] }),
      Enough: { Type: "Choice", Choices: [{ Condition: bounded, Next: "Retry" }], Default: "Done" },
      Retry: task(20, "Enough", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "First" }] }),
    });
    expect(seconds(group)).to.equal(100 + 20 + 10);
  });

  it("is refused when nothing bounds it", () => {
    expect(() => seconds(loop(100_000, "{% $ready = false %}"))).to.throw("Pause has no bound");
    const foreign = bounded.replace("$clock", "$otherClock");
    expect(() => seconds(loop(100_000, foreign))).to.throw("Enough has no bound");
  });

  it("is refused when a round runs in a circle of its own", () => {
    const group = loop(100_000, bounded);
    const Look = task(10, "Enough", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Again" }] });
    const circle = { ...group.States, Look, Again: task(1, "Look") };
    expect(() => seconds({ ...group, States: circle })).to.throw("no bound");
    const Enough: State = {
      Type: "Choice",
      Choices: [{ Condition: bounded, Next: "Again" }],
      Default: "Done",
    };
    const Again = task(1, "Enough", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Again" }] });
    const States = { ...group.States, Enough, Again };
    expect(() => seconds({ ...group, States })).to.throw("Again has no bound");
  });
});

describe("A wait of a computed length", () => {
  const waiting = (guard: string): StateGroup =>
    machine({
      Guard: {
        Type: "Choice",
        Choices: [{ Condition: guard, Next: "TooLong" }],
        Default: "Rest",
      },
      TooLong: { Type: "Fail", Error: "TooLong", Cause: "" },
      Rest: { Type: "Wait", Seconds: "{% $pause %}", Next: "Done" },
    });

  it("counts the most that the choice before it lets through", () => {
    expect(seconds(waiting("{% $pause > 15 %}"))).to.equal(15);
  });

  it("is refused when no choice bounds it", () => {
    expect(() => seconds(waiting("{% $pause = 15 %}"))).to.throw("Rest has no bound");
    expect(() => seconds(waiting("{% $other > 15 %}"))).to.throw("Rest has no bound");
    const sum: State = { Type: "Wait", Seconds: "{% $pause + 5 %}", Next: "Done" };
    expect(() => seconds(machine({ Rest: sum }))).to.throw("Rest has no bound");
  });
});

describe("The declared workflow", () => {
  it("is measured until it is fenced, recovered and recorded, in this order", () => {
    const step = (name: string) => `arn:aws:lambda:us-east-2:1:function:${name}:live`;
    const definition = failoverDefinition({
      arns: Object.fromEntries(WORKFLOW_STEPS.map((name) => [name, step(name)])),
      database: true,
      consistency: "strong",
      canaryShares: [],
      approvalTimeoutSeconds: 600,
    });
    const { untilFenced, untilRecovered, untilRecorded } = measureFailover(definition);
    expect(secondsOf(untilFenced)).to.be.lessThan(secondsOf(untilRecovered));
    expect(secondsOf(untilRecovered)).to.be.lessThan(secondsOf(untilRecorded));
  });
});
