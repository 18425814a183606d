import { drillLocally } from "./drill/drill-locally";
import { drillStack } from "./drill/drill-stack";
import { HELP, optionsFrom } from "./drill/options";

/** npm run drill: loses a region under load and measures, from the client's side, what that means. */
export async function main(argv: readonly string[]): Promise<number> {
  const write = (text: string) => {
    process.stdout.write(text);
  };
  const options = optionsFrom(argv);
  if (!options) {
    write(HELP);
    return 0;
  }
  return options.stack
    ? drillStack(options.stack, options.report, write)
    : drillLocally(options, write);
}
