import crypto from "node:crypto";

/** What would make a run depend on anything but its seed. */
function forbidden(name: string): () => never {
  return () => {
    throw new Error(`${name} was used during a simulation: time and chance come from ports only`);
  };
}

/** What the calendar shows where a library asks for it without being able to use the answer. */
const STANDSTILL = Date.UTC(2000, 0, 1);

/** JSONata takes the date for functions of its own, which ours replace: there time stands still. */
function dateWithoutNow(usual: DateConstructor): DateConstructor {
  return new Proxy(usual, {
    construct: (target, given, as) =>
      Reflect.construct(target, given.length === 0 ? [STANDSTILL] : given, as) as object,
    apply: forbidden("Date()"),
    get: (target, member) =>
      member === "now" ? forbidden("Date.now") : Reflect.get(target, member),
  });
}

/** Replaces the machine's clocks, timers, randomness and network by traps; returns how to undo it. */
export function setTraps(): () => void {
  const {
    Date: usualDate,
    setTimeout,
    setInterval,
    fetch,
    stackTraceLimit,
  } = {
    ...globalsNow(),
    stackTraceLimit: Error.stackTraceLimit,
  };
  const { random } = Math;
  const { now } = performance;
  const { randomBytes, randomInt, randomUUID } = crypto;
  const drawing = crypto as { -readonly [Name in keyof typeof crypto]: (typeof crypto)[Name] };
  Object.assign(globalThis, {
    Date: dateWithoutNow(usualDate),
    setTimeout: forbidden("setTimeout"),
    setInterval: forbidden("setInterval"),
    fetch: forbidden("fetch"),
  });
  // Refused conditions and lost calls are ordinary here; their stacks would cost more than the calls.
  Error.stackTraceLimit = 0;
  Math.random = forbidden("Math.random");
  performance.now = forbidden("performance.now");
  Object.assign(drawing, {
    randomBytes: forbidden("crypto.randomBytes"),
    randomInt: forbidden("crypto.randomInt"),
    randomUUID: forbidden("crypto.randomUUID"),
  });
  return () => {
    Object.assign(globalThis, { Date: usualDate, setTimeout, setInterval, fetch });
    Error.stackTraceLimit = stackTraceLimit;
    Math.random = random;
    performance.now = now;
    Object.assign(drawing, { randomBytes, randomInt, randomUUID });
  };
}

function globalsNow() {
  const { Date: usual, setTimeout, setInterval, fetch } = globalThis;
  return { Date: usual, setTimeout, setInterval, fetch };
}
