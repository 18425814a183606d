import { expect } from "chai";
import { NotModelled } from "../../../../local/engine/aws-error";
import type { AlarmDeclaration } from "../../../../local/engine/cloudwatch/alarm-declaration";
import { CloudWatch } from "../../../../local/engine/cloudwatch/cloudwatch";
import { Random } from "../../../../local/engine/random";
import { Sns } from "../../../../local/engine/sns/sns";
import { VirtualTimeline } from "../../../../local/engine/timeline";

const region = "us-east-1";

/** One metric, alarms over it and a topic with a mailbox, in virtual time. */
class World {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1, 0, 0, 30));
  readonly start = this.timeline.nowMs();
  readonly sns = new Sns({ timeline: this.timeline, random: new Random("alarm-test") });
  readonly topicArn = this.sns.createTopic(region, "incidents");
  readonly changes: string[] = [];
  readonly cloudWatch = new CloudWatch({
    timeline: this.timeline,
    publish: (topicArn, message, principal, subject) =>
      this.sns.publish(topicArn, message, principal, subject),
    onTransition: ({ from, to, atMs }) => {
      this.changes.push(`${(atMs - this.start) / 1000} ${from} ${to}`);
    },
  });

  constructor() {
    const { topicArn } = this;
    this.sns.createSubscription({ topicArn, protocol: "email", endpoint: "ops@example.com" });
  }

  create(more: Partial<AlarmDeclaration> = {}): string {
    return this.cloudWatch.createAlarm(region, {
      name: "errors",
      metric: {
        namespace: "Payments",
        name: "Errors",
        dimensions: {},
        statistic: "Sum",
        periodSeconds: 60,
      },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
      evaluationPeriods: 2,
      ...more,
    });
  }

  errors(value: number): void {
    this.cloudWatch.record(region, "Payments", "Errors", {}, value, "Count");
  }

  pass(seconds: number): void {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }

  /** One value in each of the next minutes; undefined is a minute without data. */
  minutes(...values: (number | undefined)[]): void {
    for (const value of values) {
      if (value !== undefined) this.errors(value);
      this.pass(60);
    }
  }

  state(): string {
    return this.cloudWatch.alarmState(region, "errors");
  }
}

describe("alarms", () => {
  it("change when enough periods breach, and change back", () => {
    const world = new World();
    world.create();
    world.minutes(0, 9, 9, 0, 0, 0);
    expect(world.changes).to.deep.equal([
      "30 INSUFFICIENT_DATA OK",
      "150 OK ALARM",
      "210 ALARM OK",
    ]);
  });

  it("need only some of the periods when declared so", () => {
    const world = new World();
    world.create({ evaluationPeriods: 3, datapointsToAlarm: 2 });
    world.minutes(0, 9, 0, 9);
    expect(world.state()).to.equal("ALARM");
  });

  for (const [comparisonOperator, value, expected] of [
    ["GreaterThanThreshold", 5, "OK"],
    ["GreaterThanOrEqualToThreshold", 5, "ALARM"],
    ["LessThanThreshold", 5, "OK"],
    ["LessThanOrEqualToThreshold", 5, "ALARM"],
    ["LessThanThreshold", 4, "ALARM"],
  ] as const) {
    it(`${comparisonOperator} 5 is ${expected} at ${value}`, () => {
      const world = new World();
      world.create({ comparisonOperator, evaluationPeriods: 1 });
      world.minutes(value);
      expect(world.state()).to.equal(expected);
    });
  }

  it("treat a heartbeat that stops as breaching when told so", () => {
    const world = new World();
    world.create({
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
    world.minutes(1, 1, 1, 1);
    expect(world.state()).to.equal("OK");
    world.minutes(undefined, undefined, undefined, undefined, undefined);
    expect(world.state()).to.equal("ALARM");
  });

  it("say that data is insufficient when it stops", () => {
    const world = new World();
    world.create();
    world.minutes(1, 1);
    expect(world.state()).to.equal("OK");
    world.minutes(undefined, undefined, undefined, undefined, undefined);
    expect(world.state()).to.equal("INSUFFICIENT_DATA");
  });

  it("look at longer periods every minute", () => {
    const world = new World();
    const metric = {
      namespace: "Payments",
      name: "Errors",
      dimensions: {},
      statistic: "Sum",
      periodSeconds: 300,
    };
    world.create({ metric, evaluationPeriods: 1 });
    world.minutes(3, 3);
    expect(world.state(), "six errors within five minutes").to.equal("ALARM");
  });

  it("look at short periods every ten seconds", () => {
    const world = new World();
    const metric = {
      namespace: "Payments",
      name: "Errors",
      dimensions: {},
      statistic: "Sum",
      periodSeconds: 10,
    };
    world.create({ metric, evaluationPeriods: 1 });
    world.errors(9);
    world.pass(10);
    expect(world.changes).to.deep.equal(["10 INSUFFICIENT_DATA ALARM"]);
    world.create({ name: "slow", evaluationPeriods: 1, metric: { ...metric, periodSeconds: 60 } });
    world.pass(10);
    expect(world.cloudWatch.alarmState(region, "slow")).to.equal("INSUFFICIENT_DATA");
    world.pass(10);
    expect(world.cloudWatch.alarmState(region, "slow")).to.equal("ALARM");
  });

  it("work on percentiles and on expressions", () => {
    const world = new World();
    const metric = {
      namespace: "Payments",
      name: "Errors",
      dimensions: {},
      statistic: "p90",
      periodSeconds: 60,
    };
    world.create({ metric, evaluationPeriods: 1, threshold: 90 });
    const queries = [
      { id: "m1", metric: { ...metric, statistic: "Sum" }, returnData: false },
      { id: "m2", metric: { ...metric, statistic: "SampleCount" }, returnData: false },
      { id: "mean", expression: "m1 / m2" },
    ];
    world.create({ name: "mean", metric: undefined, queries, threshold: 51, evaluationPeriods: 1 });
    for (let value = 1; value <= 100; value++) world.errors(value);
    world.pass(60);
    expect(world.state()).to.equal("OK");
    expect(world.cloudWatch.alarmState(region, "mean")).to.equal("OK");
    for (let value = 3; value <= 102; value++) world.errors(value);
    world.pass(60);
    expect(world.state()).to.equal("ALARM");
    expect(world.cloudWatch.alarmState(region, "mean")).to.equal("ALARM");
  });

  it("tell their topics, in words and as JSON", () => {
    const world = new World();
    const { topicArn } = world;
    world.create({ alarmActions: [topicArn], okActions: [topicArn], description: "too many" });
    world.minutes(9, 9, 0, 0);
    expect(world.sns.sentMail.map(({ subject }) => subject)).to.deep.equal([
      'ALARM: "errors" in us-east-1',
      'OK: "errors" in us-east-1',
    ]);
    const told = JSON.parse(world.sns.sentMail[0]?.text ?? "{}");
    expect(told).to.include({
      AlarmName: "errors",
      AlarmDescription: "too many",
      NewStateValue: "ALARM",
      OldStateValue: "INSUFFICIENT_DATA",
      Region: region,
    });
    expect(told.Trigger).to.include({ MetricName: "Errors", Threshold: 5 });
    expect(told.NewStateReason).to.match(/9, 9|no data, 9/);
  });

  it("are silent while their actions are disabled", () => {
    const world = new World();
    const { topicArn } = world;
    world.create({ alarmActions: [topicArn] });
    const AlarmNames = ["errors"];
    world.cloudWatch.call({ region }, "DisableAlarmActions", { AlarmNames });
    world.minutes(9, 9);
    expect(world.state()).to.equal("ALARM");
    expect(world.sns.sentMail).to.have.length(0);
    world.cloudWatch.call({ region }, "EnableAlarmActions", { AlarmNames });
    world.minutes(0, 0, 9, 9);
    expect(world.sns.sentMail).to.have.length(1);
  });

  it("can be set by a person, with their actions, until the next evaluation", () => {
    const world = new World();
    const { topicArn } = world;
    world.create({ alarmActions: [topicArn] });
    world.minutes(0, 0);
    const set = (StateValue: string) =>
      world.cloudWatch.call({ region }, "SetAlarmState", {
        AlarmName: "errors",
        StateValue,
        StateReason: "drill",
      });
    set("ALARM");
    world.pass(1);
    expect(world.sns.sentMail).to.have.length(1);
    world.minutes(0);
    expect(world.state()).to.equal("OK");
    expect(() => set("BROKEN")).to.throw(/not a state/);
  });

  it("stand still in a dark region and go on after it", () => {
    const world = new World();
    world.create();
    world.minutes(0, 0);
    world.cloudWatch.stop(region);
    world.minutes(9, 9, 9);
    expect(world.state()).to.equal("OK");
    world.cloudWatch.start(region);
    world.minutes(9);
    expect(world.state()).to.equal("ALARM");
  });

  it("are described, filtered and in pages", () => {
    const world = new World();
    world.create();
    world.create({ name: "errors-late" });
    world.create({ name: "other" });
    const names = (input: Record<string, unknown>) => {
      const answer = world.cloudWatch.call({ region }, "DescribeAlarms", input) as {
        MetricAlarms: { AlarmName: string }[];
        NextToken?: string;
      };
      return [answer.MetricAlarms.map(({ AlarmName }) => AlarmName).join(), answer.NextToken];
    };
    expect(names({})).to.deep.equal(["errors,errors-late,other", undefined]);
    expect(names({ AlarmNamePrefix: "errors" })).to.deep.equal(["errors,errors-late", undefined]);
    expect(names({ AlarmNames: ["other"] })).to.deep.equal(["other", undefined]);
    expect(names({ MaxRecords: 2 })).to.deep.equal(["errors,errors-late", "2"]);
    expect(names({ MaxRecords: 2, NextToken: "2" })).to.deep.equal(["other", undefined]);
    expect(names({ StateValue: "ALARM" })).to.deep.equal(["", undefined]);
    const answer = world.cloudWatch.call({ region }, "DescribeAlarms", { AlarmNames: ["errors"] });
    expect(answer).to.deep.nested.include({
      "MetricAlarms[0].StateValue": "INSUFFICIENT_DATA",
      "MetricAlarms[0].Threshold": 5,
      "MetricAlarms[0].TreatMissingData": "missing",
    });
  });

  it("that cannot work are refused", () => {
    const world = new World();
    world.create();
    const refused = (more: Partial<AlarmDeclaration>) => () =>
      world.create({ name: "other", ...more });
    expect(refused({ name: "errors" })).to.throw(/exists already/);
    expect(refused({ evaluationPeriods: 0 })).to.throw(/evaluation periods/);
    expect(refused({ datapointsToAlarm: 3 })).to.throw(/3 of 2/);
    expect(refused({ threshold: Number.NaN })).to.throw(/threshold/);
    expect(refused({ metric: undefined })).to.throw(/metric or queries/);
    expect(refused({ alarmActions: ["arn:aws:automate:us-east-1:ec2:stop"] })).to.throw(
      NotModelled,
    );
    const elsewhere = world.topicArn.replace(region, "us-east-2");
    expect(refused({ alarmActions: [elsewhere] })).to.throw(/Invalid region/);
    const mute = new CloudWatch({ timeline: world.timeline });
    const declaration = {
      name: "a",
      metric: { namespace: "P", name: "n", dimensions: {}, statistic: "Sum", periodSeconds: 60 },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 1,
      evaluationPeriods: 1,
      alarmActions: [world.topicArn],
    } as const;
    expect(() => mute.createAlarm(region, declaration)).to.throw(/nothing publishes/);
  });
});
