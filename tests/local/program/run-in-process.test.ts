import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { captureDeclared, captureTwoRegions, nodeNamed } from "../../support/two-regions";

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

function ohio(): { provider: aws.Provider } {
  return { provider: new aws.Provider("ohio", { region: "us-east-2" }) };
}

describe("capturing a program in this process", () => {
  describe("a program file", () => {
    it("returns every resource with engine-exact URNs, sorted", async () => {
      const capture = await captureTwoRegions();
      expect(capture.errors).to.deep.equal([]);
      expect(nodeNamed(capture, "secondary-queue").urn).to.equal(
        "urn:pulumi:dev::two-regions::fixture:index:RegionalStack$aws:sqs/queue:Queue::secondary-queue",
      );
      const urns = capture.nodes.map(({ urn }) => urn);
      expect(urns).to.deep.equal([...urns].sort());
    });

    it("gives every AWS resource the region of its provider", async () => {
      const { nodes } = await captureTwoRegions(["secondaryRegion=us-west-2"]);
      const regions = nodes
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ name, region }) => `${name.split("-")[0]} ${region}`);
      expect([...new Set(regions)].sort()).to.deep.equal([
        "primary us-east-1",
        "secondary us-west-2",
      ]);
    });

    it("is fresh for each capture and equal for equal settings", async () => {
      const first = await captureTwoRegions();
      const other = await captureTwoRegions(["environmentSuffix=other"]);
      const again = await captureTwoRegions();
      expect(other.outputs.queueUrls).to.include(
        "https://sqs.us-east-1.amazonaws.com/000000000000/payments-other-us-east-1",
      );
      expect(again).to.deep.equal(first);
    });

    it("queues captures that are started at once", async () => {
      const captures = await Promise.all(
        ["one", "two", "three"].map((name) => captureTwoRegions([`environmentSuffix=${name}`])),
      );
      const queues = captures.map((capture) => nodeNamed(capture, "primary-queue").inputs.name);
      expect(queues).to.deep.equal(
        ["one", "two", "three"].map((name) => `payments-${name}-us-east-1`),
      );
      expect(new Set(captures.map(({ nodes }) => nodes.length)).size).to.equal(1);
    });

    it("charges an error to the capture it happened in", async () => {
      const failing = () => {
        new aws.sqs.Queue("queue", {}, ohio()).arn.apply(async () => {
          await pause(30);
          throw new Error("boom");
        });
      };
      const [sound, failed, after] = await Promise.all([
        captureTwoRegions(),
        captureDeclared(failing),
        captureTwoRegions(),
      ]);
      expect([sound.errors, failed.errors, after.errors]).to.deep.equal([[], ["boom"], []]);
    });

    it("goes on with the next capture after one that failed", async () => {
      const refused = await captureTwoRegions(["environmentSuffix=A"]);
      expect(refused.errors.join()).to.include("- environmentSuffix: use lower-case letters");
      expect((await captureTwoRegions()).errors).to.deep.equal([]);
    });

    it("keeps nothing of the captures before it", async () => {
      const collect = garbageCollector();
      await captureTwoRegions(["functionsPerRegion=10"]);
      collect();
      const before = process.memoryUsage().heapUsed;
      for (let run = 0; run < 4; run++) await captureTwoRegions(["functionsPerRegion=10"]);
      collect();
      const grownMb = (process.memoryUsage().heapUsed - before) / 1e6;
      // One capture of this size holds about six megabytes.
      expect(grownMb).to.be.lessThan(6);
    });

    it("knows where in the program a resource is declared", async () => {
      const { source } = nodeNamed(await captureTwoRegions(), "primary-queue");
      expect(source).to.match(/^components\/regional-stack\.ts:\d+$/);
    });
  });

  describe("what the program asks of the engine", () => {
    it("keeps protection, retention, ignored changes and dependencies", async () => {
      const capture = await captureDeclared(() => {
        const { provider } = ohio();
        const first = new aws.sqs.Queue("first", {}, { provider });
        new aws.sqs.Queue(
          "second",
          { kmsMasterKeyId: first.id },
          {
            provider,
            dependsOn: [first],
            protect: true,
            retainOnDelete: true,
            ignoreChanges: ["tags"],
          },
        );
      });
      const first = nodeNamed(capture, "first");
      const second = nodeNamed(capture, "second");
      expect(second).to.include({ protect: true, retainOnDelete: true });
      expect(second.ignoreChanges).to.deep.equal(["tags"]);
      expect(second.dependencies).to.deep.equal([first.urn]);
      expect(second.propertyDependencies).to.deep.equal({ kmsMasterKeyId: [first.urn] });
      expect(first).to.include({ protect: false, retainOnDelete: false });
    });

    it("captures resources that are created inside nested applies", async () => {
      const capture = await captureDeclared(() => {
        const options = ohio();
        new aws.sqs.Queue("outer", {}, options).arn.apply(() => {
          new aws.sqs.Queue("middle", {}, options).arn.apply(async () => {
            await pause(30);
            new aws.sqs.Queue("inner", {}, options);
          });
        });
      });
      expect(capture.nodes.map(({ name }) => name)).to.include.members([
        "outer",
        "middle",
        "inner",
      ]);
    });

    it("follows a long chain of applies to its end", async () => {
      const length = 20;
      const capture = await captureDeclared(() => {
        const options = ohio();
        const next = (index: number): void => {
          const queue = new aws.sqs.Queue(`queue-${index}`, {}, options);
          if (index < length) void queue.arn.apply(() => next(index + 1));
        };
        next(1);
      });
      expect(capture.nodes.filter(({ name }) => name.startsWith("queue-"))).to.have.length(length);
    });

    it("runs the program's transforms", async () => {
      const capture = await captureDeclared(() => {
        pulumi.runtime.registerResourceTransform((args) => ({
          props: { ...args.props, tags: { ...args.props.tags, Team: "payments" } },
          opts: args.opts,
        }));
        new aws.sqs.Queue("tagged", { tags: { Environment: "test" } }, ohio());
      });
      expect(capture.errors).to.deep.equal([]);
      expect(nodeNamed(capture, "tagged").inputs.tags).to.deep.equal({
        Environment: "test",
        Team: "payments",
      });
    });

    it("reads existing resources without creating them", async () => {
      const capture = await captureDeclared(() => {
        aws.sqs.Queue.get("existing", "https://queue", {}, ohio());
      });
      expect(nodeNamed(capture, "existing")).to.include({ read: true, id: "https://queue" });
    });

    it("collects warnings instead of printing them", async () => {
      const capture = await captureDeclared(() => {
        void pulumi.log.warn("the standby has no canary");
      });
      expect(capture.warnings).to.deep.equal(["the standby has no canary"]);
    });
  });

  it("shows which providers a remote component was given", async () => {
    const capture = await captureDeclared(() => {
      const { provider } = ohio();
      new awsx.ec2.Vpc("given", {}, { providers: [provider] });
    });
    expect(nodeNamed(capture, "given", "awsx").providers.aws).to.match(/::ohio::/);
    expect(nodeNamed(capture, "given", "awsx").region).to.equal("us-east-2");
  });
});
