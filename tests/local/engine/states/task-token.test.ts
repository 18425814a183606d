import { expect } from "chai";
import { AwsError } from "../../../../local/engine/aws-error";
import { invoke, Workbench } from "./workbench";

const approval = {
  StartAt: "Approve",
  States: {
    Approve: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: "ask", Payload: { token: "{% $states.context.Task.Token %}" } },
      TimeoutSeconds: 600,
      HeartbeatSeconds: 60,
      Catch: [
        { ErrorEquals: ["States.HeartbeatTimeout"], Next: "Silent" },
        { ErrorEquals: ["States.Timeout"], Next: "Expired" },
        { ErrorEquals: ["Denied"], Next: "Denied" },
      ],
      Next: "Go",
    },
    Go: { Type: "Pass", Output: "{% ['go', $states.input.by] %}", End: true },
    Silent: { Type: "Pass", Output: "{% 'silent' %}", End: true },
    Expired: { Type: "Pass", Output: "{% 'expired' %}", End: true },
    Denied: { Type: "Pass", Output: "{% $states.input.Cause %}", End: true },
  },
};

describe("A task with a token", () => {
  let bench: Workbench;
  let token: string;
  let execution: string;

  beforeEach(async () => {
    bench = new Workbench().onInvoke((payload) => {
      token = String(payload.token);
    });
    execution = bench.declare(approval).start();
    await bench.pass(0);
  });

  const output = async () => {
    await bench.pass(0);
    return bench.describe(execution).output;
  };

  it("goes on when the token is returned, and not before", async () => {
    await bench.pass(50_000);
    expect(bench.describe(execution).status).to.equal("RUNNING");
    bench.call("SendTaskSuccess", { taskToken: token, output: '{"by":"two"}' });
    expect(await output()).to.equal('["go","two"]');
  });

  it("fails with the error somebody sends", async () => {
    bench.call("SendTaskFailure", { taskToken: token, error: "Denied", cause: "not tonight" });
    expect(await output()).to.equal('"not tonight"');
  });

  it("gives up after a silence, which every heartbeat ends", async () => {
    await bench.pass(59_000);
    bench.call("SendTaskHeartbeat", { taskToken: token });
    await bench.pass(59_000);
    expect(bench.describe(execution).status).to.equal("RUNNING");
    await bench.pass(1_000);
    expect(await output()).to.equal('"silent"');
  });

  it("expires although heartbeats go on", async () => {
    for (let i = 0; i < 12; i++) {
      await bench.pass(49_999);
      bench.call("SendTaskHeartbeat", { taskToken: token });
    }
    await bench.pass(1_000);
    expect(await output()).to.equal('"expired"');
  });

  it("takes each token once, and no foreign ones", async () => {
    bench.call("SendTaskSuccess", { taskToken: token, output: '{"by":"one"}' });
    const again = () => bench.call("SendTaskSuccess", { taskToken: token, output: "{}" });
    expect(again).to.throw(AwsError).with.property("name", "TaskTimedOut");
    const foreign = () => bench.call("SendTaskHeartbeat", { taskToken: "made-up" });
    expect(foreign).to.throw(AwsError).with.property("name", "InvalidToken");
    expect(await output()).to.equal('["go","one"]');
  });

  it("has no use for a token whose task is over", async () => {
    bench.call("StopExecution", { executionArn: execution });
    await bench.pass(0);
    const late = () => bench.call("SendTaskSuccess", { taskToken: token, output: "{}" });
    expect(late).to.throw(AwsError).with.property("name", "TaskTimedOut");
    expect(bench.describe(execution).status).to.equal("ABORTED");
  });

  it("accepts a token that is returned before the call that carried it", async () => {
    const early = new Workbench().onInvoke((payload) => {
      early.call("SendTaskSuccess", { taskToken: payload.token, output: '{"by":"early"}' });
    });
    const arn = early.declare(approval).start();
    await early.pass(0);
    expect(early.describe(arn).output).to.equal('["go","early"]');
  });

  it("gets a fresh token with each attempt", async () => {
    const tokens: unknown[] = [];
    const retrying = new Workbench().onInvoke((payload) => tokens.push(payload.token));
    const { Approve } = approval.States;
    retrying.declare({
      StartAt: "Approve",
      States: {
        Approve: {
          ...invoke("ask"),
          Resource: Approve.Resource,
          Arguments: Approve.Arguments,
          Output: "{% $states.result %}",
          HeartbeatSeconds: 10,
          TimeoutSeconds: 60,
          Retry: [{ ErrorEquals: ["States.HeartbeatTimeout"], MaxAttempts: 1 }],
        },
      },
    });
    retrying.start();
    await retrying.finish();
    expect(tokens).to.have.length(2);
    expect(tokens[0]).to.not.equal(tokens[1]);
  });
});
