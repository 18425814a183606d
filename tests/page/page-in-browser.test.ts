import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { OpenPage } from "../../local/page/page-server";
import { FakeWorld, PRIMARY, SECONDARY } from "./fake-world";
import { openBrowser, openTab } from "./open-browser";

describe("page in a browser", () => {
  let browser: Browser;
  let world: FakeWorld;
  let served: OpenPage;
  let tab: Page;
  let problems: string[];

  before(async function () {
    browser = await openBrowser(this);
  });

  after(() => browser?.close());

  beforeEach(async () => {
    world = await FakeWorld.open();
    world.unfinished = 7;
    world.queues[PRIMARY] = 4;
    served = await world.servePage();
    world.report();
    ({ tab, problems } = await openTab(browser, world.url));
    world.report();
    await says("#region-us-east-1", "us-east-1");
  });

  afterEach(async () => {
    await tab?.context().close();
    await served?.close();
  });

  /** Waits until the element says it. */
  async function says(selector: string, text: string): Promise<void> {
    await tab.locator(selector, { hasText: text }).first().waitFor();
  }

  const button = (name: RegExp) => tab.getByRole("button", { name });

  it("tells in words who is active, where DNS leads and what waits", async () => {
    await says("#headline", "All is well: us-east-1 takes the payments");
    await says(".column[data-role=primary]", "active · epoch 1");
    await says(".column[data-role=primary]", "DNS leads here");
    await says(".column[data-role=primary]", "4 waiting, 0 in work");
    await says(".column[data-role=secondary]", "standby");
    await says("#dns", "api.example.test leads to us-east-1 · kept for 10 s");
    await says("#backlog", "7 payments");
    await says("#replication", "in both regions before they are accepted");
    expect(problems).to.deep.equal([]);
  });

  it("shows an outage from the kill to the takeover", async () => {
    await button(/Kill it primary us-east-1/).click();
    await says("#answer", "us-east-1 was killed.");
    expect(world.network.dark).to.deep.equal([PRIMARY]);
    await says("#headline[data-tone=bad]", "us-east-1 is gone");
    await says(".column[data-role=primary]", "Gone: its machines are dead");
    await says(".column[data-role=primary]", "last active · epoch 1");
    world.leadsTo = SECONDARY;
    world.authority = { active: SECONDARY, epoch: 2, phase: "STEADY" };
    world.report();
    await says("#headline", "Payments go on in us-east-2, without a spare");
    await says(".column[data-role=secondary]", "active · epoch 2");
    await says("#log", "DNS: api.example.test now leads to us-east-2");
    const bands = tab.getByRole("img", { name: /^DNS led to us-east-1 .*then us-east-2/ });
    await bands.waitFor();
    await button(/Bring it back primary us-east-1/).click();
    await says("#headline", "us-east-2 has taken over (epoch 2)");
    await button(/Fail back to us-east-1/).click();
    await says("#answer", "failback-to-us-east-1 was started");
    expect(world.ordered[0]).to.include({ kind: "failback", to: PRIMARY, epoch: 2 });
  });

  it("breaks and repairs with every other button", async () => {
    await button(/Cut it off secondary/).click();
    await says("#headline", "without a spare");
    await button(/Reconnect it secondary/).click();
    await button(/Silence its store primary/).click();
    await says("#headline", "us-east-1 has lost its store");
    await button(/Let its store answer primary/).click();
    await button(/Lie about its health primary/).click();
    await says("#headline", "health checks call it broken");
    await button(/^5 s$/).click();
    await tab.locator('button[aria-pressed="true"]', { hasText: /^5 s$/ }).waitFor();
    expect(world.network).to.deep.include({
      cuts: [],
      storeDark: [],
      lying: [PRIMARY],
      lagMs: 5_000,
    });
    await button(/Repair every network fault/).click();
    await says("#headline", "All is well");
  });

  it("lets customers pay and shows how they fare", async () => {
    await button(/Send one payment/).click();
    await says("#answer", "One payment is on its way");
    await button(/Start payments/).click();
    await button(/Stop payments/).waitFor();
    world.payer.numbers = { accepted: 1_234, trying: 5, failingForMs: 42_000 };
    await says("#accepted", "1,234");
    await says("#customers-note", "No payment has been accepted for 42 s");
    expect(world.payer).to.include({ paid: 1, loadOn: true });
  });

  it("says why something is not done", async () => {
    await button(/Kill it secondary/).click();
    await says("#headline", "without a spare");
    // A browser would not wait for it as the test's click does: a blocked button still says why.
    await button(/Fail over to us-east-2/).click({ force: true });
    await says("#move-how", "us-east-2 is gone and cannot take over. Bring it back first.");
    await says("#answer[data-went=no]", "Not done: us-east-2 is gone and cannot take over.");
    expect(world.ordered, "nobody was asked").to.deep.equal([]);
    await button(/Bring it back secondary/).click();
    await says("#move-how", "Starts the declared workflow in the standby");
    await button(/Fail over to us-east-2/).click();
    await says("#answer", "failover-to-us-east-2 was started");
    world.executions = [
      {
        region: SECONDARY,
        name: "failover-to-us-east-2",
        status: "RUNNING",
        step: "Fence",
        startMs: Date.now(),
        stopMs: undefined,
        cause: undefined,
      },
    ];
    await says("#move-how", "A workflow is running");
    expect(await button(/Fail over to/).getAttribute("aria-disabled")).to.equal("true");
  });

  it("lets two people answer a question, with a keyboard", async () => {
    world.executions = [
      {
        region: SECONDARY,
        name: "failover-to-us-east-2",
        status: "RUNNING",
        step: "RequestApproval",
        startMs: Date.now(),
        stopMs: undefined,
        cause: undefined,
      },
    ];
    const asked = {
      id: "0123456789abcdef01234567",
      to: SECONDARY,
      required: 2,
      expiresMs: Date.now() + 600_000,
      people: ["ada", "grace"],
    };
    world.approvals = [{ ...asked, agreed: [] }];
    await says("#headline", "us-east-2 asks whether it may take over");
    await says("#approvals", "0 of 2 people agreed. 10 min are left to answer.");
    await says("#log", "us-east-2 waits until 2 people approve its move");
    await button(/Approve as Grace/).focus();
    await tab.keyboard.press("Enter");
    // The fake world's control table has forgotten the question.
    await says("#answer[data-went=no]", "Not done: nobody waits for this answer any more.");
    world.approvals = [{ ...asked, agreed: ["ada"] }];
    await says("#headline", "It waits for one person to agree");
    await button(/Ada agreed/).click({ force: true });
    await says("#answer", "Not done: Ada has agreed already; another person must.");
    world.approvals = [];
    await tab.locator("#approvals").waitFor({ state: "hidden" });
    expect(problems.filter((one) => !one.includes("404"))).to.deep.equal([]);
  });

  it("logs the story with the newest on top, and every detail when asked", async () => {
    world.tell(SECONDARY, "alarm payment-canary is OK");
    world.tell(SECONDARY, "alarm payment-canary is ALARM");
    await says("#log li:first-child", "alarm payment-canary is ALARM");
    const ok = tab.locator("#log li", { hasText: "is OK" });
    expect(await ok.isVisible()).to.equal(false);
    await tab.getByLabel("every detail").check();
    expect(await ok.isVisible()).to.equal(true);
  });

  it("shows text as text, whatever somebody put into it", async () => {
    world.tell("<b>source</b>", '<img src=x onerror="document.title=1">', { kind: "workflow" });
    await says("#log", '<img src=x onerror="document.title=1">');
    expect(await tab.locator("#log img, #log b").count()).to.equal(0);
    expect(problems).to.deep.equal([]);
  });

  it("says that the cloud has stopped, and finds the next one by itself", async () => {
    world.tell(PRIMARY, "a night that is over", { kind: "workflow" });
    await says("#log", "a night that is over");
    await served.close();
    await tab.getByText("The local cloud has stopped.").waitFor();
    expect(await button(/Kill it primary/).isDisabled()).to.equal(true);
    served = await world.servePage();
    await tab.waitForSelector("[data-connection=live]");
    await tab.locator("#stopped").waitFor({ state: "hidden" });
    await tab.locator("#log", { hasText: "a night that is over" }).waitFor({ state: "detached" });
    expect(await button(/Kill it primary/).isDisabled()).to.equal(false);
  });

  it("cannot be operated by another site that is open in the same browser", async () => {
    const evil = createServer((_incoming, outgoing) => {
      outgoing.writeHead(200, { "content-type": "text/html" }).end("<title>evil</title>");
    });
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const other = await browser.newPage();
    await other.goto(`http://localhost:${(evil.address() as AddressInfo).port}`);
    const reached = await other.evaluate(async (url) => {
      const input = { method: "POST", body: '{"region":"us-east-1"}' };
      const tries = [
        fetch(`${url}/actions/kill`, { ...input, mode: "no-cors" }),
        fetch(`${url}/actions/kill`, { ...input, headers: { "x-payments-dr-page": "1" } }),
        fetch(`${url}/state`),
      ];
      const ends = await Promise.allSettled(tries);
      return ends.map((end) => (end.status === "fulfilled" ? end.value.type : "blocked"));
    }, world.url);
    await other.close();
    evil.close();
    expect(reached.slice(1)).to.deep.equal(["blocked", "blocked"]);
    expect(world.network.dark).to.deep.equal([]);
  });
});
