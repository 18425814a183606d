import { expect } from "chai";
import { isForThisMachine, mayPressButtons } from "../../local/page/request-guard";

describe("request guard", () => {
  const hosts: readonly [host: string | undefined, ours: boolean][] = [
    ["127.0.0.1:4500", true],
    ["localhost:4500", true],
    ["LOCALHOST:4500", true],
    ["localhost", true],
    ["evil.example:4500", false],
    ["127.0.0.1.evil.example:4500", false],
    ["localhost.evil.example", false],
    ["evil.example@127.0.0.1", false],
    ["", false],
    [undefined, false],
  ];
  for (const [host, ours] of hosts) {
    it(`${ours ? "answers" : "refuses"} a request for ${host ?? "no host"}`, () => {
      expect(isForThisMachine({ host })).to.equal(ours);
    });
  }

  const host = "127.0.0.1:4500";
  const header = { "x-payments-dr-page": "1" };
  const presses: readonly [who: string, headers: Record<string, string>, may: boolean][] = [
    [
      "our own page",
      { ...header, origin: `http://${host}`, "sec-fetch-site": "same-origin" },
      true,
    ],
    ["a terminal that knows the header", header, true],
    ["a form of another site", { origin: "https://evil.example" }, false],
    ["our own origin without the header", { origin: `http://${host}` }, false],
    ["another site that forged the header", { ...header, origin: "https://evil.example" }, false],
    ["another port of this machine", { ...header, origin: "http://127.0.0.1:8080" }, false],
    ["a page without an origin", { ...header, origin: "null" }, false],
    ["a cross-site request", { ...header, "sec-fetch-site": "cross-site" }, false],
    ["a request from another port", { ...header, "sec-fetch-site": "same-site" }, false],
  ];
  for (const [who, headers, may] of presses) {
    it(`${may ? "lets" : "does not let"} ${who} press buttons`, () => {
      expect(mayPressButtons({ host, ...headers })).to.equal(may);
    });
  }
});
