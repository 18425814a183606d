import { expect } from "chai";
import { Creation, LOCAL_ACCOUNT } from "../../../../local/program/aws/creation";
import {
  defaultTagsOf,
  describeAwsResource,
  RESOURCE_MODELS,
} from "../../../../local/program/aws/resource-models";
import { providerSchema } from "../../../../local/program/provider-schema";
import type { Properties } from "../../../../local/program/resource-node";
import { Archive, Asset } from "../../../../local/program/wire-values";

function created(type: string, inputs: Properties, region = "us-east-2") {
  return describeAwsResource(new Creation(type, "logical", inputs, region, LOCAL_ACCOUNT), {});
}

const ACCOUNT = LOCAL_ACCOUNT;

describe("what AWS answers after creating a resource", () => {
  it("is modelled only for types and properties that the installed SDK has", () => {
    const problems: string[] = [];
    for (const [type, model] of Object.entries(RESOURCE_MODELS)) {
      const schema = providerSchema("aws").resource(type);
      if (!schema) problems.push(`${type} does not exist`);
      const { outputs } = model(new Creation(type, "logical", {}, "us-east-1", ACCOUNT));
      for (const name of Object.keys(outputs ?? {})) {
        if (schema && !schema.outputs.has(name)) problems.push(`${type} has no output ${name}`);
      }
    }
    expect(problems).to.deep.equal([]);
  });

  it("gives every computed property of a type without a model", () => {
    const { outputs } = created("aws:backup/vault:Vault", { name: "payments" });
    expect(outputs.arn).to.equal(`arn:aws:backup:us-east-2:${ACCOUNT}:vault/payments`);
    for (const [name, property] of providerSchema("aws").resource("aws:backup/vault:Vault")
      ?.outputs ?? []) {
      if (property.required) expect(outputs, name).to.have.property(name);
    }
  });

  it("refuses a type that the installed SDK does not have", () => {
    expect(() => created("aws:sqs/quue:Quue", {})).to.throw("no resource type aws:sqs/quue:Quue");
  });

  it("names what the program leaves unnamed, the same way every time", () => {
    const first = created("aws:sqs/queue:Queue", {}).outputs.name;
    expect(first).to.match(/^logical-[0-9a-f]{7}$/);
    expect(created("aws:sqs/queue:Queue", {}).outputs.name).to.equal(first);
    expect(created("aws:sqs/queue:Queue", {}, "us-west-2").outputs.name).not.to.equal(first);
  });

  it("merges the provider's default tags below the resource's own", () => {
    const defaults = defaultTagsOf({
      defaultTags: JSON.stringify({ tags: { Environment: "dev", Region: "us-east-1" } }),
    });
    const creation = new Creation(
      "aws:sqs/queue:Queue",
      "queue",
      { tags: { Region: "us-east-2" } },
      "us-east-2",
      ACCOUNT,
    );
    expect(describeAwsResource(creation, defaults).outputs.tagsAll).to.deep.equal({
      Environment: "dev",
      Region: "us-east-2",
    });
  });

  it("gives a global table stream and ARN per replica, in the replica's region", () => {
    const { id, outputs } = created("aws:dynamodb/table:Table", {
      name: "payments",
      replicas: [{ regionName: "eu-west-1", consistencyMode: "STRONG" }],
    });
    const arn = `arn:aws:dynamodb:us-east-2:${ACCOUNT}:table/payments`;
    expect([id, outputs.arn]).to.deep.equal(["payments", arn]);
    expect(outputs.streamArn).to.match(/table\/payments\/stream\/\d{4}-/);
    expect((outputs.replicas as Properties[])[0]).to.include({
      consistencyMode: "STRONG",
      arn: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/payments`,
    });
  });

  it("gives a table without streams no stream", () => {
    expect(created("aws:dynamodb/table:Table", { name: "t" }).outputs.streamArn).to.equal("");
  });

  it("gives Aurora clusters a writer and a reader endpoint", () => {
    const { outputs } = created("aws:rds/cluster:Cluster", { clusterIdentifier: "ledger" });
    expect(outputs.endpoint).to.match(/^ledger\.cluster-\w{12}\.us-east-2\.rds\.amazonaws\.com$/);
    expect(outputs.readerEndpoint).to.match(/^ledger\.cluster-ro-\w{12}\.us-east-2\./);
  });

  it("keeps the identifier of a multi-region key in its replica", () => {
    const key = created("aws:kms/key:Key", { multiRegion: true }, "us-east-1");
    const primaryKeyArn = key.outputs.arn;
    const replica = created("aws:kms/replicaKey:ReplicaKey", { primaryKeyArn });
    expect(key.id).to.match(/^mrk-/);
    expect(replica.outputs.arn).to.equal(String(primaryKeyArn).replace("us-east-1", "us-east-2"));
  });

  it("asks for one validation record per name of a certificate, shared by a wildcard", () => {
    const { outputs } = created("aws:acm/certificate:Certificate", {
      domainName: "example.org",
      subjectAlternativeNames: ["*.example.org", "api.example.org"],
    });
    const options = outputs.domainValidationOptions as Record<string, string>[];
    expect(options.map(({ domainName }) => domainName)).to.deep.equal([
      "example.org",
      "*.example.org",
      "api.example.org",
    ]);
    const names = options.map(({ resourceRecordName }) => resourceRecordName);
    expect(names[0]).to.match(/^_[0-9a-f]{32}\.example\.org\.$/);
    expect(names[1]).to.equal(names[0]);
    expect(names[2]).to.match(/^_[0-9a-f]{32}\.api\.example\.org\.$/);
  });

  it("confirms a machine's subscription at once and a person's not", () => {
    const protocol = (name: string) =>
      created("aws:sns/topicSubscription:TopicSubscription", { topic: "arn:t", protocol: name })
        .outputs.pendingConfirmation;
    expect([protocol("lambda"), protocol("email")]).to.deep.equal([false, true]);
  });

  it("changes the digest of a function's code with the code", () => {
    const digest = (text: string) => {
      const index = new Asset(text, undefined, undefined);
      const code = new Archive({ "index.js": index }, undefined, undefined);
      return created("aws:lambda/function:Function", { code }).outputs.codeSha256;
    };
    expect(digest("a")).to.equal(digest("a"));
    expect(digest("a")).not.to.equal(digest("b"));
  });
});
