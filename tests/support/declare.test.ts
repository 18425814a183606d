import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { Archive, Asset } from "../../local/program/wire-values";
import { type DeclaredResource, type DeclareOptions, declare } from "./declare";

class Pair extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("payments:test:Pair", name, {}, opts);
    const first = new aws.sqs.Queue(`${name}-first`, { name: "first" }, { parent: this });
    const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: first.arn });
    new aws.sqs.Queue(`${name}-second`, { redrivePolicy }, { parent: this });
  }
}

async function one(
  name: string,
  program: () => unknown,
  options: DeclareOptions = {},
): Promise<DeclaredResource> {
  const found = (await declare(program, options)).find((resource) => resource.name === name);
  if (!found) throw new Error(`nothing named ${name} was declared`);
  return found;
}

describe("declare", () => {
  it("returns what a component declares, sorted by name", async () => {
    const declared = await declare(() => new Pair("pair"));
    expect(declared.map(({ name, type, custom }) => [name, type, custom])).to.deep.equal([
      ["pair", "payments:test:Pair", false],
      ["pair-first", "aws:sqs/queue:Queue", true],
      ["pair-second", "aws:sqs/queue:Queue", true],
    ]);
  });

  it("gives ARNs that look as in AWS", async () => {
    const { inputs } = await one("pair-second", () => new Pair("pair"), { region: "eu-west-1" });
    expect(JSON.parse(inputs.redrivePolicy)).to.deep.equal({
      deadLetterTargetArn: "arn:aws:sqs:eu-west-1:000000000000:first",
    });
  });

  it("uses the region of an explicit provider and shows its reference", async () => {
    const { inputs, provider, region } = await one("pair-second", () => {
      const ohio = new aws.Provider("ohio", { region: "us-east-2" });
      new Pair("pair", { providers: [ohio] });
    });
    expect(inputs.redrivePolicy).to.include("arn:aws:sqs:us-east-2:");
    expect(provider).to.match(/pulumi:providers:aws::ohio::[0-9a-f-]{36}$/);
    expect(region).to.equal("us-east-2");
  });

  it("waits for resources that are created inside apply", async () => {
    const declared = await declare(() => {
      new aws.sqs.Queue("outer").arn.apply(() => {
        new aws.sqs.Queue("middle").arn.apply(() => new aws.sqs.Queue("inner"));
      });
    });
    expect(declared.map(({ name }) => name)).to.deep.equal(["inner", "middle", "outer"]);
  });

  it("opens secrets and shows shipped code", async () => {
    const { inputs } = await one("fn", () => {
      const code = new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset("pay()"),
      });
      const variables = { KEY: pulumi.secret("hunter2") };
      new aws.lambda.Function("fn", { role: "arn", code, environment: { variables } });
    });
    expect(inputs.environment).to.deep.equal({ variables: { KEY: "hunter2" } });
    expect(((inputs.code as Archive).assets["index.js"] as Asset).text).to.equal("pay()");
  });

  it("answers provider functions and configuration", async () => {
    const { inputs } = await one(
      "parameter",
      () => {
        const account = aws.getCallerIdentityOutput().accountId;
        const prefix = new pulumi.Config("payments-dr").require("prefix");
        new aws.ssm.Parameter("parameter", {
          type: "String",
          value: pulumi.interpolate`${prefix}-${account}`,
        });
      },
      { config: { "payments-dr:prefix": "pay" } },
    );
    expect(inputs.value).to.equal("pay-000000000000");
  });

  it("gives networks subnets and whole route tables", async () => {
    const { inputs } = await one("endpoint", () => {
      const network = new awsx.ec2.Vpc("network", {});
      new aws.ec2.VpcEndpoint("endpoint", {
        vpcId: network.vpcId,
        serviceName: "com.amazonaws.us-east-1.dynamodb",
        subnetIds: network.privateSubnetIds,
        routeTableIds: network.routeTables.apply((tables) => tables.map(({ id }) => id)),
      });
    });
    expect(inputs.subnetIds).to.have.length(3);
    expect(inputs.routeTableIds).to.have.length(6);
    expect(inputs.routeTableIds[0]).to.match(/^rtb-[0-9a-f]{17}$/);
  });

  it("leaves identifiers unknown in a preview", async () => {
    let seen = 0;
    const declared = await declare(
      () => {
        new aws.sqs.Queue("queue").arn.apply(() => {
          seen += 1;
        });
      },
      { preview: true },
    );
    expect([declared.length, seen]).to.deep.equal([1, 0]);
  });

  it("knows the stack's name", async () => {
    const { inputs } = await one(
      "queue",
      () => void new aws.sqs.Queue("queue", { name: pulumi.getStack() }),
      { stack: "prod" },
    );
    expect(inputs.name).to.equal("prod");
  });

  const failures: [string, RegExp, () => unknown][] = [
    [
      "an error thrown at once",
      /^at once$/,
      () => {
        throw new Error("at once");
      },
    ],
    [
      "an error inside apply",
      /^boom$/,
      () => {
        new aws.sqs.Queue("queue").arn.apply(() => {
          throw new Error("boom");
        });
      },
    ],
    [
      "a provider function without a model",
      /getAmi has no local answer/,
      () => aws.ec2.getAmiOutput({}).id,
    ],
    [
      "a resource type without a provider",
      /no provider for this type is modelled/,
      () => void new (class extends pulumi.CustomResource {})("other:index:Thing", "thing"),
    ],
  ];
  for (const [title, message, program] of failures) {
    it(`rejects with ${title}`, async () => {
      const error = await declare(program).then(
        () => undefined,
        (cause: Error) => cause,
      );
      expect(error?.message).to.match(message);
    });
  }

  it("is not disturbed by an earlier failure", async () => {
    await declare(() => {
      throw new Error("at once");
    }).catch(() => undefined);
    expect(await declare(() => new aws.sqs.Queue("queue"))).to.have.length(1);
  });
});
