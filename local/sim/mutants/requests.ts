import type { Mutant } from "./mutant";

/** Reading, accepting and answering requests. */
export const REQUEST_MUTANTS: readonly Mutant[] = [
  {
    name: "float-money",
    file: "functions/core/money.ts",
    find: 'return { ok: true, minor: BigInt(whole + fraction.padEnd(exponent, "0")) };',
    replace: "return { ok: true, minor: BigInt(Math.floor(Number(amount) * 10 ** exponent)) };",
    why: "money never passes through floating point",
  },
  {
    name: "no-upper-limit",
    file: "functions/core/payment-request.ts",
    find: "return minor >= bound ? `must be below ${toMajor(bound, exponent)}` : undefined;",
    replace: "return minor > bound ? `must be below ${toMajor(bound, exponent)}` : undefined;",
    why: "an amount must be below the limit, not at it",
  },
  {
    name: "card-numbers-welcome",
    file: "functions/core/payment-request.ts",
    find: "      ...cardNumberProblems(schema, json.value),\n",
    replace: "",
    why: "a card number is refused before it is stored",
  },
  {
    name: "refusal-echoes-card-number",
    file: "functions/core/payment-request.ts",
    find: '.map(([key]) => ({ pointer: `/${key}`, detail: "must not look like a card number" }));',
    replace: ".map(([key, text]) => ({ pointer: `/${key}`, detail: `must not be ${text}` }));",
    why: "no answer repeats what a client should not have sent",
  },
  {
    name: "schema-not-checked",
    file: "functions/core/payment-request.ts",
    find: "      ...checkSchema(schema, json.value),\n",
    replace: "",
    why: "a request that breaks the rules is refused",
  },
  {
    name: "fingerprint-without-amount",
    file: "functions/core/fingerprint.ts",
    find: "    payment.amountMinor.toString(),\n",
    replace: "",
    why: "another amount is another payment",
  },
  {
    name: "any-body-is-a-replay",
    file: "functions/store/payments.ts",
    find: 'return result.before?.fp?.S === fingerprint(payment) ? "replayed" : "conflict";',
    replace: 'return "replayed";',
    why: "an identifier with another body is a conflict",
  },
  {
    name: "conflict-is-acknowledged",
    file: "functions/validate.ts",
    find: 'if (acceptance === "conflict") {',
    replace: "if (acceptance === undefined) {",
    why: "a conflict is never acknowledged",
  },
  {
    name: "acknowledged-without-write",
    file: "functions/validate.ts",
    find: "      return unavailableResponse();",
    replace: '      acceptance = "accepted";',
    why: "no acknowledgement without a durable write",
  },
  {
    name: "write-after-answer",
    file: "functions/validate.ts",
    find: "      acceptance = await acceptPayment(ports, payment);",
    replace:
      '      void acceptPayment(ports, payment).catch(() => undefined);\n      acceptance = "accepted";',
    why: "the answer waits for the write",
  },
  {
    name: "answer-with-region",
    file: "functions/validate.ts",
    find: "return respondText(status, acceptedBody(payment), replayed);",
    replace: "return respondText(status, `${acceptedBody(payment)} ${ports.region}`, replayed);",
    why: "every region gives the same bytes",
  },
  {
    name: "answer-with-time",
    file: "functions/validate.ts",
    find: "return respondText(status, acceptedBody(payment), replayed);",
    replace:
      "return respondText(status, `${acceptedBody(payment)} ${ports.clock.nowMs()}`, replayed);",
    why: "every repetition gives the same bytes",
  },
  {
    name: "stale-status",
    file: "functions/store/payments.ts",
    find: "    Key: { transaction_id: { S: key } },\n    ConsistentRead: true,",
    replace: "    Key: { transaction_id: { S: key } },\n    ConsistentRead: false,",
    why: "whoever was acknowledged is found by every later question",
  },
  {
    name: "processing-shown-as-processed",
    file: "functions/payment.ts",
    find: '  PROCESSING: "processing",',
    replace: '  PROCESSING: "processed",',
    why: "nobody is told an end that has not come",
  },
  {
    name: "unavailable-shown-as-unknown",
    file: "functions/payment.ts",
    find: "      return unavailableResponse();",
    replace:
      '      return problemResponse(404, "not-found", "No payment has this transaction_id.");',
    why: "a store that does not answer is no proof that there is no payment",
  },
];
