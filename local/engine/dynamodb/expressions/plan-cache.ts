import { validationError } from "../errors";
import { ExpressionCompiler } from "./expression-compiler";
import type { Names } from "./expression-reader";
import type { ValueCheck } from "./value-checks";

/** The compiled expressions of a request, and the placeholders they need. */
export interface Plan<T> {
  readonly body: T;
  readonly names: Names;
  readonly nameCount: number;
  readonly values: ReadonlySet<string>;
  readonly checks: readonly ValueCheck[];
}

type Text = string | undefined;

/** Cached plans; beyond this a program writes values into its expressions and would fill memory. */
const PLANS_MAX = 2000;
const VARIANTS_MAX = 16;

/**
 * Plans by the texts of a request's expressions. Placeholder names are part of a plan; values are
 * not, so one plan serves every request of a handler.
 */
export class PlanCache<T> {
  private readonly plans = new Map<Text, Map<Text, Map<Text, Plan<T>[]>>>();
  private size = 0;

  constructor(
    private readonly build: (
      compiler: ExpressionCompiler,
      first: Text,
      second: Text,
      third: Text,
    ) => T,
  ) {}

  find(names: Names | undefined, first: Text, second?: Text, third?: Text): Plan<T> {
    const variants = this.plans.get(first)?.get(second)?.get(third);
    if (variants) {
      for (const plan of variants) if (sameNames(plan, names)) return plan;
    }
    return this.compile(names, first, second, third);
  }

  private compile(names: Names | undefined, first: Text, second: Text, third: Text): Plan<T> {
    const given = names ?? {};
    checkGiven(names, [first, second, third]);
    const compiler = new ExpressionCompiler(given);
    const body = this.build(compiler, first, second, third);
    const unused = Object.keys(given).filter((name) => !compiler.used.names.has(name));
    if (unused.length > 0) {
      throw validationError(
        `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unused.join(", ")}}`,
      );
    }
    const plan: Plan<T> = {
      body,
      names: { ...given },
      nameCount: compiler.used.names.size,
      values: compiler.used.values,
      checks: compiler.checks,
    };
    this.remember(plan, first, second, third);
    return plan;
  }

  private remember(plan: Plan<T>, first: Text, second: Text, third: Text): void {
    if (this.size >= PLANS_MAX) {
      this.plans.clear();
      this.size = 0;
    }
    const bySecond = entry(this.plans, first, () => new Map<Text, Map<Text, Plan<T>[]>>());
    const byThird = entry(bySecond, second, () => new Map<Text, Plan<T>[]>());
    const variants = entry(byThird, third, () => []);
    if (variants.length >= VARIANTS_MAX) variants.shift();
    else this.size += 1;
    variants.push(plan);
  }
}

function sameNames<T>(plan: Plan<T>, names: Names | undefined): boolean {
  if (names === undefined) return plan.nameCount === 0;
  let count = 0;
  for (const placeholder in names) {
    if (plan.names[placeholder] !== names[placeholder]) return false;
    count += 1;
  }
  return count === plan.nameCount && count > 0;
}

function checkGiven(names: Names | undefined, texts: readonly Text[]): void {
  if (names === undefined) return;
  if (texts.every((text) => text === undefined)) {
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  }
  const placeholders = Object.keys(names);
  if (placeholders.length === 0) {
    throw validationError("ExpressionAttributeNames must not be empty");
  }
  for (const placeholder of placeholders) {
    if (/^#[0-9A-Za-z_]+$/.test(placeholder)) continue;
    throw validationError(
      `ExpressionAttributeNames contains invalid key: Syntax error; key: "${placeholder}"`,
    );
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
