import { expect } from "chai";
import fc from "fast-check";
import {
  type BudgetStep,
  type Course,
  describePath,
  type FailoverFacts,
  failoverBudget,
  longestPath,
  secondsOf,
} from "../../../functions/core/failover-budget";

const step = (name: string, seconds: number): BudgetStep => ({ step: name, seconds, from: "test" });

const facts = (more: Partial<FailoverFacts> = {}): FailoverFacts => ({
  endpointCheck: { intervalSeconds: 10, threshold: 3, from: "check" },
  latchCheck: { intervalSeconds: 10, threshold: 1, from: "latch" },
  recordTtl: { seconds: 10, from: "record" },
  detectSchedule: { seconds: 60, from: "schedule" },
  detectTimeout: { seconds: 60, from: "detect" },
  tick: { seconds: 5, from: "policy" },
  badTicks: 3,
  mode: "auto",
  untilFenced: [step("assess", 20), step("fence", 20)],
  untilRecovered: [step("assess", 20), step("fence", 20), step("database", 150)],
  untilRecorded: [step("assess", 20), step("fence", 20), step("database", 150), step("end", 40)],
  ...more,
});

describe("The longest path of a course", () => {
  it("adds what follows and takes the slower of what runs beside", () => {
    const course: Course = {
      inOrder: [
        step("a", 1),
        { atOnce: [step("b", 5), { inOrder: [step("c", 3), step("d", 4)] }] },
      ],
    };
    expect(longestPath(course).map(({ step: name }) => name)).to.deep.equal(["a", "c", "d"]);
  });

  it("is never shorter than any way through it", () => {
    const courses = fc.letrec<{ course: Course }>((tie) => ({
      course: fc.oneof(
        { maxDepth: 4 },
        fc.nat(100).map((seconds) => step("s", seconds)),
        fc.record({ inOrder: fc.array(tie("course"), { maxLength: 4 }) }),
        fc.record({ atOnce: fc.array(tie("course"), { minLength: 1, maxLength: 4 }) }),
      ),
    })).course;
    const measured = (course: Course): number => {
      if ("step" in course) return course.seconds;
      if ("inOrder" in course) return course.inOrder.reduce((sum, one) => sum + measured(one), 0);
      return Math.max(0, ...course.atOnce.map(measured));
    };
    fc.assert(
      fc.property(courses, (course) => secondsOf(longestPath(course)) === measured(course)),
      { numRuns: 200 },
    );
  });
});

describe("The failover budget", () => {
  it("counts detection by Route 53 and the old answer's life until payments are accepted", () => {
    const { acceptSeconds, acceptPath } = failoverBudget(facts());
    expect(acceptSeconds).to.equal(3 * 10 + 10 + 10);
    expect(acceptPath.map(({ from }) => from)).to.deep.equal(["check", "Route 53", "record"]);
  });

  it("counts detection by the standby and the workflow until everything is recovered", () => {
    const { wholeSeconds, recordedSeconds } = failoverBudget(facts());
    expect(wholeSeconds).to.equal(5 + 20 + 190);
    expect(recordedSeconds).to.equal(5 + 20 + 230);
  });

  it("counts the latch when DNS is the slowest to follow", () => {
    const slowLatch = { intervalSeconds: 30, threshold: 10, from: "latch" };
    const { wholeSeconds, path } = failoverBudget(facts({ latchCheck: slowLatch }));
    expect(wholeSeconds).to.equal(25 + 40 + 1 + 300 + 10 + 10);
    expect(path.map(({ from }) => from)).to.include("latch");
  });

  it("counts the endpoint's check when it is slower than the workflow", () => {
    const slowCheck = { intervalSeconds: 30, threshold: 10, from: "check" };
    expect(failoverBudget(facts({ endpointCheck: slowCheck })).wholeSeconds).to.equal(320);
  });

  it("counts the gap that a rarer schedule leaves between two runs of the detector", () => {
    const rare = failoverBudget(facts({ detectSchedule: { seconds: 300, from: "schedule" } }));
    expect(rare.wholeSeconds - failoverBudget(facts()).wholeSeconds).to.equal(240);
  });

  it("grows with every declared number that a failover waits for", () => {
    const base = failoverBudget(facts()).wholeSeconds;
    const slower: Partial<FailoverFacts>[] = [
      { tick: { seconds: 6, from: "policy" } },
      { badTicks: 4 },
      { detectTimeout: { seconds: 50, from: "detect" } },
      { untilRecovered: [...facts().untilRecovered, step("more", 1)] },
    ];
    for (const more of slower) {
      expect(failoverBudget(facts(more)).wholeSeconds).to.be.above(base);
    }
  });

  it("names what it cannot count", () => {
    expect(failoverBudget(facts()).notCounted).to.deep.equal([]);
    const open = failoverBudget(facts({ mode: "approve", recordTtl: undefined }));
    expect(open.notCounted).to.have.length(2);
    expect(open.acceptSeconds).to.equal(40);
    expect(failoverBudget(facts({ mode: "manual" })).notCounted[0]).to.contain("manual");
  });

  it("explains every second of its path", () => {
    const { path, wholeSeconds } = failoverBudget(facts());
    const lines = describePath(path);
    const sum = lines.reduce((total, line) => total + Number.parseInt(line, 10), 0);
    expect(sum).to.equal(wholeSeconds);
    for (const line of lines) expect(line).to.match(/^\d+ s {2}.+ \[.+\]$/);
  });
});
