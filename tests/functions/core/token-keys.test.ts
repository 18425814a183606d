import { expect } from "chai";
import {
  KEYS_FRESH_MS,
  KEYS_REFRESH_AT_MOST_EVERY_MS,
  tokenKeysFrom,
  wantsRefresh,
} from "../../../functions/core/token-keys";

const rsa = { kty: "RSA", kid: "1", n: "n", e: "AQAB" };
const ec = { kty: "EC", kid: "2", crv: "P-256", x: "x", y: "y" };

describe("the issuer's keys", () => {
  it("are the public ones of the set, and no others", () => {
    const secret = { kty: "oct", k: "c2VjcmV0" };
    const own = { ...rsa, d: "private" };
    const text = JSON.stringify({ keys: [rsa, secret, own, null, "key", 7, ec] });
    expect(tokenKeysFrom(text)).to.deep.equal({ keys: [rsa, ec] });
  });

  it("are unknown when the text holds none", () => {
    const texts = [undefined, "", "{", "null", "[]", "7", '{"keys":{}}', '{"keys":[]}'];
    for (const text of texts) expect(tokenKeysFrom(text), String(text)).to.equal(undefined);
  });

  const table: [string, number, number, boolean, boolean][] = [
    ["stay while they are fresh", 1_000, 1_000, false, false],
    ["are read again when they are old", KEYS_FRESH_MS, KEYS_FRESH_MS, false, true],
    ["stay for a moment after a new key was asked for", 1_000, 1_000, true, false],
    [
      "are read again for a new key",
      KEYS_REFRESH_AT_MOST_EVERY_MS,
      KEYS_REFRESH_AT_MOST_EVERY_MS,
      true,
      true,
    ],
    ["wait after a try that failed, however old", 10 * KEYS_FRESH_MS, 1_000, true, false],
  ];
  for (const [title, sinceRead, sinceTried, unknownKey, expected] of table) {
    it(title, () => {
      const nowMs = 1e12;
      const age = { readMs: nowMs - sinceRead, triedMs: nowMs - sinceTried };
      expect(wantsRefresh(age, unknownKey, nowMs)).to.equal(expected);
    });
  }
});
