import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ConfigDeclarations, checkDeclared, declarationsOf } from "./config-declarations";
import { applyOverrides } from "./config-overrides";
import { textAt, valueAt } from "./property-path";
import { readYamlMap } from "./yaml-file";

/** Everything the CLI would tell the program's runner about one stack. */
export interface StackSettings {
  readonly project: string;
  readonly stack: string;
  /** Absolute folder of Pulumi.yaml. */
  readonly folder: string;
  /** Entry point as Pulumi.yaml names it; "." leaves the choice to package.json. */
  readonly main: string;
  readonly tsconfig: string;
  /** `namespace:key` to text; objects as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose real value only the CLI can decrypt; here they hold a placeholder. */
  readonly secretKeys: readonly string[];
}

/** Which stack to read, and what to change in it. */
export interface SettingsOptions {
  readonly folder: string;
  readonly stack: string;
  /** `key=value` as on the command line; `a.b=value` reaches into an object. */
  readonly overrides?: readonly string[];
}

/** What a stack cannot be read with; every problem at once, one per line. */
export class SettingsProblem extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.map((problem) => `- ${problem}`).join("\n"));
    this.name = "SettingsProblem";
  }
}

/** Reads Pulumi.yaml and Pulumi.<stack>.yaml the way the CLI does. */
export function readStackSettings(options: SettingsOptions): StackSettings {
  const { folder, stack } = options;
  const projectFile = readYamlMap(join(folder, "Pulumi.yaml"));
  if (!projectFile) throw new SettingsProblem([`there is no Pulumi.yaml in ${folder}`]);
  const stackFile = readYamlMap(join(folder, `Pulumi.${stack}.yaml`));
  if (!stackFile) {
    throw new SettingsProblem([
      `there is no Pulumi.${stack}.yaml: the stacks are ${stacksIn(folder).join(", ") || "none"}`,
    ]);
  }
  const project = textAt(projectFile, "name");
  const declarations = declarationsOf(projectFile.config);
  const values = new ConfigValues(project);
  values.addDefaults(declarations);
  values.addAll((stackFile.config ?? {}) as Record<string, unknown>);
  const problems = applyOverrides(values.config, project, declarations, options.overrides ?? []);
  problems.push(...checkDeclared(values.config, project, declarations, stack));
  if (stackFile.environment !== undefined) {
    problems.push(`Pulumi.${stack}.yaml imports an environment, which only the CLI can read`);
  }
  if (problems.length > 0) throw new SettingsProblem(problems);
  return {
    project,
    stack,
    folder,
    main: textAt(projectFile, "main") || ".",
    tsconfig: textAt(projectFile, "runtime", "options", "tsconfig") || "tsconfig.json",
    config: values.config,
    secretKeys: [...values.secretKeys],
  };
}

class ConfigValues {
  readonly config: Record<string, string> = {};
  readonly secretKeys = new Set<string>();

  constructor(private readonly project: string) {}

  addDefaults(declarations: ConfigDeclarations): void {
    for (const [key, { value, secret }] of declarations) {
      if (value !== undefined) this.add(key, value);
      if (secret) this.secretKeys.add(this.fullKey(key));
    }
  }

  addAll(values: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(values)) this.add(key, value);
  }

  private add(key: string, value: unknown): void {
    const fullKey = this.fullKey(key);
    let secret = false;
    const opened = openSecure(value, () => {
      secret = true;
      return `placeholder-for-${fullKey.replace(/[^\w-]/g, "-")}`;
    });
    this.config[fullKey] = typeof opened === "object" ? JSON.stringify(opened) : String(opened);
    if (secret) this.secretKeys.add(fullKey);
  }

  private fullKey(key: string): string {
    return key.includes(":") ? key : `${this.project}:${key}`;
  }
}

/** Replaces every `secure: ciphertext` inside a value. */
function openSecure(value: unknown, placeholder: () => string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => openSecure(item, placeholder));
  const entries = Object.entries(value);
  if (entries.length === 1 && typeof valueAt(value, "secure") === "string") return placeholder();
  return Object.fromEntries(entries.map(([key, item]) => [key, openSecure(item, placeholder)]));
}

function stacksIn(folder: string): string[] {
  return readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}
