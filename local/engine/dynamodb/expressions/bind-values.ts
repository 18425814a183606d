import type { AttributeValue } from "../attribute-value";
import { validationError } from "../errors";
import { canonicalValue, type SizeBound } from "../value-validation";
import type { Values } from "./operand";
import type { Plan } from "./plan-cache";

const NO_VALUES: Values = Object.freeze({});

/**
 * Validates the request's values against the plan: each one is used, none is missing, and each has
 * a type its operators take. Numbers come back in canonical form.
 */
export function bindValues(
  plan: Plan<unknown>,
  given: Values | undefined,
  bound: SizeBound,
): Values {
  if (given === undefined) {
    for (const name of plan.values) throw undefinedValue(name);
    return NO_VALUES;
  }
  let values = given;
  let count = 0;
  for (const name in given) {
    const value: AttributeValue | undefined = given[name];
    if (value === undefined) continue;
    if (!plan.values.has(name)) throw unusedValues(plan, given);
    count += 1;
    const canonical = validValue(name, value, bound);
    if (canonical !== value) values = { ...values, [name]: canonical };
  }
  if (count !== plan.values.size) {
    for (const name of plan.values) if (given[name] === undefined) throw undefinedValue(name);
  }
  if (count === 0) throw validationError("ExpressionAttributeValues must not be empty");
  for (const check of plan.checks) check(values);
  return values;
}

/** Refuses values in a request that has no expression to use them. */
export function refuseValues(given: Values | undefined, members: string): void {
  if (given === undefined) return;
  throw validationError(
    `ExpressionAttributeValues can only be specified when using expressions: ${members} null`,
  );
}

function validValue(name: string, value: AttributeValue, bound: SizeBound): AttributeValue {
  try {
    return canonicalValue(value, bound);
  } catch (problem) {
    const detail = problem instanceof Error ? problem.message : String(problem);
    throw validationError(
      `ExpressionAttributeValues contains invalid value: ${detail} for key ${name}`,
    );
  }
}

function undefinedValue(name: string): Error {
  return validationError(
    `An expression attribute value used in expression is not defined; attribute value: ${name}`,
  );
}

function unusedValues(plan: Plan<unknown>, given: Values): Error {
  const unused = Object.keys(given).filter((name) => !plan.values.has(name));
  return validationError(
    `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unused.join(", ")}}`,
  );
}
