import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { Random } from "../../../../local/engine/random";
import type { ScheduleDeclaration } from "../../../../local/engine/scheduler/schedule";
import { Scheduler } from "../../../../local/engine/scheduler/scheduler";
import { Sqs } from "../../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../../local/engine/timeline";

const region = "us-east-1";
const targetArn = `arn:aws:lambda:${region}:123456789012:function:sweep`;

/** A scheduler whose target answers what the test says, in virtual time. */
class World {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1, 0, 0, 30));
  readonly start = this.timeline.nowMs();
  readonly sqs = new Sqs({ timeline: this.timeline, random: new Random("scheduler-test") });
  readonly runs: number[] = [];
  readonly events: unknown[] = [];
  readonly counted = new Map<string, number>();
  answer: () => Error | undefined = () => undefined;
  readonly scheduler = new Scheduler({
    timeline: this.timeline,
    random: new Random("scheduler-test"),
    queues: this.sqs,
    invoke: async (_arn, event) => {
      this.runs.push((this.timeline.nowMs() - this.start) / 1000);
      this.events.push(event);
      const error = this.answer();
      if (error) throw error;
    },
    metrics: (_region, _namespace, name, _dimensions, value) =>
      this.counted.set(name, (this.counted.get(name) ?? 0) + value),
  });

  create(more: Partial<ScheduleDeclaration> = {}): string {
    const declaration = { name: "sweep", expression: "rate(1 minute)", targetArn, ...more };
    return this.scheduler.createSchedule(region, declaration);
  }

  async pass(seconds: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    while (this.timeline.step(untilMs)) await new Promise((resolve) => setImmediate(resolve));
    this.timeline.jumpTo(untilMs);
  }

  letters() {
    const queue = this.sqs.queuesOf(region)[0];
    const output = this.sqs.call({ region }, "ReceiveMessage", {
      QueueUrl: queue?.url,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    }) as {
      Messages?: { Body: string; MessageAttributes: Record<string, { StringValue: string }> }[];
    };
    return output.Messages ?? [];
  }
}

const throttled = () => new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);

describe("schedules", () => {
  it("fire at once and then at their rate", async () => {
    const world = new World();
    world.create();
    await world.pass(180);
    expect(world.runs).to.deep.equal([0, 60, 120, 180]);
  });

  it("fire when the clock says so", async () => {
    const world = new World();
    world.create({ expression: "cron(0/5 * * * ? *)" });
    await world.pass(600);
    expect(world.runs).to.deep.equal([270, 570]);
  });

  it("fire between their start and their end", async () => {
    const world = new World();
    world.create({ startAtMs: world.start + 90_000, endAtMs: world.start + 210_000 });
    await world.pass(600);
    expect(world.runs).to.deep.equal([90, 150, 210]);
  });

  it("never fire while they are disabled", async () => {
    const world = new World();
    world.create({ enabled: false });
    await world.pass(600);
    expect(world.runs).to.deep.equal([]);
  });

  it("spread over a flexible window, differently each time and the same on a replay", async () => {
    const offsets = async () => {
      const world = new World();
      world.create({ expression: "rate(1 hour)", flexibleWindowMinutes: 15 });
      await world.pass(5 * 3600 - 1);
      return world.runs.map((seconds) => seconds % 3600);
    };
    const first = await offsets();
    expect(first).to.have.length(5);
    expect(new Set(first).size).to.equal(5);
    expect(Math.max(...first)).to.be.below(900);
    expect(await offsets()).to.deep.equal(first);
  });

  it("give their target the input with its context", async () => {
    const world = new World();
    const arn = world.create({
      input: '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
    });
    await world.pass(0);
    expect(world.events).to.deep.equal([{ at: "2026-01-01T00:00:30Z", by: arn }]);
  });
});

describe("scheduled invocations that fail", () => {
  it("are tried again, ever more slowly, until the target takes them", async () => {
    const world = new World();
    world.create({ expression: "rate(1 hour)" });
    let failures = 4;
    world.answer = () => (failures-- > 0 ? throttled() : undefined);
    await world.pass(1800);
    expect(world.runs).to.deep.equal([0, 1, 3, 7, 15]);
  });

  it("go to the dead letters after the last retry, and say why", async () => {
    const world = new World();
    const deadLetterArn = world.sqs.createQueue(region, { name: "letters" }).arn;
    world.create({ expression: "rate(1 hour)", maximumRetryAttempts: 2, deadLetterArn });
    world.answer = throttled;
    await world.pass(1800);
    expect(world.runs).to.have.length(3);
    const [letter] = world.letters();
    expect(letter?.Body).to.equal("{}");
    const value = (name: string) => letter?.MessageAttributes[name]?.StringValue;
    expect(value("ERROR_CODE")).to.equal("TooManyRequestsException");
    expect(value("EXHAUSTED_RETRY_CONDITION")).to.equal("MaximumRetryAttempts");
    expect(value("RETRY_ATTEMPTS")).to.equal("2");
    expect(value("SCHEDULED_TIME")).to.equal("2026-01-01T00:00:30.000Z");
    expect(world.counted.get("InvocationDroppedCount")).to.equal(1);
  });

  it("are given up when they get too old", async () => {
    const world = new World();
    const deadLetterArn = world.sqs.createQueue(region, { name: "letters" }).arn;
    world.create({ expression: "rate(1 hour)", maximumEventAgeSeconds: 60, deadLetterArn });
    world.answer = throttled;
    await world.pass(1800);
    expect(Math.max(...world.runs)).to.be.at.most(60);
    const attributes = world.letters()[0]?.MessageAttributes;
    expect(attributes?.EXHAUSTED_RETRY_CONDITION?.StringValue).to.equal("MaximumEventAgeInSeconds");
  });

  it("are not tried again when there is no such function", async () => {
    const world = new World();
    const deadLetterArn = world.sqs.createQueue(region, { name: "letters" }).arn;
    world.create({ expression: "rate(1 hour)", deadLetterArn });
    world.answer = () => new AwsError("ResourceNotFoundException", "no function", 404);
    await world.pass(1800);
    expect(world.runs).to.deep.equal([0]);
    expect(world.letters()).to.have.length(1);
    world.sqs.dropQueue(region, "letters");
    await world.pass(1800);
    expect(world.counted.get("InvocationsFailedToBeSentToDeadLetterCount")).to.equal(1);
  });
});

describe("schedules of a dark region", () => {
  it("do not fire and do not make up for it, but keep their rhythm", async () => {
    const world = new World();
    world.create();
    await world.pass(60);
    world.scheduler.stop(region);
    await world.pass(150);
    world.scheduler.start(region);
    world.scheduler.start(region);
    await world.pass(90);
    expect(world.runs).to.deep.equal([0, 60, 240, 300]);
  });

  it("finish what was under way when the region is back", async () => {
    const world = new World();
    world.create({ expression: "rate(1 hour)" });
    let failures = 1;
    world.answer = () => (failures-- > 0 ? throttled() : undefined);
    await world.pass(0.5);
    world.scheduler.stop(region);
    await world.pass(100);
    expect(world.runs).to.deep.equal([0]);
    world.scheduler.start(region);
    await world.pass(1);
    expect(world.runs).to.deep.equal([0, 100.5]);
  });
});

describe("the scheduler's own answers", () => {
  it("tells about its schedules", () => {
    const world = new World();
    const arn = world.create({ maximumRetryAttempts: 3 });
    const schedule = world.scheduler.call({ region }, "GetSchedule", { Name: "sweep" });
    expect(schedule).to.deep.nested.include({
      Arn: arn,
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      "Target.RetryPolicy.MaximumRetryAttempts": 3,
    });
    const list = world.scheduler.call({ region }, "ListSchedules", {});
    expect(list).to.have.nested.property("Schedules[0].Name", "sweep");
    expect(() => world.scheduler.call({ region }, "GetSchedule", { Name: "x" })).to.throw(
      /not exist/,
    );
  });

  it("refuses what cannot work", () => {
    const world = new World();
    world.create();
    const refused = (more: Partial<ScheduleDeclaration>) => () =>
      world.create({ name: "other", ...more });
    expect(refused({ name: "sweep" })).to.throw(/already exists/);
    expect(refused({ targetArn: targetArn.replace(region, "us-east-2") })).to.throw(
      /not in us-east-1/,
    );
    expect(refused({ targetArn: "arn:aws:sqs:us-east-1:1:q" })).to.throw(NotModelled, /target/);
    expect(refused({ timezone: "Europe/Berlin" })).to.throw(NotModelled, /time zone/);
    expect(refused({ input: "{" })).to.throw(/no JSON/);
    expect(refused({ maximumRetryAttempts: 186 })).to.throw(/at most 185/);
    expect(refused({ maximumEventAgeSeconds: 59 })).to.throw(/event age/);
    expect(() => world.scheduler.call({ region }, "DeleteSchedule", {})).to.throw(NotModelled);
  });
});
