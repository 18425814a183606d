import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { OpenPage } from "../../local/page/page-server";
import { FakeWorld, PRIMARY } from "./fake-world";
import { openBrowser, openTab } from "./open-browser";

interface Focus {
  readonly at: number;
  readonly name: string;
  readonly outline: string;
}

describe("page for everybody", () => {
  let browser: Browser;
  let world: FakeWorld;
  let served: OpenPage;
  let tab: Page;

  before(async function () {
    browser = await openBrowser(this);
  });

  after(() => browser?.close());

  beforeEach(async () => {
    world = await FakeWorld.open();
    served = await world.servePage();
    world.report();
  });

  afterEach(async () => {
    await tab?.context().close();
    await served?.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    ({ tab } = await openTab(browser, world.url, options));
    await tab.locator("#headline", { hasText: "All is well" }).waitFor();
  }

  /** The worst of the night: everything that has a colour of its own shows it. */
  async function breakEverything(): Promise<void> {
    world.killRegion(PRIMARY);
    world.health[PRIMARY] = false;
    world.payer.numbers = { failingForMs: 9_000, failed: 3, trying: 9 };
    world.tell(PRIMARY, "alarm payment-canary is ALARM");
    world.report();
    await tab.locator("#headline", { hasText: "us-east-1 is gone" }).waitFor();
    world.approvals = [
      {
        id: "0123456789abcdef01234567",
        to: "us-east-2",
        required: 3,
        agreed: ["ada"],
        expiresMs: Date.now() + 600_000,
        people: ["ada", "grace", "barbara"],
      },
    ];
    await tab.locator("#approvals", { hasText: "Deny as Ada" }).waitFor();
    await tab.getByRole("button", { name: /Kill it secondary/ }).click();
    await tab.locator("#answer", { hasText: "us-east-2 was killed" }).waitFor();
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`is readable in ${colorScheme}, on a good night and on a bad one`, async () => {
      // Without motion no colour is caught half way.
      await open({ colorScheme, reducedMotion: "reduce" });
      expect(await tab.evaluate("probes.faintTexts()"), "good night").to.deep.equal([]);
      await breakEverything();
      expect(await tab.evaluate("probes.faintTexts()"), "bad night").to.deep.equal([]);
    });
  }

  it("notices faint text, so that the tests above mean something", async () => {
    await open({ reducedMotion: "reduce" });
    await tab.evaluate(`probes.rootStyle("--soft", "#aab2c0")`);
    expect(await tab.evaluate("probes.faintTexts()")).to.not.deep.equal([]);
  });

  it("fits a phone of 360 pixels, with buttons that a thumb can hit", async () => {
    await open({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await breakEverything();
    expect(await tab.evaluate("probes.contentWidth()")).to.equal(360);
    for (const one of await tab.getByRole("button").all()) {
      const box = await one.boundingBox();
      expect(box?.height, (await one.textContent()) ?? "").to.be.at.least(44);
    }
  });

  it("stays within its width when text is twice as large", async () => {
    await open({ viewport: { width: 720, height: 900 } });
    await tab.evaluate(`probes.rootStyle("font-size", "200%")`);
    expect(await tab.evaluate("probes.contentWidth()")).to.equal(720);
  });

  it("can be operated with a keyboard alone, in the order in which it is read", async () => {
    await open();
    const reached: string[] = [];
    const order: number[] = [];
    for (let press = 0; press < 40; press++) {
      await tab.keyboard.press("Tab");
      const focused = await tab.evaluate<Focus | undefined>("probes.focused()");
      if (!focused || order.includes(focused.at)) break;
      expect(focused.outline, `focus on ${focused.name} is visible`).to.not.equal("none");
      order.push(focused.at);
      reached.push(focused.name);
    }
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    const buttons = await tab.getByRole("button").allTextContents();
    expect(reached).to.include.members(buttons);
    expect(reached[0]).to.equal("Skip to the disasters");
    await tab.locator("#power-us-east-1-what").locator("..").focus();
    await tab.keyboard.press("Enter");
    await tab.locator("#headline", { hasText: "us-east-1 is gone" }).waitFor();
    expect(world.network.dark).to.deep.equal([PRIMARY]);
  });

  it("has a name for everything that can be pressed, and a description of each disaster", async () => {
    await open();
    const disasters = await tab.evaluate<{ name: string; how: string }[]>("probes.disasters()");
    expect(disasters).to.have.length(8);
    for (const { name, how } of disasters) {
      expect(name).to.match(/(primary|secondary) us-east-\d/);
      expect(how).to.match(/\.$/);
    }
    for (const one of await tab.getByRole("img").all()) {
      expect(await one.getAttribute("aria-label")).to.match(/\w{3}/);
    }
  });

  it("reads out what happens, but not what had happened before", async () => {
    await open();
    const log = tab.getByRole("log");
    expect(await log.getAttribute("aria-live")).to.equal("off");
    await tab.locator('[role=log][aria-live="polite"]').waitFor();
    expect(await tab.locator("#headline").getAttribute("aria-live")).to.equal("polite");
    expect(await tab.locator("#answer").getAttribute("aria-live")).to.equal("polite");
  });

  it("does not move for those who asked for stillness", async () => {
    await open({ reducedMotion: "reduce" });
    expect(await tab.evaluate("probes.longestTransition()")).to.equal(0);
    await tab.emulateMedia({ reducedMotion: "no-preference" });
    expect(await tab.evaluate("probes.longestTransition()")).to.be.greaterThan(0);
  });
});
