import { expect } from "chai";
import { ChangeHistory } from "../../local/page/change-history";
import type { Execution } from "../../local/page/cloud-reader";
import { ExecutionWatch } from "../../local/page/execution-watch";
import { type EventKind, eventKind, isForTheTerminal } from "../../local/page/night-event-kind";
import { NightLog } from "../../local/page/night-log";

const event = (text: string, data?: unknown) => ({ atMs: 1, source: "us-east-1", text, data });

describe("events of the night", () => {
  const words: readonly [text: string, kind: EventKind][] = [
    ["us-east-1 goes dark", "disaster"],
    ["us-east-1 recovers", "repair"],
    ["114 messages were still in the queues", "repair"],
    ["alarm payment-dlq-depth-local-us-east-1 is ALARM", "alarm"],
    ["alarm payment-dlq-depth-local-us-east-1 is OK", "detail"],
    ["detect: the active region is lost: standby, witness saw it", "workflow"],
    ["detect: failover workflow", "workflow"],
    ["validate: store did not answer: TimeoutError", "detail"],
    ["parameter-changed", "detail"],
  ];
  for (const [text, kind] of words) {
    it(`takes "${text}" for ${kind}`, () => {
      expect(eventKind(event(text))).to.equal(kind);
      expect(isForTheTerminal(event(text)), "terminal").to.equal(kind !== "detail");
    });
  }

  it("believes what an event says of itself, and nothing that is no kind", () => {
    expect(eventKind(event("us-east-1 is cut off", { kind: "disaster" }))).to.equal("disaster");
    expect(eventKind(event("something", { kind: "constructor" }))).to.equal("detail");
  });

  it("numbers the log, cuts long texts and forgets the oldest", () => {
    const log = new NightLog();
    for (let index = 0; index < 600; index++) log.add(event(`${index} ${"x".repeat(1_000)}`));
    const kept = log.after(0);
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).to.deep.equal([500, 101, 600]);
    expect(kept[0]?.text).to.have.length(400);
    expect(log.after(598).map(({ id }) => id)).to.deep.equal([599, 600]);
  });
});

describe("change history", () => {
  it("notes changes only, and gives what is needed to draw from a moment on", () => {
    const history = new ChangeHistory<string>();
    expect(history.note("a", 10)).to.equal(true);
    expect(history.note("a", 20)).to.equal(false);
    history.note("b", 30);
    history.note("a", 40);
    expect(history.current).to.equal("a");
    expect(history.since(5).map(({ fromMs }) => fromMs)).to.deep.equal([10, 30, 40]);
    expect(history.since(35).map(({ fromMs }) => fromMs)).to.deep.equal([30, 40]);
    expect(history.since(99).map(({ fromMs }) => fromMs)).to.deep.equal([40]);
    expect(new ChangeHistory<string>().since(0)).to.deep.equal([]);
  });
});

describe("execution watch", () => {
  const execution = (changes: Partial<Execution>): Execution => ({
    region: "us-east-2",
    name: "failover-2",
    status: "RUNNING",
    step: "Assess",
    startMs: 1,
    stopMs: undefined,
    cause: undefined,
    ...changes,
  });

  function watched() {
    const said: string[] = [];
    return { said, watch: new ExecutionWatch((_region, text) => said.push(text)) };
  }

  it("tells the beginning, each new step and the end once", () => {
    const { said, watch } = watched();
    watch.note([execution({})]);
    watch.note([execution({})]);
    watch.note([execution({ step: "Fence" })]);
    const failed = execution({ status: "FAILED", step: undefined, cause: "GatesClosed: lag" });
    watch.note([failed]);
    watch.note([failed]);
    expect(said).to.deep.equal([
      "workflow failover-2 begins",
      "workflow failover-2: Assess",
      "workflow failover-2: Fence",
      "workflow failover-2 failed: GatesClosed: lag",
    ]);
  });

  it("says that a running workflow died with its region, and keeps it", () => {
    const { said, watch } = watched();
    watch.note([execution({}), execution({ name: "earlier", status: "SUCCEEDED", startMs: 0 })]);
    watch.lost("us-east-1");
    watch.lost("us-east-2");
    watch.lost("us-east-2");
    expect(said.filter((text) => text.includes("died"))).to.deep.equal([
      "workflow failover-2 died with its region",
    ]);
    expect(watch.latest().map(({ name, status }) => [name, status])).to.deep.equal([
      ["failover-2", "ABORTED"],
      ["earlier", "SUCCEEDED"],
    ]);
  });
});
