import { expect } from "chai";
import fc from "fast-check";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  subtractNumbers,
} from "../../../../local/engine/dynamodb/number";

const SPELLINGS: readonly [string, string][] = [
  ["0", "0"],
  ["-0", "0"],
  ["0.0", "0"],
  ["007", "7"],
  ["1.50", "1.5"],
  [".5", "0.5"],
  ["-12.", "-12"],
  ["1e3", "1000"],
  ["1.5E-3", "0.0015"],
  ["123456789012345", "123456789012345"],
  ["99999999999999999999999999999999999999", "99999999999999999999999999999999999999"],
  ["1e125", `1${"0".repeat(125)}`],
  ["1e-130", `0.${"0".repeat(129)}1`],
];

/** An integer and a power of ten: the decimal number it stands for is exact in BigInt. */
const decimal = fc.record({
  digits: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
  shift: fc.integer({ min: -9, max: 9 }),
});
type Decimal = { digits: bigint; shift: number };

const spell = ({ digits, shift }: Decimal) => canonicalNumber(`${digits}e${shift}`);
const scaled = ({ digits, shift }: Decimal) => digits * 10n ** BigInt(shift + 9);
const unscaled = (value: bigint) => canonicalNumber(`${value}e-9`);

describe("numbers of DynamoDB", () => {
  for (const [spelling, canonical] of SPELLINGS) {
    it(`stores ${spelling} as ${canonical.slice(0, 40)}`, () => {
      expect(canonicalNumber(spelling)).to.equal(canonical);
    });
  }

  for (const wrong of ["", "-", ".", "1e", "1x", " 1", "0x1", "Infinity", "NaN", "1_000"]) {
    it(`refuses "${wrong}"`, () => {
      expect(() => canonicalNumber(wrong)).to.throw("cannot be converted to a numeric value");
    });
  }

  it("adds, subtracts and compares without rounding", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(addNumbers(spell(a), spell(b))).to.equal(unscaled(scaled(a) + scaled(b)));
        expect(subtractNumbers(spell(a), spell(b))).to.equal(unscaled(scaled(a) - scaled(b)));
        const order = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
        expect(compareNumbers(spell(a), spell(b))).to.equal(order);
      }),
    );
  });

  it("tells numbers apart that are the same double", () => {
    expect(compareNumbers("9007199254740993", "9007199254740992")).to.equal(1);
    expect(addNumbers("9007199254740992", "1")).to.equal("9007199254740993");
    expect(addNumbers("0.1", "0.2")).to.equal("0.3");
  });

  it("refuses a sum that needs more than 38 digits or leaves the range", () => {
    expect(() => addNumbers(canonicalNumber("1e50"), "1")).to.throw("Number overflow");
    expect(() => addNumbers(canonicalNumber("9e125"), canonicalNumber("9e125"))).to.throw(
      "Number overflow",
    );
  });
});
