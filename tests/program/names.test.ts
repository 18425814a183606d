import { expect } from "chai";
import { physicalNameOf } from "../../policy/values";
import { graphOf, ownResources, SECOND_STACK, stackOf, type Wanted } from "./stacks";

/** Names that a brief asks for, letter by letter. */
const ASKED_FOR: readonly (readonly [string, string])[] = [
  ["dynamodb.Table", "payment-transactions-dev"],
  ...["us-east-1", "us-east-2"].flatMap((region) => [
    ["sqs.Queue", `payment-processing-queue-dev-${region}`] as const,
    ["sqs.Queue", `payment-dlq-dev-${region}`] as const,
    ["sns.Topic", `payment-alerts-dev-${region}`] as const,
    ["apigateway.RestApi", `payment-api-dev-${region}`] as const,
    ["cloudwatch.Dashboard", `payment-dashboard-dev-${region}`] as const,
  ]),
];

/** A suffix of the greatest length, and regions with the longest names. */
const LONGEST = {
  overrides: [
    "environmentSuffix=sixteen-letters0",
    "primaryRegion=ap-northeast-1",
    "secondaryRegion=ap-northeast-3",
  ],
};

describe("Physical names", () => {
  for (const [kind, name] of ASKED_FOR) {
    it(`${name} is a ${kind}`, async () => {
      const names = (await graphOf("dev")).all(kind).map(physicalNameOf);
      expect(names).to.include(name);
    });
  }

  it("fit with the longest suffix and the longest regions", async () => {
    const { errors } = await stackOf("dev", LONGEST);
    expect(errors).to.deep.equal([]);
    const graph = await graphOf("dev", LONGEST);
    const longest = Math.max(
      ...graph.all("iam.Role").map((node) => (physicalNameOf(node) ?? "").length),
    );
    expect(longest).to.be.within(50, 64);
  });

  it("of two stacks with different suffixes never collide", async () => {
    const named = async (wanted: Wanted) =>
      ownResources(await stackOf("dev", wanted)).flatMap((node) => {
        const name = physicalNameOf(node);
        const scoped = ["aws:lambda/alias:Alias", "aws:route53/record:Record"].includes(node.type);
        return name === undefined || scoped ? [] : [`${node.type} ${name}`];
      });
    const one = new Set(await named({}));
    const shared = (await named(SECOND_STACK)).filter((name) => one.has(name));
    expect(shared).to.deep.equal([]);
  });
});
