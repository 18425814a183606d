import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import type { InvocationContext } from "../../../../local/engine/lambda/function-declaration";
import type { InvokeOutput } from "../../../../local/engine/lambda/invoke";
import { drain, LambdaWorld, region } from "./lambda-world";

async function invoke(world: LambdaWorld, input: Record<string, unknown>) {
  const answer = await (world.lambda.call({ region }, "Invoke", {
    FunctionName: "settle",
    ...input,
  }) as Promise<InvokeOutput>);
  const payload = Buffer.from(answer.Payload ?? []).toString();
  return { ...answer, payload: payload === "" ? undefined : JSON.parse(payload) };
}

function refusal(world: LambdaWorld, input: Record<string, unknown>): AwsError {
  try {
    void world.lambda.call({ region }, "Invoke", { FunctionName: "settle", ...input });
  } catch (error) {
    return error as AwsError;
  }
  throw new Error("the invocation was accepted");
}

describe("invocations", () => {
  it("carry JSON in and out", async () => {
    const world = new LambdaWorld();
    world.create(async ({ amount }: { amount: number }) => ({ doubled: amount * 2 }));
    const answer = await invoke(world, { Payload: Buffer.from('{"amount":21}') });
    expect(answer).to.deep.include({ StatusCode: 200, payload: { doubled: 42 } });
    expect(answer.FunctionError).to.equal(undefined);
  });

  it("answer null when the function returns nothing", async () => {
    const world = new LambdaWorld();
    world.create(async () => undefined);
    expect((await invoke(world, {})).payload).to.equal(null);
  });

  it("report what the function throws, at once or later", async () => {
    const world = new LambdaWorld();
    world.create(async () => {
      throw new TypeError("no amount");
    });
    const late = await invoke(world, {});
    expect(late.FunctionError).to.equal("Unhandled");
    expect(late.payload).to.include({ errorType: "TypeError", errorMessage: "no amount" });
    world.lambda.updateCode(region, "settle", () => {
      throw new RangeError("at once");
    });
    expect((await invoke(world, {})).payload).to.include({ errorType: "RangeError" });
  });

  it("report a result that is no JSON", async () => {
    const world = new LambdaWorld();
    world.create(async () => ({ amount: 10n }));
    const { payload } = await invoke(world, {});
    expect(payload.errorType).to.equal("Runtime.MarshalError");
  });

  it("time out in the words of AWS, and the code is told to stop", async () => {
    const world = new LambdaWorld();
    const stopped: string[] = [];
    world.create(async (_event, context) => {
      context.whenAbandoned(() => stopped.push(context.requestId));
      await world.sleep(60_000);
      return context.isAbandoned();
    });
    const answer = invoke(world, {});
    await world.pass(3.1);
    const { FunctionError, payload } = await answer;
    expect(FunctionError).to.equal("Unhandled");
    expect(stopped).to.have.length(1);
    expect(payload).to.deep.equal({
      errorMessage: `2026-01-01T00:00:03.000Z ${stopped[0]} Task timed out after 3.00 seconds`,
    });
    expect(world.lambda.running(region, "settle")).to.equal(0);
    await world.pass(60);
    expect(world.counted.get("Errors"), "the late end counts for nothing").to.equal(1);
  });

  it("know how much time is left", async () => {
    const world = new LambdaWorld();
    const seen: number[] = [];
    world.create(async (_event, context: InvocationContext) => {
      seen.push(context.remainingMs());
      await world.sleep(1000);
      seen.push(context.remainingMs());
    });
    world.begin();
    await world.pass(2);
    expect(seen).to.deep.equal([3000, 2000]);
  });

  it("find a function by name, alias, version and ARN, but not in another region", async () => {
    const world = new LambdaWorld();
    const arn = world.create(async () => "here", { qualifiers: ["live", "7"] });
    for (const FunctionName of ["settle", "settle:live", "settle:7", arn, `${arn}:live`]) {
      expect((await invoke(world, { FunctionName })).payload, FunctionName).to.equal("here");
    }
    expect((await invoke(world, { Qualifier: "$LATEST" })).payload).to.equal("here");
    expect(refusal(world, { FunctionName: "settle:old" }).name).to.equal(
      "ResourceNotFoundException",
    );
    expect(refusal(world, { Qualifier: "old" }).statusCode).to.equal(404);
    expect(refusal(world, { FunctionName: "refund" }).name).to.equal("ResourceNotFoundException");
    const foreign = arn.replace(region, "us-east-2");
    expect(refusal(world, { FunctionName: foreign }).message).to.match(/not reachable/);
  });

  it("are refused when the payload is no JSON or too large", () => {
    const world = new LambdaWorld();
    world.create(async () => undefined);
    expect(refusal(world, { Payload: "{" }).name).to.equal("InvalidRequestContentException");
    const Payload = new Uint8Array(1024 * 1024 + 1);
    const refused = refusal(world, { InvocationType: "Event", Payload });
    expect(refused).to.include({ name: "RequestTooLargeException", statusCode: 413 });
  });

  it("only test the permission with DryRun, and name what is not modelled", async () => {
    const world = new LambdaWorld();
    let runs = 0;
    world.create(async () => {
      runs += 1;
    });
    expect((await invoke(world, { InvocationType: "DryRun" })).StatusCode).to.equal(204);
    expect(runs).to.equal(0);
    const unknown = { FunctionName: "refund", InvocationType: "DryRun" };
    expect(refusal(world, unknown).name).to.equal("ResourceNotFoundException");
    expect(() => world.lambda.call({ region }, "ListFunctions", {})).to.throw(NotModelled);
  });

  it("run new code after an update while the old one finishes", async () => {
    const world = new LambdaWorld();
    world.create(async () => {
      await world.sleep(1000);
      return "old";
    });
    const old = world.begin();
    world.lambda.updateCode(region, "settle", async () => "new");
    const fresh = world.begin();
    await world.pass(2);
    expect([old.outcome, fresh.outcome]).to.deep.equal([
      { ok: true, value: "old" },
      { ok: true, value: "new" },
    ]);
  });
});

describe("concurrency", () => {
  const slow = (world: LambdaWorld) => async () => {
    await world.sleep(1000);
  };

  it("a reservation limits its function and throttles the rest", async () => {
    const world = new LambdaWorld();
    world.create(slow(world), { reservedConcurrency: 2 });
    world.begin();
    world.begin();
    const refused = refusal(world, {});
    expect(refused).to.include({ name: "TooManyRequestsException", statusCode: 429 });
    expect(refused.members.Reason).to.equal("ReservedFunctionConcurrentInvocationLimitExceeded");
    expect(world.counted.get("Throttles")).to.equal(1);
    await world.pass(1);
    expect(world.begin()).to.be.an("object");
  });

  it("what is reserved is missing in the shared pool", () => {
    const world = new LambdaWorld({ regionConcurrency: 3 });
    world.create(slow(world), { reservedConcurrency: 2 });
    world.create(slow(world), { name: "other" });
    void world.lambda.invoke(region, "other", {});
    expect(() => world.lambda.invoke(region, "other", {})).to.throw(AwsError, "Rate Exceeded");
    expect(world.begin()).to.be.an("object");
    const create = () => world.create(slow(world), { name: "third", reservedConcurrency: 2 });
    expect(create).to.throw(/adds up to 4 of 3/);
  });

  it("a limit of zero stops a function, and can be lifted again", () => {
    const world = new LambdaWorld();
    world.create(slow(world));
    world.lambda.setReservedConcurrency(region, "settle", 0);
    expect(refusal(world, {}).name).to.equal("TooManyRequestsException");
    world.lambda.setReservedConcurrency(region, "settle", undefined);
    world.begin();
    expect(world.lambda.running(region, "settle")).to.equal(1);
  });
});

describe("a region that is killed", () => {
  it("drops what runs without an answer, and frees its places", async () => {
    const world = new LambdaWorld();
    let effects = 0;
    let stops = 0;
    world.create(
      async (_event, context) => {
        context.whenAbandoned(() => {
          stops += 1;
        });
        await world.sleep(1000);
        if (!context.isAbandoned()) effects += 1;
      },
      { reservedConcurrency: 1 },
    );
    const cut = world.begin();
    world.lambda.kill(region);
    expect(refusal(world, {}).name).to.equal("ServiceException");
    await world.pass(10);
    expect({ outcome: cut.outcome, effects, stops }).to.deep.equal({
      outcome: undefined,
      effects: 0,
      stops: 1,
    });
    world.lambda.start(region);
    const next = world.begin();
    await world.pass(2);
    expect(next.outcome?.ok).to.equal(true);
    expect(effects).to.equal(1);
  });

  it("leaves the other region alone", async () => {
    const world = new LambdaWorld();
    world.create(async () => "primary");
    const declaration = { name: "settle", timeoutMs: 1000, memoryMb: 128 };
    world.lambda.createFunction("us-east-2", { ...declaration, run: async () => "secondary" });
    world.lambda.kill(region);
    const outcome = await world.lambda.invoke("us-east-2", "settle", {});
    expect(outcome).to.deep.equal({ ok: true, value: "secondary" });
    await drain();
  });
});
