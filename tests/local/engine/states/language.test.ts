import { expect } from "chai";
import { invoke, only, Workbench } from "./workbench";

const pass = (Output: unknown, more = {}) => ({ Type: "Pass", Output, End: true, ...more });

describe("The states language", () => {
  it("fills templates with input, variables and context, and leaves other text alone", async () => {
    const bench = new Workbench();
    const { status, output } = await bench.outcome(
      {
        StartAt: "Remember",
        States: {
          Remember: {
            Type: "Pass",
            Assign: { epoch: "{% $states.input.epoch + 1 %}" },
            Next: "Say",
          },
          Say: pass({
            epoch: "{% $epoch %}",
            input: "{% $states.input.epoch %}",
            state: "{% $states.context.State.Name %}",
            name: "{% $states.context.StateMachine.Name %}",
            list: [1, "{% $epoch * 10 %}", "epoch"],
            plain: "$epoch",
          }),
        },
      },
      { epoch: 7 },
    );
    expect(status).to.equal("SUCCEEDED");
    expect(JSON.parse(output ?? "")).to.deep.equal({
      epoch: 8,
      input: 7,
      state: "Say",
      name: "takeover",
      list: [1, 80, "epoch"],
      plain: "$epoch",
    });
  });

  it("assigns all variables of a state from their values before it", async () => {
    const { output } = await new Workbench().outcome({
      StartAt: "First",
      States: {
        First: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swap" },
        Swap: {
          Type: "Pass",
          Assign: { a: "{% $b %}", b: "{% $a %}" },
          Output: "{% $a %}",
          Next: "Say",
        },
        Say: pass("{% [$states.input, $a, $b] %}"),
      },
    });
    expect(output).to.equal("[1,2,1]");
  });

  it("fails when an expression has no value", async () => {
    const { status, error, cause } = await new Workbench().outcome(
      only(pass("{% $states.input.missing %}")),
    );
    expect({ status, error }).to.deep.equal({
      status: "FAILED",
      error: "States.QueryEvaluationError",
    });
    expect(cause).to.contain("$states.input.missing");
  });

  it("has the functions that AWS adds, and takes time and randomness from outside", async () => {
    const machine = only(
      pass({
        parsed: "{% $parse('{\"a\":[1]}').a[0] %}",
        parts: "{% $partition([1,2,3,4,5], 2) %}",
        range: "{% $range(0, 10, 5) %}",
        down: "{% $range(3, 1, -1) %}",
        hash: "{% $hash('abc', 'SHA-256') %}",
        seeded: "{% $random(7) = $random(7) %}",
        random: "{% $random() %}",
        id: "{% $uuid() %}",
        now: "{% $now() %}",
        millis: "{% $millis() %}",
      }),
    );
    const one = JSON.parse((await new Workbench("a").outcome(machine)).output ?? "");
    const same = JSON.parse((await new Workbench("a").outcome(machine)).output ?? "");
    const other = JSON.parse((await new Workbench("b").outcome(machine)).output ?? "");
    expect(one).to.deep.include({
      parsed: 1,
      parts: [[1, 2], [3, 4], [5]],
      range: [0, 5, 10],
      down: [3, 2, 1],
      hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      seeded: true,
      now: "2026-05-01T00:00:00.000Z",
      millis: Date.UTC(2026, 4, 1),
    });
    expect(one).to.deep.equal(same);
    expect(other.random).to.not.equal(one.random);
    expect(other.id).to.not.equal(one.id);
  });

  it("takes the first choice that holds, and the default when none does", async () => {
    const machine = {
      StartAt: "Which",
      States: {
        Which: {
          Type: "Choice",
          Choices: [
            { Condition: "{% $states.input.n > 10 %}", Next: "Big", Assign: { by: "first" } },
            {
              Condition: "{% $states.input.n > 5 %}",
              Next: "Big",
              Output: { n: 6 },
              Assign: { by: "second" },
            },
          ],
          Default: "Small",
          Assign: { by: "default" },
        },
        Big: pass("{% [$states.input.n, $by] %}"),
        Small: pass("{% ['small', $by] %}"),
      },
    };
    const results: unknown[] = [];
    for (const n of [11, 7, 1])
      results.push((await new Workbench().outcome(machine, { n })).output);
    expect(results).to.deep.equal(['[11,"first"]', '[6,"second"]', '["small","default"]']);
  });

  it("fails when no choice holds and when a condition is not a truth", async () => {
    const machine = (condition: string) => ({
      StartAt: "Which",
      States: {
        Which: { Type: "Choice", Choices: [{ Condition: condition, Next: "End" }] },
        End: { Type: "Succeed" },
      },
    });
    const none = await new Workbench().outcome(machine("{% false %}"));
    expect(none.error).to.equal("States.NoChoiceMatched");
    const text = await new Workbench().outcome(machine("{% 'yes' %}"));
    expect(text.error).to.equal("States.QueryEvaluationError");
  });

  it("waits for seconds and until moments on the timeline", async () => {
    const bench = new Workbench();
    const { status } = await bench.outcome({
      StartAt: "For",
      States: {
        For: { Type: "Wait", Seconds: "{% 2 * 15 %}", Next: "Until" },
        Until: { Type: "Wait", Timestamp: "2026-05-01T00:01:40Z", Next: "End" },
        End: { Type: "Succeed" },
      },
    });
    expect(status).to.equal("SUCCEEDED");
    expect(bench.elapsedMs).to.equal(100_000);
  });

  it("ends with the error and cause of a Fail state", async () => {
    const { status, error, cause } = await new Workbench().outcome(
      only({ Type: "Fail", Error: "Abandoned", Cause: "{% 'epoch ' & $states.input.epoch %}" }),
      { epoch: 3 },
    );
    expect({ status, error, cause }).to.deep.equal({
      status: "FAILED",
      error: "Abandoned",
      cause: "epoch 3",
    });
  });

  it("fails when a state's output is larger than AWS allows, and no wildcard catches it", async () => {
    const bench = new Workbench().onInvoke(() => "x".repeat(262_144));
    const { error } = await bench.outcome({
      StartAt: "Call",
      States: {
        Call: invoke("f", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }] }),
        End: { Type: "Succeed" },
      },
    });
    expect(error).to.equal("States.DataLimitExceeded");
  });
});
