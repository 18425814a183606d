import type { InProcessHandler } from "../../local/wire/request-handler";
import { bareCalls, ourHandler, paymentEvent, powertoolsHandler } from "./accepting-handlers";
import { type Contender, compareCpu } from "./compare-cpu";
import { emptyTransport, emulatedTransport } from "./in-process-stores";
import type { Notebook } from "./measurement";
import { row, skipped } from "./row";

const ROUNDS = { warmUp: 4, rounds: 15, calls: 100 };

interface Transport {
  readonly title: string;
  readonly open: () => InProcessHandler;
  /** The goals hold where nothing but the caller's own work is left. */
  readonly strict: boolean;
}

const TRANSPORTS: readonly Transport[] = [
  { title: "empty transport", open: emptyTransport, strict: true },
  { title: "emulated stores", open: emulatedTransport, strict: false },
];

/** What the deployed `validate` costs beside the two SDK calls that it cannot do without. */
export async function measure({ report, progress }: Notebook): Promise<void> {
  Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: "bench" });
  for (const { title, open, strict } of TRANSPORTS) {
    progress(title);
    const ours = ourHandler(open());
    const contenders: Contender[] = [
      { name: "ours", run: (number) => ours(paymentEvent(number)) },
      { name: "bare", run: bareCalls(open()) },
    ];
    const powertools = contenderOf(open);
    if (typeof powertools !== "string") contenders.push(powertools);
    for (const { run } of contenders) await run(1e9);
    const against = await compareCpu(contenders, ROUNDS);
    const bare = against("bare");
    report(
      row({
        name: `accept a payment, ${title}`,
        value: bare.own,
        unit: "µs CPU",
        baseline: { name: "the two bare SDK calls", value: bare.other },
        ...(strict ? { goal: { share: 1.3 } } : {}),
      }),
    );
    const name = `accept it idempotently, ${title}`;
    if (typeof powertools === "string") {
      report(skipped(name, powertools));
      continue;
    }
    const theirs = against("powertools");
    report(
      row({
        name,
        value: theirs.own,
        unit: "µs CPU",
        baseline: { name: "with Powertools idempotency", value: theirs.other },
        ...(strict ? { goal: { gain: 1.5 } } : {}),
      }),
    );
  }
}

/** Its DynamoDB layer needs a package that it does not bring along. */
function contenderOf(open: () => InProcessHandler): Contender | string {
  try {
    const accept = powertoolsHandler(open());
    return { name: "powertools", run: (number) => accept(paymentEvent(number)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND") throw error;
    return message.split("\n")[0] ?? "Powertools is not installed";
  }
}
