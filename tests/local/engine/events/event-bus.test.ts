import { expect } from "chai";
import { AwsError } from "../../../../local/engine/aws-error";
import { EventBus } from "../../../../local/engine/events/event-bus";
import { parameterChangeEvent } from "../../../../local/engine/events/parameter-change-event";
import { Random } from "../../../../local/engine/random";
import { VirtualTimeline } from "../../../../local/engine/timeline";

const account = "111122223333";
const region = "us-east-2";
const target = `arn:aws:lambda:${region}:${account}:function:sync:live`;
const rule = {
  name: "shared",
  arn: `arn:aws:events:${region}:${account}:rule/shared`,
  pattern: { source: ["aws.ssm"], detail: { name: [{ prefix: "/shared/" }] } },
  targetArns: [target],
};

class World {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  readonly invoked: { arn: string; event: unknown; rule: string; atMs: number }[] = [];
  readonly lost: string[] = [];
  /** What each attempt runs into; nothing when the target takes the event. */
  problems: Error[] = [];
  readonly bus = new EventBus({
    timeline: this.timeline,
    random: new Random("events"),
    region,
    account,
    invoke: async (arn, event, from) => {
      this.invoked.push({ arn, event, rule: from, atMs: this.timeline.nowMs() });
      const problem = this.problems.shift();
      if (problem) throw problem;
    },
    onLost: ({ name }, error) => this.lost.push(`${name}: ${error.message}`),
  });

  async pass(ms: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + ms;
    do await new Promise(setImmediate);
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }
}

const changeOf = (name: string) =>
  parameterChangeEvent(account, { region, name, operation: "Update", type: "String" });

describe("The event bus of a region", () => {
  it("hands an event to the targets of the rules that wait for it", async () => {
    const world = new World();
    world.bus.createRule(rule);
    world.bus.createRule({ ...rule, name: "others", pattern: { source: ["aws.s3"] } });
    expect(world.bus.put(changeOf("/shared/limit"))).to.equal(1);
    await world.pass(1);
    expect(world.invoked).to.have.length(1);
    const [{ arn, event, rule: from }] = world.invoked as [(typeof world.invoked)[0]];
    expect([arn, from]).to.deep.equal([target, rule.arn]);
    expect(event).to.deep.include({
      "detail-type": "Parameter Store Change",
      source: "aws.ssm",
      account,
      region,
      time: "2026-01-01T00:00:00Z",
      resources: [`arn:aws:ssm:${region}:${account}:parameter/shared/limit`],
      detail: { name: "/shared/limit", type: "String", operation: "Update" },
    });
  });

  it("keeps from its targets what no rule waits for", async () => {
    const world = new World();
    world.bus.createRule(rule);
    expect(world.bus.put(changeOf("/local/limit"))).to.equal(0);
    await world.pass(60_000);
    expect(world.invoked).to.deep.equal([]);
  });

  it("tries again, later and later, while the target cannot take it", async () => {
    const world = new World();
    world.bus.createRule(rule);
    world.problems = [new Error("unreachable"), new AwsError("TooManyRequestsException", "", 429)];
    world.bus.put(changeOf("/shared/limit"));
    await world.pass(60_000);
    const startMs = Date.UTC(2026, 0, 1);
    expect(world.invoked.map(({ atMs }) => atMs - startMs)).to.deep.equal([0, 1_000, 3_000]);
    expect(world.lost).to.deep.equal([]);
  });

  it("gives up at once when the target refuses, and says so", async () => {
    const world = new World();
    world.bus.createRule(rule);
    world.problems = [new AwsError("AccessDeniedException", "not authorized", 403)];
    world.bus.put(changeOf("/shared/limit"));
    await world.pass(60_000);
    expect(world.invoked).to.have.length(1);
    expect(world.lost).to.deep.equal(["shared: not authorized"]);
  });

  it("refuses a rule that waits for nothing or for what it does not understand", () => {
    const { bus } = new World();
    expect(() => bus.createRule({ ...rule, pattern: {} })).to.throw(/waits for no event/);
    const pattern = { source: [{ cidr: "10.0.0.0/8" }] };
    expect(() => bus.createRule({ ...rule, pattern })).to.throw(/cidr/);
  });
});
