import { expect } from "chai";
import { UNKNOWN } from "../../local/program/wire-values";
import { stackOf } from "./stacks";

const NAMES = [
  "apiEndpoints",
  "dashboardUrls",
  "failoverBudget",
  "healthCheckIds",
  "sharedDomain",
  "stateMachineArns",
  "tableNames",
];

describe("The outputs of a stack", () => {
  it("name endpoints, tables, zone, health checks, workflows and dashboards", async () => {
    const { outputs, secretOutputs } = await stackOf("prod");
    expect(outputs).to.include.all.keys(NAMES);
    expect(secretOutputs).to.deep.equal([]);
    expect(outputs.apiEndpoints).to.deep.equal({
      primary: "https://api-use1.payments.acme-pay.net",
      secondary: "https://api-use2.payments.acme-pay.net",
    });
    expect(outputs.sharedDomain).to.have.property("endpoint", "https://api.payments.acme-pay.net");
    expect(JSON.stringify(outputs)).not.to.contain(UNKNOWN);
  });

  it("lead to API Gateway itself where there is no domain", async () => {
    const { outputs } = await stackOf("dev");
    for (const [role, region] of [
      ["primary", "us-east-1"],
      ["secondary", "us-east-2"],
    ] as const) {
      const url = (outputs.apiEndpoints as Record<string, string>)[role];
      expect(url).to.match(
        new RegExp(`^https://[a-z0-9]+\\.execute-api\\.${region}\\.amazonaws\\.com/prod$`),
      );
    }
    expect(outputs.tableNames).to.deep.equal({
      transactions: "payment-transactions-dev",
      control: "payment-control-dev",
      sessions: "payment-sessions-dev",
    });
  });

  it("hold no secret in plain text", async () => {
    const { nodes, outputs } = await stackOf("prod");
    const secrets = nodes.flatMap(({ secretInputs, inputs }) =>
      secretInputs.flatMap((name) =>
        typeof inputs[name] === "string" && /password/i.test(name) ? [String(inputs[name])] : [],
      ),
    );
    expect(secrets.length).to.be.above(0);
    for (const secret of secrets) expect(JSON.stringify(outputs)).not.to.contain(secret);
  });
});
