import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { isTerminal, paymentKey } from "../../functions/core/payment-record";
import { localTopology } from "../../local/cloud/local-stack";
import { Supervisor } from "../../local/cloud/supervisor";
import { AwsReach } from "../../local/drill/aws-reach";
import { type BookedPayment, readTable } from "../../local/drill/books";
import { type LedgerCharge, readProcessorLedger } from "../../local/drill/processor-books";
import { Random } from "../../local/engine/random";
import { localNodes } from "./local-nodes";

const SEED = "kill-loop";
const KILLS = 12;
const PAYMENTS_PER_SECOND = 10;
const TABLE = "payment-transactions-local";
/** Leases and sweeps come round sooner; calls, kills and starts take as long as they take. */
const CLOCK_SPEED = 5;
const SETTLED_WITHIN_MS = 60_000;
/** On a slow machine a start takes longer, and fewer kills fit into the time. */
const KILLING_MS_MAX = 60_000;
const KILLS_MIN = 5;
/** On a machine that is this busy deadlines would pass before anything was killed. */
const BUSY = 24;
/** Beyond this nothing more is begun: a machine that is behind is not pushed further. */
const OPEN_MAX = 24;

type Table = ReadonlyMap<string, BookedPayment>;

/** Shops that repeat a payment in one region or the other until somebody has acknowledged it. */
class Shops {
  readonly acknowledged = new Set<string>();
  readonly refused: string[] = [];
  tries = 0;
  private readonly open = new Set<Promise<void>>();
  private isOpen = true;

  constructor(private readonly apis: readonly string[]) {}

  /** Begins payments until the shops close; the same ones again and again reach both regions. */
  async sell(): Promise<void> {
    for (let count = 1; this.isOpen; count++) {
      this.begin(count, 0);
      // A customer who presses twice: the same payment, in the other region, at the same time.
      if (count % 3 === 0) this.begin(count, 1);
      do await sleep(1000 / PAYMENTS_PER_SECOND);
      while (this.isOpen && this.open.size >= OPEN_MAX);
    }
  }

  private begin(count: number, firstRegion: number): void {
    const paying = this.pay(count, firstRegion).finally(() => this.open.delete(paying));
    this.open.add(paying);
  }

  /** Begins nothing more, and waits until everything that was begun is acknowledged. */
  async close(): Promise<void> {
    this.isOpen = false;
    await Promise.all(this.open);
  }

  private async pay(count: number, firstRegion: number): Promise<void> {
    const id = `kill-${count}`;
    for (let attempt = count + firstRegion; ; attempt++) {
      this.tries += 1;
      const api = this.apis[attempt % this.apis.length];
      const status = await post(`${api}/validate`, id).catch(() => undefined);
      if (status === 200) {
        this.acknowledged.add(paymentKey("default", id));
        return;
      }
      // No answer, or an answer of a region that is just falling or rising: neither says anything.
      if (status !== undefined && status < 500 && status !== 429) {
        this.refused.push(`${id}: ${status}`);
        return;
      }
      await sleep(250);
    }
  }
}

async function post(url: string, id: string): Promise<number> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({
      transaction_id: id,
      amount: "12.34",
      currency: "USD",
      customer_id: "cust-1",
      payment_method: "card_token_1",
    }),
    signal: AbortSignal.timeout(3_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/**
 * Goal: killing region processes at any moment neither loses an acknowledged payment nor charges one
 * twice. Method: the real processes, SIGKILL at seeded moments, also while a region is coming up, under
 * load on both regions; then every book against every other.
 */
describe("Killing the regions' processes in a loop", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "payments-kill-loop-"));
  const random = new Random(SEED);
  const killed: string[] = [];
  let supervisor: Supervisor;
  let reach: AwsReach;
  let shops: Shops;
  let tables: readonly Table[];
  let charges: readonly LedgerCharge[];

  before(async function () {
    if ((loadavg()[0] ?? 0) > BUSY) {
      console.log("      skipped: this machine is overloaded");
      this.skip();
    }
    const topology = localTopology(await localNodes());
    const basePort = 10_000 + (process.pid % 90) * 100;
    supervisor = await Supervisor.start({ topology, folder, basePort, clockSpeed: CLOCK_SPEED });
    reach = new AwsReach(supervisor.ports);
    const regions = [topology.primary, topology.secondary];
    shops = new Shops(
      regions.map((region) => `http://127.0.0.1:${supervisor.ports.regions[region]?.api}`),
    );
    const selling = shops.sell();
    const untilMs = Date.now() + KILLING_MS_MAX;
    while (killed.length < KILLS && Date.now() < untilMs) {
      await sleep(random.between(100, 600));
      await killAndRevive(regions[random.int(regions.length)] ?? "");
    }
    await sleep(500);
    await shops.close();
    await selling;
    await settled(regions);
  });

  after(async () => {
    reach?.close();
    await supervisor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function killAndRevive(region: string): Promise<void> {
    await kill(region);
    if (random.next() < 0.25) {
      // Once more while it comes up: its queues are half restored, its port perhaps half open.
      const coming = supervisor.reviveRegion(region).catch(() => undefined);
      await sleep(random.between(0, 500));
      await kill(region);
      await coming;
    }
    await sleep(random.between(0, 300));
    await supervisor.reviveRegion(region);
  }

  async function kill(region: string): Promise<void> {
    supervisor.killRegion(region);
    killed.push(region);
    while (supervisor.isRunning(region)) await sleep(5);
  }

  /** Waits until both tables have finished what was acknowledged; what never comes fails below. */
  async function settled(regions: readonly string[]): Promise<void> {
    const untilMs = Date.now() + SETTLED_WITHIN_MS;
    for (;;) {
      tables = await Promise.all(regions.map((region) => readTable(reach, region, TABLE)));
      const open = tables.flatMap((table) =>
        [...shops.acknowledged].filter((key) => !isFinished(table.get(key))),
      );
      if (open.length === 0 || Date.now() > untilMs) break;
      await sleep(500);
    }
    const { dataFolder } = supervisor.deployment;
    charges = readProcessorLedger(join(dataFolder, "processor-ledger.jsonl"));
  }

  const isFinished = (payment: BookedPayment | undefined) =>
    payment !== undefined && isTerminal(payment.record.status);

  it("happened, in both regions, while payments flowed", () => {
    expect(killed).to.have.length.of.at.least(KILLS_MIN);
    expect(new Set(killed).size).to.equal(2);
    expect(shops.refused).to.deep.equal([]);
    expect(shops.acknowledged.size).to.be.above(killed.length * 2);
    // Some were cut off in the middle, or nothing was proved.
    expect(shops.tries).to.be.above(shops.acknowledged.size * 1.4);
  });

  it("loses no acknowledged payment: both tables have it, and it is finished", () => {
    for (const table of tables) {
      const open = [...shops.acknowledged].filter((key) => !isFinished(table.get(key)));
      expect(open).to.deep.equal([]);
      const statuses = [...shops.acknowledged].map((key) => table.get(key)?.record.status);
      expect(new Set(statuses)).to.deep.equal(new Set(["SUCCEEDED"]));
    }
  });

  it("charges nobody twice and everybody once, by the processor's own ledger", () => {
    const approvals = new Map<string, number>();
    for (const { payment, result } of charges) {
      if (result === "approved") approvals.set(payment, (approvals.get(payment) ?? 0) + 1);
    }
    expect([...approvals].filter(([, times]) => times > 1)).to.deep.equal([]);
    const keys = charges.map(({ key }) => key);
    expect(new Set(keys).size).to.equal(keys.length);
    const uncharged = [...shops.acknowledged].filter((key) => !approvals.has(key));
    expect(uncharged).to.deep.equal([]);
    const unknown = [...approvals.keys()].filter((key) => !tables[0]?.has(key));
    expect(unknown, "nobody pays for what no table knows").to.deep.equal([]);
  });
});
