import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Said wherever a test of the page cannot run. */
export const NO_BROWSER =
  "no browser here, so the page was not looked at: install chromium, or name one in BROWSER_PATH";

/** A Chromium that is installed: the named one, or the first that is found. */
export function findBrowser(): string | undefined {
  const { BROWSER_PATH, PATH = "" } = process.env;
  if (BROWSER_PATH) return BROWSER_PATH;
  const folders = ["/usr/bin", ...PATH.split(delimiter)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...MAC].find(isExecutable);
}

/** scripts/browser: makes sure that there is one, on machines where Debian's package can be installed. */
export async function main(): Promise<number> {
  let found = findBrowser();
  if (!found && process.getuid?.() === 0 && isExecutable("/usr/bin/apt-get")) {
    console.log("Installing Debian's chromium for the tests of the page…");
    const install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium";
    spawnSync("sh", ["-c", install], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    found = findBrowser();
  }
  console.log(found ? `The page is tested in ${found}` : NO_BROWSER);
  return 0;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
