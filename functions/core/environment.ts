import { type EnvironmentKey, FUNCTIONS, type FunctionName } from "./function-catalogue";

/** The environment of one function, complete by construction. */
export type Environment<Name extends FunctionName> = Readonly<
  Record<(typeof FUNCTIONS)[Name]["environment"][number], string>
>;

/** Reads exactly the declared keys and names every missing one at once. */
export function readEnvironment<Name extends FunctionName>(
  name: Name,
  source: Readonly<Record<string, string | undefined>>,
): Environment<Name> {
  const keys: readonly EnvironmentKey[] = FUNCTIONS[name].environment;
  const missing = keys.filter((key) => !source[key]);
  if (missing.length > 0) {
    throw new Error(`function ${name} lacks environment: ${missing.join(", ")}`);
  }
  return Object.fromEntries(keys.map((key) => [key, source[key]])) as Environment<Name>;
}
