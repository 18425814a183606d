import type { ConfigDeclarations } from "./config-declarations";

const FORMAT = /^(?:([A-Za-z][\w-]*):)?([A-Za-z][\w-]*)((?:\.[A-Za-z][\w-]*|\[\d+\])*)$/;
const STEP = /\.([A-Za-z][\w-]*)|\[(\d+)\]/g;

/**
 * Applies `key=value` overrides from the command line in order. `network.range=…` and
 * `currencies[0]=…` reach into objects, with values typed as `pulumi config set --path` types them.
 * Returns the problems; a misspelt key is one, because it would silently change nothing.
 */
export function applyOverrides(
  config: Record<string, string>,
  project: string,
  declarations: ConfigDeclarations,
  overrides: readonly string[],
): string[] {
  const problems: string[] = [];
  for (const override of overrides) {
    const problem = applyOne(config, project, declarations, override);
    if (problem !== "") problems.push(problem);
  }
  return problems;
}

function applyOne(
  config: Record<string, string>,
  project: string,
  declarations: ConfigDeclarations,
  override: string,
): string {
  const equals = override.indexOf("=");
  if (equals <= 0) return `--config ${override}: write key=value`;
  const path = override.slice(0, equals);
  const text = override.slice(equals + 1);
  const [matched, namespace = project, key, steps] = FORMAT.exec(path) ?? [];
  if (matched === undefined) {
    return `--config ${path}: not a key like environmentSuffix, network.range or aws:profile`;
  }
  const fullKey = `${namespace}:${key}`;
  const declared = declarations.has(key ?? "") || declarations.has(fullKey) || fullKey in config;
  if (namespace === project && declarations.size > 0 && !declared) {
    return `--config ${path}: Pulumi.yaml declares no key ${key}`;
  }
  if (!steps) {
    config[fullKey] = text;
    return "";
  }
  const root = parseObject(config[fullKey]);
  if (root === undefined) return `--config ${path}: ${key} is not an object`;
  const names = [...steps.matchAll(STEP)].map(([, name, index]) => name ?? Number(index));
  if (!put(root, names, typed(text))) return `--config ${path}: there is nothing at this path`;
  config[fullKey] = JSON.stringify(root);
  return "";
}

function put(root: object, steps: readonly (string | number)[], value: unknown): boolean {
  let current = root as Record<string | number, unknown>;
  for (const [index, step] of steps.entries()) {
    if (Array.isArray(current) !== (typeof step === "number")) return false;
    if (Array.isArray(current) && (step as number) > current.length) return false;
    if (index === steps.length - 1) {
      current[step] = value;
      return true;
    }
    current[step] ??= typeof steps[index + 1] === "number" ? [] : {};
    const next = current[step];
    if (typeof next !== "object" || next === null) return false;
    current = next as Record<string | number, unknown>;
  }
  return false;
}

function parseObject(text: string | undefined): object | undefined {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function typed(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  // A leading zero marks an identifier such as an account number, not a quantity.
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}
