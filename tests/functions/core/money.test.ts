import { expect } from "chai";
import fc from "fast-check";
import { currencyExponent } from "../../../functions/core/currency";
import { toMajor, toMinor } from "../../../functions/core/money";

describe("money", () => {
  for (const [amount, exponent, minor] of [
    ["100", 2, 10_000n],
    ["100.00", 2, 10_000n],
    [100, 2, 10_000n],
    [100.0, 2, 10_000n],
    ["0.01", 2, 1n],
    ["000.10", 2, 10n],
    [0.1, 2, 10n],
    [1.15, 2, 115n],
    [4.35, 2, 435n],
    ["1.230000", 2, 123n],
    ["500", 0, 500n],
    ["1.234", 3, 1_234n],
    ["0", 2, 0n],
    ["999999999999999", 0, 999_999_999_999_999n],
  ] as const) {
    it(`reads ${JSON.stringify(amount)} with ${exponent} digits as ${minor}`, () => {
      expect(toMinor(amount, exponent)).to.deep.equal({ ok: true, minor });
    });
  }

  for (const [amount, exponent] of [
    ["", 2],
    [" 1", 2],
    ["1 ", 2],
    ["-1", 2],
    ["+1", 2],
    ["1e3", 2],
    [1e21, 2],
    [1e-7, 2],
    [Number.NaN, 2],
    [Number.POSITIVE_INFINITY, 2],
    ["1,00", 2],
    [".5", 2],
    ["5.", 2],
    ["0x10", 2],
    ["١", 2],
    ["1.001", 2],
    ["1.5", 0],
    ["1234567890123456", 0],
    ["123456789012345.12", 2],
  ] as const) {
    it(`refuses ${JSON.stringify(amount)} with ${exponent} digits`, () => {
      expect(toMinor(amount, exponent).ok).to.equal(false);
    });
  }

  it("reads back every amount that it writes", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 999_999_999_999n }),
        fc.integer({ min: 0, max: 3 }),
        (minor, exponent) => {
          expect(toMinor(toMajor(minor, exponent), exponent)).to.deep.equal({ ok: true, minor });
        },
      ),
    );
  });

  it("writes small and negative amounts with all their digits", () => {
    expect(toMajor(5n, 2)).to.equal("0.05");
    expect(toMajor(-5n, 2)).to.equal("-0.05");
    expect(toMajor(500n, 0)).to.equal("500");
  });

  it("knows the minor unit of a currency or says that it does not", () => {
    expect(currencyExponent("USD")).to.equal(2);
    expect(currencyExponent("JPY")).to.equal(0);
    expect(currencyExponent("XXX")).to.equal(undefined);
    expect(currencyExponent("toString")).to.equal(undefined);
  });
});
