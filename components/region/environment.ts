import type * as pulumi from "@pulumi/pulumi";
import {
  type EnvironmentKey,
  FUNCTIONS,
  type FunctionName,
} from "../../functions/core/function-catalogue";

/** Values that a component can give to its functions. */
export type EnvironmentValues = Readonly<Partial<Record<EnvironmentKey, pulumi.Input<string>>>>;

/** The environment of one function: exactly the keys of the catalogue, or an error that names the rest. */
export function environmentOf(
  name: FunctionName,
  values: EnvironmentValues,
): Record<string, pulumi.Input<string>> {
  const keys: readonly EnvironmentKey[] = FUNCTIONS[name].environment;
  const missing = keys.filter((key) => values[key] === undefined);
  if (missing.length > 0) {
    throw new Error(`the program gives function ${name} no ${missing.join(", ")}`);
  }
  return Object.fromEntries(keys.map((key) => [key, values[key] ?? ""]));
}
