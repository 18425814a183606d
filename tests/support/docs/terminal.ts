import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One command that a block ran, with the contents of the files that it named. */
export interface TerminalCall {
  readonly program: string;
  readonly args: readonly string[];
}

export interface TerminalSetting {
  /** Variables that the reader of a runbook fills in. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What commands print: the first answer whose text is part of the command line. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** What would leave the machine: an AWS CLI, the Pulumi CLI and curl that write down and answer. */
const STAND_IN = `#!/bin/bash
{
  printf '%s\\0' "$(basename "$0")"
  for argument in "$@"; do
    case "$argument" in
      file://*|fileb://*) printf '%s\\0' "$(cat "\${argument#*://}")" ;;
      *) printf '%s\\0' "$argument" ;;
    esac
  done
  printf '\\1\\0'
} >> "$TERMINAL_CALLS"
last=\${!#}
case "$last" in *.json) [ -e "$last" ] || echo '{}' > "$last" ;; esac
while IFS=$'\\t' read -r part answer; do
  if [[ "$*" == *"$part"* ]]; then printf '%s\\n' "$answer"; break; fi
done < "$TERMINAL_ANSWERS"
`;

const STANDS_IN = ["aws", "npx", "curl"];

/** Where the local cloud would say that it listens. */
export const ENDPOINTS = {
  primary: { region: "us-east-1", api: "http://127.0.0.1:4501", aws: "http://127.0.0.1:4511" },
  secondary: { region: "us-east-2", api: "http://127.0.0.1:4502", aws: "http://127.0.0.1:4512" },
  dns: { host: "127.0.0.1", port: 4553, name: "api.payments-dr.dev" },
  page: "http://127.0.0.1:4500",
};

/**
 * Runs commands as a reader would paste them, one after the other in one shell that stops at the first
 * failure and at the first variable that nobody has set.
 */
export function runInTerminal(script: string, setting: TerminalSetting = {}): TerminalCall[] {
  const folder = mkdtempSync(join(tmpdir(), "payments-terminal-"));
  try {
    mkdirSync(join(folder, "bin"));
    mkdirSync(join(folder, ".local"));
    writeFileSync(join(folder, ".local/endpoints.json"), JSON.stringify(ENDPOINTS));
    for (const name of STANDS_IN) {
      const path = join(folder, "bin", name);
      writeFileSync(path, STAND_IN);
      chmodSync(path, 0o755);
    }
    const calls = join(folder, "calls");
    const answers = join(folder, "answers");
    writeFileSync(calls, "");
    const lines = Object.entries(setting.answers ?? {}).map(([part, answer]) => {
      return `${part}\t${answer}\n`;
    });
    writeFileSync(answers, lines.join(""));
    const run = spawnSync("bash", ["-eu", "-o", "pipefail", "-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...setting.variables,
        PATH: `${join(folder, "bin")}:${process.env.PATH}`,
        HOME: folder,
        TERMINAL_CALLS: calls,
        TERMINAL_ANSWERS: answers,
      },
    });
    if (run.status !== 0) throw new Error(`the commands failed: ${run.stderr}`);
    return readFileSync(calls, "utf8")
      .split("\u0001\0")
      .filter((call) => call !== "")
      .map((call) => {
        const [program = "", ...args] = call.split("\0").slice(0, -1);
        return { program, args };
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What bash says about a text that it would not even begin to run; empty when it would. */
export function syntaxProblems(script: string): string {
  return spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr;
}
