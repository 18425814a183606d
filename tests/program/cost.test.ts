import { join } from "node:path";
import { expect } from "chai";
import { readStackSettings } from "../../local/program/stack-settings";
import { Graph } from "../../policy/graph";
import { type Estimate, estimate } from "../../scripts/pricing/estimate";
import { stackLoad } from "../../scripts/pricing/stack-load";
import { stackOf, type Wanted } from "./stacks";

const ROOT = join(__dirname, "..", "..");

/** What dev would be with the settings of production. */
const GENEROUS = [
  "dns.checkIntervalSeconds=10",
  "dns.checkerRegions[3]=sa-east-1",
  "failover.tickSeconds=5",
  "functions.detectMemoryMb=256",
  "alarms.functions=each",
  "api.methodMetrics=true",
  "tracing.perSecond=1",
  "tracing.background=true",
  "encryption.keys=by-purpose",
];

/** Each price, and the settings of dev that lower it. */
const SAVINGS = [
  ["apiRequest", "dns.checkIntervalSeconds, dns.checkerRegions"],
  ["healthCheckOption", "dns.checkIntervalSeconds"],
  ["lambdaArmGbSecond", "failover.tickSeconds, functions.detectMemoryMb"],
  ["alarmMetric", "alarms.functions"],
  ["customMetric", "api.methodMetrics"],
  ["xrayTrace", "tracing"],
  ["key", "encryption.keys"],
] as const;

/** The bound of a stack without ledger and interface endpoints, at a million payments a month. */
const DEV_LIMIT_USD = 60;

/** A million payments, and for the rest what the stack says of itself. */
async function estimated(
  stack: "dev" | "prod",
  { overrides = [] }: Wanted = {},
  payments = 1_000_000,
): Promise<Estimate> {
  const { errors, nodes } = await stackOf(stack, { overrides });
  expect(errors).to.deep.equal([]);
  const settings = readStackSettings({ folder: ROOT, stack, overrides });
  return estimate(new Graph(nodes), stackLoad(settings, { payments }));
}

describe("The monthly cost", () => {
  it("of dev stays within its promise, without anything that AWS gives away", async () => {
    const result = await estimated("dev");
    expect(result.totalUsd, largest(result)).to.be.at.most(DEV_LIMIT_USD);
    expect(result.lines.filter(({ usd }) => usd < 0)).to.deep.equal([]);
  });

  it("of dev leaves out neither what every stack has nor what its savings leave over", async () => {
    const prices = new Set((await estimated("dev")).lines.map(({ price }) => price));
    expect(prices).to.include.all.keys(
      ...(["alarmMetric", "apiRequest", "customMetric", "dashboard", "dynamoBackup"] as const),
      ...(["dynamoRead", "dynamoStorage", "dynamoWrite", "healthCheck", "key"] as const),
      ...(["healthCheckOption", "lambdaArmGbSecond", "lambdaRequest", "logIngestion"] as const),
      ...(["logStorage", "s3Put", "s3Storage", "snsPublish", "sqsRequest", "xrayTrace"] as const),
    );
  });

  it("of dev would be higher in every part that its settings save on", async () => {
    const sumsOf =
      ({ lines }: Estimate) =>
      (price: string) =>
        lines.filter((line) => line.price === price).reduce((sum, { usd }) => sum + usd, 0);
    const lean = sumsOf(await estimated("dev"));
    const rich = sumsOf(await estimated("dev", { overrides: GENEROUS }));
    for (const [price, settings] of SAVINGS) {
      expect(rich(price), settings).to.be.above(lean(price) + 0.5);
    }
  });

  it("of prod is dominated by what dev goes without", async () => {
    const prices = new Set((await estimated("prod")).lines.map(({ price }) => price));
    const devPrices = new Set((await estimated("dev")).lines.map(({ price }) => price));
    for (const price of ["natHour", "auroraR6gLargeHour", "wafAcl", "lambdaArmStandingGbSecond"]) {
      expect(prices, price).to.include(price);
      expect(devPrices, price).not.to.include(price);
    }
  });

  for (const stack of ["dev", "prod"] as const) {
    it(`of ${stack} covers every kind of resource that it declares`, async () => {
      const { notPriced } = await estimated(stack);
      expect(notPriced.filter((what) => /^(resources|instances) of/.test(what))).to.deep.equal([]);
    });
  }

  it("grows with the load, most of all in the active region", async () => {
    const regional = ({ lines }: Estimate, region: string) =>
      lines.filter((line) => line.region === region).reduce((sum, { usd }) => sum + usd, 0);
    const base = await estimated("prod");
    const more = await estimated("prod", {}, 10_000_000);
    const [active, standby] = ["us-east-1", "us-east-2"].map(
      (region) => regional(more, region) - regional(base, region),
    );
    expect(active).to.be.above((standby ?? 0) * 2);
    expect(standby).to.be.above(0);
  });
});

function largest({ lines }: Estimate): string {
  return [...lines]
    .sort((a, b) => b.usd - a.usd)
    .slice(0, 12)
    .map(
      ({ component, region, price, usd }) => `${usd.toFixed(2)} ${price} (${component}, ${region})`,
    )
    .join("\n");
}
