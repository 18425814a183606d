import { expect } from "chai";
import { AwsError } from "../../../../local/engine/aws-error";
import { invoke, only, roleArn, Workbench } from "./workbench";

describe("A task", () => {
  it("invokes a function as the machine's role and returns its payload", async () => {
    const bench = new Workbench();
    let principal: string | undefined;
    bench.on("lambda:Invoke", (input, caller) => {
      principal = caller.principal;
      return { StatusCode: 200, Payload: input.Payload };
    });
    const { output } = await bench.outcome(only(invoke("assess")), { epoch: 4 });
    expect(output).to.equal('{"epoch":4}');
    expect(principal).to.equal(roleArn);
    expect(bench.calls[0]?.input.FunctionName).to.equal("assess");
  });

  it("fails with the type of the error its function ended with", async () => {
    const bench = new Workbench().on("lambda:Invoke", () => ({
      StatusCode: 200,
      FunctionError: "Unhandled",
      Payload: Buffer.from('{"errorType":"NotMyTurn","errorMessage":"epoch moved"}'),
    }));
    const { error, cause } = await bench.outcome(only(invoke("fence")));
    expect(error).to.equal("NotMyTurn");
    expect(cause).to.contain("epoch moved");
  });

  it("retries after growing delays, bounded in number and length", async () => {
    const bench = new Workbench().on("lambda:Invoke", () => {
      throw new AwsError("TooManyRequestsException", "Rate exceeded", 429);
    });
    const { status, error } = await bench.outcome(
      only(
        invoke("f", {
          Retry: [
            {
              ErrorEquals: ["Lambda.TooManyRequestsException"],
              IntervalSeconds: 2,
              BackoffRate: 3,
              MaxAttempts: 3,
              MaxDelaySeconds: 10,
            },
          ],
        }),
      ),
    );
    expect({ status, error }).to.deep.equal({
      status: "FAILED",
      error: "Lambda.TooManyRequestsException",
    });
    expect(bench.calls.map((call) => call.atMs)).to.deep.equal([0, 2_000, 8_000, 18_000]);
  });

  it("spreads full jitter over the delay, the same for the same seed", async () => {
    const timesOf = async (seed: string) => {
      const bench = new Workbench(seed).on("lambda:Invoke", () => {
        throw new AwsError("ServiceException", "down", 500);
      });
      const Retry = [
        {
          ErrorEquals: ["States.ALL"],
          IntervalSeconds: 10,
          BackoffRate: 1,
          JitterStrategy: "FULL",
        },
      ];
      await bench.outcome(only(invoke("f", { Retry })));
      return bench.calls.map((call) => call.atMs);
    };
    const times = await timesOf("one");
    expect(times).to.have.length(4);
    expect(times[1]).to.be.within(0, 10_000).and.not.equal(10_000);
    expect(await timesOf("one")).to.deep.equal(times);
    expect(await timesOf("two")).to.not.deep.equal(times);
  });

  it("counts each retrier's attempts apart and shows them to expressions", async () => {
    let calls = 0;
    const bench = new Workbench().onInvoke((payload) => {
      calls += 1;
      if (calls < 3) throw new AwsError("ServiceException", "down");
      return payload;
    });
    const { output } = await bench.outcome(
      only({
        ...invoke("f"),
        Arguments: {
          FunctionName: "f",
          Payload: { tries: "{% $states.context.State.RetryCount %}" },
        },
        Retry: [{ ErrorEquals: ["Lambda.ServiceException"], MaxAttempts: 2 }],
      }),
    );
    expect(output).to.equal('{"tries":2}');
  });

  it("goes on at its catcher with what went wrong", async () => {
    const bench = new Workbench().on("lambda:Invoke", () => {
      throw new AwsError("ResourceNotFoundException", "no function", 404);
    });
    const { output } = await bench.outcome({
      StartAt: "Call",
      States: {
        Call: invoke("f", {
          Catch: [
            { ErrorEquals: ["States.Timeout"], Next: "Wrong" },
            {
              ErrorEquals: ["States.TaskFailed"],
              Next: "Note",
              Assign: { why: "{% $states.errorOutput.Error %}" },
              Output: "{% $states.errorOutput.Cause %}",
            },
          ],
        }),
        Note: { Type: "Pass", Output: "{% [$why, $states.input] %}", End: true },
        Wrong: { Type: "Fail" },
      },
    });
    expect(output).to.equal('["Lambda.ResourceNotFoundException","no function"]');
  });

  it("times out when no answer comes, which is no failure of the task", async () => {
    const bench = new Workbench().onInvoke(() => new Promise(() => undefined));
    const { output } = await bench.outcome({
      StartAt: "Call",
      States: {
        Call: invoke("f", {
          TimeoutSeconds: "{% 6 * 5 %}",
          Catch: [
            { ErrorEquals: ["States.TaskFailed"], Next: "Wrong" },
            { ErrorEquals: ["States.Timeout"], Next: "Note" },
          ],
        }),
        Note: { Type: "Pass", Output: "{% $states.input.Error %}", End: true },
        Wrong: { Type: "Fail" },
      },
    });
    expect(output).to.equal('"States.Timeout"');
    expect(bench.elapsedMs).to.equal(30_000);
  });

  it("is retried when its output cannot be computed", async () => {
    let calls = 0;
    const bench = new Workbench().onInvoke(() => ({ ready: ++calls > 1 ? true : undefined }));
    const { output } = await bench.outcome(
      only(
        invoke("f", {
          Output: "{% $states.result.Payload.ready %}",
          Retry: [{ ErrorEquals: ["States.QueryEvaluationError"] }],
        }),
      ),
    );
    expect(output).to.equal("true");
    expect(calls).to.equal(2);
  });

  it("ends with the whole execution when that runs out of time, whatever it catches", async () => {
    const bench = new Workbench().onInvoke(() => new Promise(() => undefined));
    const { status, error } = await bench.outcome({
      TimeoutSeconds: 60,
      StartAt: "Call",
      States: {
        Call: invoke("f", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }] }),
        End: { Type: "Succeed" },
      },
    });
    expect({ status, error }).to.deep.equal({ status: "TIMED_OUT", error: "States.Timeout" });
    expect(bench.elapsedMs).to.equal(60_000);
  });

  it("publishes objects as their JSON", async () => {
    const bench = new Workbench().on("sns:Publish", () => ({ MessageId: "m" }));
    const { output } = await bench.outcome(
      only({
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Arguments: { TopicArn: "arn:t", Message: { epoch: 2 } },
        Output: "{% $states.result.MessageId %}",
        End: true,
      }),
    );
    expect(output).to.equal('"m"');
    expect(bench.calls[0]?.input).to.deep.equal({ TopicArn: "arn:t", Message: '{"epoch":2}' });
  });
});

describe("A task of the SDK kind", () => {
  const failover = (more = {}) =>
    only({
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:rds:describeGlobalClusters",
      Arguments: { GlobalClusterIdentifier: "ledger" },
      End: true,
      ...more,
    });

  it("spells arguments and results the way Step Functions does", async () => {
    const bench = new Workbench().on("rds:DescribeGlobalClusters", () => ({
      GlobalClusters: [{ GlobalClusterMembers: [{ DBClusterArn: "arn:a", IsWriter: true }] }],
    }));
    const { output } = await bench.outcome(failover());
    expect(bench.calls[0]?.input).to.deep.equal({ GlobalClusterIdentifier: "ledger" });
    expect(JSON.parse(output ?? "")).to.deep.equal({
      GlobalClusters: [{ GlobalClusterMembers: [{ DbClusterArn: "arn:a", IsWriter: true }] }],
    });
  });

  it("refuses the API's own spelling where Step Functions would", async () => {
    const bench = new Workbench().on("rds:DescribeDBClusters", () => ({}));
    const Resource = "arn:aws:states:::aws-sdk:rds:describeDBClusters";
    const wrong = await bench.outcome(
      failover({ Resource, Arguments: { DBClusterIdentifier: "c" } }),
    );
    expect(wrong.error).to.equal("States.Runtime");
    expect(bench.calls).to.deep.equal([]);
    await bench.outcome(failover({ Resource, Arguments: { DbClusterIdentifier: "c" } }));
    expect(bench.calls[0]?.input).to.deep.equal({ DBClusterIdentifier: "c" });
  });

  it("names errors like the Java SDK, and unknown ones after the service", async () => {
    const errors: unknown[] = [];
    for (const name of ["GlobalClusterNotFoundFault", "AccessDenied"]) {
      const bench = new Workbench().on("rds:DescribeGlobalClusters", () => {
        throw new AwsError(name, "no");
      });
      errors.push((await bench.outcome(failover())).error);
    }
    expect(errors).to.deep.equal(["Rds.GlobalClusterNotFoundException", "Rds.RdsException"]);
  });
});
