import { expect } from "chai";
import { checkPattern, matchesEvent } from "../../../../local/engine/events/event-pattern";

const change = {
  source: "aws.ssm",
  "detail-type": "Parameter Store Change",
  resources: ["arn:a", "arn:b"],
  detail: { name: "/payments/shared/limit", operation: "Update", version: 3 },
};

describe("The pattern of a rule", () => {
  for (const [what, pattern, answer] of [
    ["one of several values", { detail: { operation: ["Create", "Update"] } }, true],
    ["none of the values", { detail: { operation: ["Delete"] } }, false],
    ["all of its members", { source: ["aws.ssm"], detail: { operation: ["Update"] } }, true],
    ["all but one member", { source: ["aws.s3"], detail: { operation: ["Update"] } }, false],
    ["a number as a number", { detail: { version: [3] } }, true],
    ["a number as text", { detail: { version: ["3"] } }, false],
    ["an element of a list", { resources: ["arn:b"] }, true],
    ["a beginning", { detail: { name: [{ prefix: "/payments/shared/" }] } }, true],
    ["another beginning", { detail: { name: [{ prefix: "/payments/local/" }] } }, false],
    ["an end", { detail: { name: [{ suffix: "/limit" }] } }, true],
    ["other letters", { detail: { operation: [{ "equals-ignore-case": "UPDATE" }] } }, true],
    ["anything but the value", { detail: { operation: [{ "anything-but": "Update" }] } }, false],
    ["anything but others", { detail: { operation: [{ "anything-but": ["Delete"] }] } }, true],
    [
      "anything but a beginning",
      { detail: { name: [{ "anything-but": { prefix: "/payments/local/" } }] } },
      true,
    ],
    ["a member that is there", { detail: { name: [{ exists: true }] } }, true],
    ["a member that is not there", { detail: { value: [{ exists: false }] } }, true],
    ["a member that should be there", { detail: { value: [{ exists: true }] } }, false],
    ["a deeper member than there is", { detail: { name: { first: ["a"] } } }, false],
    ["a value that is not there", { detail: { value: [{ "anything-but": "a" }] } }, false],
  ] as const) {
    it(`${answer ? "fits" : "does not fit"} ${what}`, () => {
      checkPattern(pattern);
      expect(matchesEvent(pattern, change)).to.equal(answer);
    });
  }

  for (const [what, pattern] of [
    ["an operator", { detail: { version: [{ numeric: [">", 2] }] } }],
    ["an operator behind one that fits", { source: ["aws.ssm", { cidr: "10.0.0.0/8" }] }],
    ["a bare value", { source: "aws.ssm" }],
    ["two operators at once", { source: [{ prefix: "a", suffix: "m" }] }],
    ["a prefix that is no text", { source: [{ prefix: 3 }] }],
  ] as const) {
    it(`is refused with ${what} that is not understood`, () => {
      expect(() => checkPattern(pattern)).to.throw(/events:PutRule is not modelled/);
    });
  }
});
