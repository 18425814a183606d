import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { LIMITS } from "./accepting-handlers";
import { PAYMENTS, QUEUE_URL, REGION } from "./in-process-stores";
import type { Notebook } from "./measurement";
import { install, serialisedClosure, shipped, unbundled, withCredentialChain } from "./packagings";
import { row } from "./row";
import { median } from "./statistics";

const RUNS = 9;

const RIVALS = {
  unbundled: "the SDK left unbundled",
  closure: "a serialised closure",
  chain: "bundled with the SDK's credential chain",
} as const;

/** What a cold start spends before the first event, each packaging in fresh processes, in turn. */
export async function measure({ folder, report, progress }: Notebook): Promise<void> {
  progress("packaging the same function in four ways");
  const packagings = {
    shipped: shipped("validate"),
    unbundled: unbundled("validate"),
    closure: serialisedClosure(),
    chain: withCredentialChain("validate"),
  };
  const names = Object.keys(packagings);
  const files = install(folder, packagings);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run <= RUNS; run++) {
    progress(`fresh processes, round ${run} of ${RUNS}`);
    for (const [index, file] of files.entries()) {
      const took = initMs(file);
      // The first round fills the file system's cache.
      if (run > 0) times.get(names[index] ?? "")?.push(took);
      await new Promise(setImmediate);
    }
  }
  for (const [name, title] of Object.entries(RIVALS)) {
    report(
      row({
        name: `init of validate, bundle against ${name}`,
        value: median(times.get("shipped") ?? []),
        unit: "ms CPU",
        baseline: { name: title, value: median(times.get(name) ?? []) },
        ...(name === "chain" ? {} : { goal: { gain: 3 } }),
      }),
    );
  }
}

function initMs(file: string): number {
  const answer = execFileSync(process.execPath, [join(__dirname, "init-probe.js"), file], {
    encoding: "utf8",
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "KEY",
      AWS_SECRET_ACCESS_KEY: "unchecked",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      TRANSACTIONS_TABLE: PAYMENTS,
      QUEUE_URL,
      PAYMENT_LIMITS: JSON.stringify(LIMITS),
    },
  });
  return Number(answer);
}
