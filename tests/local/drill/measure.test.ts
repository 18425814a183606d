import { expect } from "chai";
import { acceptGapMs, countClients } from "../../../local/drill/measure-clients";
import { measureNight } from "../../../local/drill/measure-night";
import { servedAgain } from "../../../local/drill/served-again";
import { at, lineOf, PRIMARY, STANDBY, STRUCK_MS, sampleNight } from "./sample-night";

describe("what is measured about a night", () => {
  it("counts from the blow to the moment from which clients stay served", () => {
    const [strike] = measureNight(sampleNight()).strikes;
    expect(strike).to.deep.include({
      detectionSeconds: 5,
      decisionSeconds: 15.5,
      authoritySeconds: 16,
      dnsSeconds: 30,
    });
    expect(strike?.firstSuccessSeconds).to.equal(30.05);
    expect(strike?.rtoSeconds).to.equal(30.05);
    expect(strike?.acceptGapSeconds).to.be.closeTo(30.5, 0.1);
  });

  it("says null, not zero, where something was never seen", () => {
    const night = sampleNight();
    const { moments } = night;
    const blind = sampleNight({
      moments: {
        ...moments,
        detections: [],
        authorities: moments.authorities.slice(0, 1),
        moves: [],
      },
    });
    const [strike] = measureNight(blind).strikes;
    expect(strike).to.deep.include({
      ...{ detectionSeconds: null, decisionSeconds: null, authoritySeconds: null },
      backlogDrainedSeconds: null,
    });
  });

  it("takes a success that is followed by failures for luck", () => {
    const lines = [
      lineOf("a", 1_000, { region: STANDBY }),
      ...Array.from({ length: 10 }, (_, i) => lineOf(`b${i}`, 2_000 + i, { status: 503 })),
      ...Array.from({ length: 10 }, (_, i) =>
        lineOf(`c${i}`, 15_000 + i * 1_000, { region: STANDBY }),
      ),
    ];
    expect(servedAgain(lines, at(0), at(60_000))).to.equal(at(15_050));
  });

  it("does not call clients served whose outage only comes later", () => {
    const lines = Array.from({ length: 60 }, (_, second) => {
      const dark = second >= 28 && second < 40;
      return lineOf(`p${second}`, second * 1_000, dark ? { status: 0 } : { region: STANDBY });
    });
    expect(servedAgain(lines, at(0), at(60_000))).to.equal(at(40_050));
    const early = lines.filter(({ beganMs }) => beganMs < at(28_000));
    expect(servedAgain(early, at(0), at(28_000))).to.equal(at(50));
  });

  it("takes a single failure of a client for no outage", () => {
    const lines = Array.from({ length: 200 }, (_, i) =>
      lineOf(`p${i}`, i * 200, i === 150 ? { status: 503 } : {}),
    );
    expect(servedAgain(lines, at(0), at(60_000))).to.equal(at(50));
  });

  it("takes silence for no proof that clients are served", () => {
    const lines = [lineOf("a", 1_000)];
    expect(servedAgain(lines, at(0), at(5_000))).to.equal(undefined);
    expect(servedAgain([], at(0), at(60_000))).to.equal(undefined);
  });

  it("leaves stale clients out of the recovery time", () => {
    const lines = [
      lineOf("stale", 500, { via: PRIMARY, status: 0 }),
      ...Array.from({ length: 12 }, (_, i) => lineOf(`n${i}`, 1_000 + i * 1_000)),
    ];
    expect(servedAgain(lines, at(0), at(60_000))).to.equal(at(1_050));
  });

  it("counts the edges of a stretch as part of a gap", () => {
    const lines = [lineOf("a", 1_000), lineOf("b", 2_000)];
    expect(acceptGapMs(lines, at(0), at(10_000))).to.equal(10_000 - 2_050);
    expect(acceptGapMs([], at(0), at(10_000))).to.equal(10_000);
  });

  it("counts what clients asked and were told", () => {
    const counts = countClients(sampleNight().lines);
    expect(counts).to.deep.include({
      ...{ duplicates: 1, duplicatesAnsweredAlike: 1, conflicts: 1, conflictsRefused: 1 },
      ...{ malformed: 1, malformedRefused: 1, readings: 1, staleRequests: 1, unanswered: 0 },
      noAnswer: 60,
    });
    expect(counts.payments).to.equal(counts.acknowledged);
  });

  it("finds a repetition that was answered differently", () => {
    const lines = [lineOf("a", 0), lineOf("a", 100, { kind: "duplicate", body: "something else" })];
    expect(countClients(lines)).to.deep.include({ duplicates: 1, duplicatesAnsweredAlike: 0 });
  });

  it("tells lost payments, how old they were and their money", () => {
    const night = sampleNight();
    const table = new Map(night.books.tables[STANDBY]);
    table.delete("default#p-10000");
    const books = { ...night.books, tables: { [STANDBY]: table, [PRIMARY]: table } };
    const measure = measureNight({ ...night, books });
    expect(measure.lost).to.equal(1);
    expect(measure.rpo).to.deep.equal({
      ...{ records: 1, seconds: (STRUCK_MS - 10_050) / 1000, money: { USD: "1000" } },
    });
  });

  it("knows nothing about the money when a table could not be read", () => {
    const night = sampleNight();
    const tables = { ...night.books.tables, [PRIMARY]: undefined };
    const measure = measureNight({ ...night, books: { ...night.books, tables } });
    expect(measure).to.deep.include({ lost: null, doubleCharged: null, unfinished: null });
    expect(measure.rpo.records).to.equal(null);
  });

  it("counts claims of the old primary after its lease, and no others", () => {
    const night = sampleNight();
    const claimed = (ms: number) => {
      const table = new Map(night.books.tables[STANDBY]);
      const payment = table.get("default#p-0");
      if (!payment) throw new Error("the sample has no first payment");
      const claim = { atMs: at(ms), change: "claim", region: PRIMARY, epoch: 1 };
      table.set("default#p-0", { ...payment, history: [claim] });
      const tables = { [STANDBY]: table, [PRIMARY]: table };
      return measureNight({ ...night, books: { ...night.books, tables } }).zombie.unlawfulClaims;
    };
    expect(claimed(35_000), "before the takeover").to.equal(0);
    expect(claimed(40_900), "within the old lease").to.equal(0);
    expect(claimed(41_100), "after the old lease").to.equal(1);
    expect(claimed(125_000), "after the failback").to.equal(0);
  });
});
