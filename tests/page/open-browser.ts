import { join } from "node:path";
import type { Context } from "mocha";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findBrowser, NO_BROWSER } from "../../scripts/browser";

/** A real browser without a window; the tests of a machine that has none say so and are skipped. */
export async function openBrowser(test: Context): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    // Where the page has to be tested, a missing browser is a failure and no excuse.
    if (process.env.BROWSER_REQUIRED) throw new Error(NO_BROWSER);
    console.log(`      ${NO_BROWSER}`);
    test.skip();
  }
  return chromium.launch({ executablePath });
}

/** A page whose mistakes fail the test: nothing may throw, be blocked, or ask another host. */
export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ tab: Page; problems: string[] }> {
  const context = await browser.newContext(options);
  await context.addInitScript({ path: join(__dirname, "probes.js") });
  const tab = await context.newPage();
  tab.setDefaultTimeout(10_000);
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  tab.on("request", (request) => {
    if (!request.url().startsWith(url)) problems.push(`asks ${request.url()}`);
  });
  await tab.goto(url);
  await tab.waitForSelector("[data-connection=live] .region");
  return { tab, problems };
}
