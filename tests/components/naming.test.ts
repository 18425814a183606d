import { expect } from "chai";
import { NAME_LIMITS, physicalName, regionCode, regionTags } from "../../components/naming";
import { FUNCTION_NAMES } from "../../functions/core/function-catalogue";

describe("physicalName", () => {
  it("follows the briefs' patterns", () => {
    const context = { suffix: "dev", region: "us-east-2" };
    expect(physicalName("processing-queue", context, NAME_LIMITS.queue)).to.equal(
      "payment-processing-queue-dev-us-east-2",
    );
    expect(physicalName("transactions", { suffix: "dev" }, NAME_LIMITS.table)).to.equal(
      "payment-transactions-dev",
    );
  });

  it("fails a name that AWS would refuse, and says by how much it is too long", () => {
    const name = () => physicalName("x".repeat(60), { suffix: "dev" }, NAME_LIMITS.role);
    expect(name).to.throw(/has 72 characters, AWS accepts 64: shorten .* by 8/);
  });

  it("leaves room for the longest suffix and region in the name of every function", () => {
    const context = { suffix: "s".repeat(16), region: "ap-northeast-1" };
    for (const name of FUNCTION_NAMES) {
      expect(() => physicalName(name, context, NAME_LIMITS.role)).not.to.throw();
      expect(() => physicalName(`${name}-warm`, context, NAME_LIMITS.schedule)).not.to.throw();
    }
  });

  it("never gives two environments the same name", () => {
    const names = ["dev", "dev-2", "prod"].flatMap((suffix) =>
      ["us-east-1", "us-east-2"].map((region) => physicalName("api", { suffix, region }, 80)),
    );
    expect(new Set(names).size).to.equal(names.length);
  });
});

describe("regionCode", () => {
  it("is short and tells all regions apart", () => {
    const codes = {
      "us-east-1": "use1",
      "us-west-2": "usw2",
      "eu-central-1": "euc1",
      "ap-northeast-3": "apne3",
      "ap-southeast-2": "apse2",
    };
    for (const [region, code] of Object.entries(codes)) expect(regionCode(region)).to.equal(code);
  });
});

describe("regionTags", () => {
  it("say whose, where and in which role a resource is", () => {
    expect(regionTags("dev", "us-east-2", "secondary")).to.deep.equal({
      Project: "payments-dr",
      Environment: "dev",
      Region: "us-east-2",
      "DR-Role": "secondary",
    });
  });
});
