import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { home, invoke, machineArn, only, Workbench } from "./workbench";

const waitAndEnd = only({ Type: "Wait", Seconds: 60, End: true });

const refusal = (name: string, call: () => unknown) =>
  expect(call).to.throw(AwsError).with.property("name", name);

describe("Executions", () => {
  it("start once per name and input while they run", async () => {
    const bench = new Workbench().declare(waitAndEnd);
    const first = bench.start({ epoch: 8 }, "epoch-8");
    expect(bench.start({ epoch: 8 }, "epoch-8")).to.equal(first);
    refusal("ExecutionAlreadyExists", () => bench.start({ epoch: 9 }, "epoch-8"));
    await bench.finish();
    refusal("ExecutionAlreadyExists", () => bench.start({ epoch: 8 }, "epoch-8"));
    const { executions } = bench.call<{ executions: unknown[] }>("ListExecutions", {
      stateMachineArn: machineArn,
    });
    expect(executions).to.have.length(1);
  });

  it("free their names after ninety days", async () => {
    const bench = new Workbench().declare(waitAndEnd);
    bench.start({}, "epoch-8");
    await bench.finish();
    await bench.pass(90 * 24 * 3_600_000);
    expect(() => bench.start({}, "epoch-8")).to.not.throw();
  });

  it("refuse names, inputs and machines that AWS would refuse", () => {
    const bench = new Workbench().declare(waitAndEnd);
    refusal("InvalidName", () => bench.start({}, "epoch/8"));
    refusal("InvalidExecutionInput", () =>
      bench.call("StartExecution", { stateMachineArn: machineArn, input: "{" }),
    );
    refusal("StateMachineDoesNotExist", () =>
      bench.states.call({ region: "us-east-1" }, "StartExecution", { stateMachineArn: machineArn }),
    );
    refusal("ExecutionDoesNotExist", () => bench.describe("arn:none"));
    expect(() => bench.call("StartSyncExecution", {})).to.throw(NotModelled);
  });

  it("list newest first, by status and by page", async () => {
    const bench = new Workbench().declare(waitAndEnd);
    const arns = ["a", "b", "c"].map((name) => bench.start({}, name));
    bench.call("StopExecution", { executionArn: arns[1], error: "Enough", cause: "said so" });
    const list = (input: object) =>
      bench.call<{ executions: { name: string }[]; nextToken?: string }>("ListExecutions", {
        stateMachineArn: machineArn,
        ...input,
      });
    const names = (input: object) => list(input).executions.map(({ name }) => name);
    expect(names({ statusFilter: "RUNNING" })).to.deep.equal(["c", "a"]);
    const { nextToken } = list({ maxResults: 2 });
    expect(names({ maxResults: 2, nextToken })).to.deep.equal(["a"]);
    const stopped = bench.describe(arns[1] as string);
    expect(stopped).to.include({ status: "ABORTED", error: "Enough", cause: "said so" });
  });

  it("tell their story in the order it happened", async () => {
    const bench = new Workbench().onInvoke(() => ({ ok: true }));
    bench.declare({
      StartAt: "Pause",
      States: {
        Pause: { Type: "Wait", Seconds: 3, Next: "Call" },
        Call: invoke("f", { TimeoutSeconds: 9 }),
      },
    });
    const arn = bench.start({ n: 1 });
    await bench.finish();
    const events = bench.events(arn);
    expect(events.map((event) => event.type)).to.deep.equal([
      "ExecutionStarted",
      "WaitStateEntered",
      "WaitStateExited",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events.map((event) => event.id)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(events[4]?.taskScheduledEventDetails).to.include({
      resource: "invoke",
      resourceType: "lambda",
      timeoutInSeconds: 9,
    });
    expect(events[8]?.executionSucceededEventDetails).to.deep.equal({ output: '{"ok":true}' });
    const started = events[0]?.timestamp.getTime() ?? 0;
    expect((events[2]?.timestamp.getTime() ?? 0) - started).to.equal(3_000);
    const { events: reversed } = bench.call<{ events: { id: number }[] }>("GetExecutionHistory", {
      executionArn: arn,
      reverseOrder: true,
      maxResults: 1,
    });
    expect(reversed[0]?.id).to.equal(9);
  });
});

describe("A region that goes dark under its executions", () => {
  it("holds them where they are and lets them go on when it recovers", async () => {
    const bench = new Workbench().onInvoke(() => "done");
    bench.declare({
      StartAt: "Pause",
      States: { Pause: { Type: "Wait", Seconds: 10, Next: "Call" }, Call: invoke("f") },
    });
    const arn = bench.start();
    await bench.pass(5_000);
    bench.states.kill(home);
    refusal("ServiceUnavailableException", () => bench.describe(arn));
    await bench.pass(600_000);
    expect(bench.calls).to.deep.equal([]);
    bench.states.revive(home);
    await bench.finish();
    expect(bench.describe(arn)).to.include({ status: "SUCCEEDED", output: '"done"' });
    expect(bench.elapsedMs).to.equal(605_000);
  });

  it("loses the answers under way, so that a task may be done twice but is never forgotten", async () => {
    let answers = 0;
    const bench = new Workbench();
    bench.onInvoke(
      () =>
        new Promise((resolve) => {
          bench.timeline.after(2_000, () => resolve({ answer: ++answers }));
        }),
    );
    const Retry = [{ ErrorEquals: ["Lambda.SdkClientException"], IntervalSeconds: 1 }];
    const arn = bench.declare(only(invoke("f", { Retry }))).start();
    await bench.pass(1_000);
    bench.states.kill(home);
    await bench.pass(10_000);
    bench.states.revive(home);
    await bench.finish();
    expect(bench.describe(arn).output).to.equal('{"answer":2}');
    expect(bench.calls.map((call) => call.atMs)).to.deep.equal([0, 12_000]);
  });

  it("notices deadlines that passed in the dark when it recovers, not before", async () => {
    const bench = new Workbench().declare({ ...waitAndEnd, TimeoutSeconds: 30 });
    const arn = bench.start();
    await bench.pass(10_000);
    bench.states.kill(home);
    await bench.pass(90_000);
    bench.states.revive(home);
    await bench.finish();
    const { status, stopDate } = bench.describe(arn) as { status: string; stopDate?: Date };
    expect(status).to.equal("TIMED_OUT");
    expect(stopDate?.getTime()).to.equal(bench.timeline.nowMs());
  });

  it("does not touch other regions", async () => {
    const bench = new Workbench().declare(waitAndEnd);
    const arn = bench.start();
    bench.states.kill("us-east-1");
    await bench.finish();
    expect(bench.describe(arn).status).to.equal("SUCCEEDED");
  });
});

describe("Definitions", () => {
  const create = (definition: object) => () =>
    new Workbench().states.createStateMachine(home, {
      name: "m",
      arn: machineArn,
      definition: JSON.stringify({ QueryLanguage: "JSONata", ...definition }),
      roleArn: "arn:role",
    });

  const unknown: Record<string, object> = {
    "a JSONPath machine": { ...waitAndEnd, QueryLanguage: "JSONPath" },
    "a field of JSONPath": only({ Type: "Pass", Result: 1, End: true }),
    "an unknown field": only({ Type: "Wait", Seconds: 1, Minutes: 1, End: true }),
    "an unknown type": only({ Type: "Sleep", End: true }),
    "an unknown integration": only(invoke("f", { Resource: "arn:aws:states:::batch:submitJob" })),
    "a wait for a nested execution": only(
      invoke("f", { Resource: "arn:aws:states:::states:startExecution.sync:2" }),
    ),
    "a distributed map": only({
      Type: "Map",
      ItemProcessor: { ...only({ Type: "Succeed" }), ProcessorConfig: { Mode: "DISTRIBUTED" } },
      End: true,
    }),
  };
  for (const [what, definition] of Object.entries(unknown)) {
    it(`are refused for ${what}, by name`, () => {
      expect(create(definition)).to.throw(NotModelled);
    });
  }

  const broken: Record<string, object> = {
    "an unknown start": { StartAt: "Nowhere", States: {} },
    "a step to nowhere": only({ Type: "Pass", Next: "Nowhere" }),
    "a state that neither ends nor leads on": only({ Type: "Pass" }),
    "a catcher to nowhere": only(
      invoke("f", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Nowhere" }] }),
    ),
    "an expression that does not parse": only({ Type: "Pass", Output: "{% 1 + %}", End: true }),
    "a variable of an outer level": only({
      Type: "Parallel",
      Assign: { x: 1 },
      Branches: [{ StartAt: "In", States: { In: { Type: "Pass", Assign: { x: 2 }, End: true } } }],
      End: true,
    }),
  };
  for (const [what, definition] of Object.entries(broken)) {
    it(`are invalid with ${what}`, () => {
      refusal("InvalidDefinition", create(definition));
    });
  }

  it("fail loudly at run time for a function that AWS does not have", async () => {
    const bench = new Workbench();
    const { status, error } = await bench.outcome(
      only({ Type: "Pass", Output: "{% $eval('1') %}", End: true }),
    );
    expect({ status, error }).to.deep.equal({ status: "FAILED", error: "NotModelledException" });
    expect(bench.faults).to.have.length(1);
  });
});
