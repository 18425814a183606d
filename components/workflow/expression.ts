/** A JSONata expression as a state machine writes it. */
export function expression(source: string): string {
  return `{% ${source} %}`;
}

/** When a state was entered: the execution's own clock, in the form that evidence carries. */
export const ENTERED_AT = "$states.context.State.EnteredTime";

/**
 * The same moment as a number. A variable with exactly this value is a clock that a bounded loop
 * may be measured against, and that the failover budget recognises.
 */
export const ENTERED_AT_MS = expression(`$toMillis(${ENTERED_AT})`);

/** True while less than a variable's milliseconds have passed since a clock was set. */
export function withinWindow(clock: string, windowMs: string): string {
  return expression(`$toMillis(${ENTERED_AT}) - $${clock} < $${windowMs}`);
}

/** An error with both of its parts; AWS may leave the cause out. */
export function errorParts(source: string): string {
  return (
    `{"Error": $exists(${source}.Error) ? ${source}.Error : "Unknown", ` +
    `"Cause": $exists(${source}.Cause) ? ${source}.Cause : ""}`
  );
}

/** The source of a list of evidence with one more step at its end. */
export function extended(list: string, name: string, outcome: string): string {
  return `$append($${list}, [{"name": "${name}", "at": ${ENTERED_AT}, ${outcome}}])`;
}

/** What to assign to a list of evidence after one more step. */
export function withStep(list: string, name: string, outcome: string): string {
  return expression(extended(list, name, outcome));
}
