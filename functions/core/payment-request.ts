import { looksLikeCardNumber } from "./card-number";
import { minorDigits } from "./currency";
import type { Problem } from "./http-api";
import { toMajor, toMinor } from "./money";
import { paymentRequestSchema, type SchemaNode } from "./request-schema";
import { checkSchema } from "./schema-check";
import type { PaymentLimits } from "./settings";
import { readJson } from "./strict-json";

/** A request in the one form that equal requests share, however they were written. */
export interface CanonicalPayment {
  readonly tenant: string;
  readonly transactionId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly customer: string;
  readonly method: string;
}

export type PaymentReading =
  | { readonly ok: true; readonly payment: CanonicalPayment }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface PaymentBody {
  readonly transaction_id: string;
  readonly amount: string | number;
  readonly currency: string;
  readonly customer_id: string;
  readonly payment_method: string;
}

/** Reads payment requests under the configured limits. Reports every problem, not only the first. */
export function paymentReader(
  limits: PaymentLimits,
): (tenant: string, body: string | undefined) => PaymentReading {
  const schema = paymentRequestSchema(limits.currencies);
  return (tenant, body) => {
    const json = readJson(body);
    if (!json.ok) return json;
    const problems = [
      ...checkSchema(schema, json.value),
      ...cardNumberProblems(schema, json.value),
      ...amountProblems(limits, json.value),
    ];
    if (problems.length > 0) return { ok: false, problems: distinct(problems) };
    return { ok: true, payment: canonical(tenant, json.value as PaymentBody) };
  };
}

/** Only for a body whose amount was checked: then `limitMinor` cannot lose a digit of it. */
function canonical(tenant: string, body: PaymentBody): CanonicalPayment {
  const { transaction_id, amount, currency, customer_id, payment_method } = body;
  return {
    tenant,
    transactionId: transaction_id,
    amountMinor: limitMinor(String(amount), minorDigits(currency)),
    currency,
    customer: customer_id,
    method: payment_method,
  };
}

function cardNumberProblems(schema: SchemaNode, value: unknown): Problem[] {
  return textMembers(value)
    .filter(
      ([key, text]) => schema.properties?.[key] && key !== "amount" && looksLikeCardNumber(text),
    )
    .map(([key]) => ({ pointer: `/${key}`, detail: "must not look like a card number" }));
}

function textMembers(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
}

function amountProblems(limits: PaymentLimits, value: unknown): Problem[] {
  const { amount, currency } = (value ?? {}) as Partial<Record<keyof PaymentBody, unknown>>;
  if (typeof amount !== "string" && typeof amount !== "number") return [];
  if (typeof currency !== "string" || !limits.currencies.includes(currency)) return [];
  const exponent = minorDigits(currency);
  const reading = toMinor(amount, exponent);
  const detail = reading.ok ? rangeProblem(limits, reading.minor, exponent) : reading.detail;
  return detail ? [{ pointer: "/amount", detail }] : [];
}

function rangeProblem(limits: PaymentLimits, minor: bigint, exponent: number): string | undefined {
  if (minor <= 0n) return "must be above 0";
  const bound = limitMinor(limits.below, exponent);
  return minor >= bound ? `must be below ${toMajor(bound, exponent)}` : undefined;
}

/**
 * A configured limit in minor units: a currency without fraction digits ignores those of the limit.
 * One that cannot be read is a programmer's mistake.
 */
export function limitMinor(limit: string, exponent: number): bigint {
  const exact = toMinor(limit, exponent);
  if (exact.ok) return exact.minor;
  const whole = toMinor(limit.replace(/\..*$/, ""), exponent);
  if (whole.ok) return whole.minor;
  throw new Error(`limit ${limit} is not a decimal number`);
}

/** The schema and the amount rules may both object to the same member: one line is enough. */
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ pointer, detail }) => {
    const line = pointer === "/amount" ? pointer : `${pointer} ${detail}`;
    if (seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}
