import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { captureDeclared } from "../../support/two-regions";

function ohio(): { provider: aws.Provider } {
  return { provider: new aws.Provider("ohio", { region: "us-east-2" }) };
}

describe("errors of a captured program", () => {
  const failures: Record<string, [RegExp, () => unknown]> = {
    "two resources with one name": [
      /Duplicate resource URN '.*::twice'/,
      () => {
        const options = ohio();
        new aws.sqs.Queue("twice", {}, options);
        new aws.sqs.Queue("twice", {}, options);
      },
    ],
    "an apply that throws": [
      /^boom$/,
      () => {
        new aws.sqs.Queue("queue", {}, ohio()).id.apply(() => {
          throw new Error("boom");
        });
      },
    ],
    "a program that throws": [
      /^at once$/,
      () => {
        throw new Error("at once");
      },
    ],
    "an error logged by the program": [/^logged$/, () => void pulumi.log.error("logged")],
    "a provider function without a model": [
      /aws:ec2\/getAmi:getAmi has no local answer/,
      () => ({ ami: aws.ec2.getAmiOutput({}, ohio()).id }),
    ],
    "a resource without an explicit provider": [
      /its region is not known/,
      () => void new aws.sqs.Queue("nowhere"),
    ],
    "a network without an explicit provider": [
      /its region is not known/,
      () => void new awsx.ec2.Vpc("nowhere", {}),
    ],
    "a remote component without a model": [
      /this remote component is not modelled/,
      () => void new awsx.ecr.Repository("images", {}),
    ],
    "a resource hook, which would not be run": [
      /hooks/,
      () => void new pulumi.ResourceHook("hook", () => undefined),
    ],
  };
  for (const [title, [expected, program]] of Object.entries(failures)) {
    it(`reports ${title}, once`, async () => {
      const { errors } = await captureDeclared(program);
      expect(errors.filter((error) => expected.test(error))).to.have.length(1);
      expect(errors).to.have.length(1);
    });
  }

  it("leaves the process as it found it", async () => {
    const mine = () => undefined;
    process.on("unhandledRejection", mine);
    const before = process.listeners("unhandledRejection");
    const { prototype } = pulumi.Output as unknown as { prototype: { apply: unknown } };
    const { apply } = prototype;
    const { warn } = console;
    await captureDeclared(() => {
      throw new Error("at once");
    });
    expect(process.listeners("unhandledRejection")).to.deep.equal(before);
    process.removeListener("unhandledRejection", mine);
    expect(prototype.apply).to.equal(apply);
    expect(console.warn).to.equal(warn);
    expect(Error.stackTraceLimit).to.be.greaterThan(0);
  });
});
