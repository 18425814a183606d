/** Digits after the decimal point of each ISO 4217 code that the product can be configured to accept. */
const EXPONENTS: Readonly<Record<string, number>> = {
  AUD: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  INR: 2,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MXN: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  TND: 3,
  USD: 2,
  ZAR: 2,
};

/** Undefined for a currency whose minor unit we do not know: never guessed. */
export function currencyExponent(code: string): number | undefined {
  return Object.hasOwn(EXPONENTS, code) ? EXPONENTS[code] : undefined;
}

/** The same for a currency that was checked before; anything else is a programmer's mistake. */
export function minorDigits(code: string): number {
  const exponent = currencyExponent(code);
  if (exponent === undefined) throw new Error(`${code} is no currency that this product knows`);
  return exponent;
}
