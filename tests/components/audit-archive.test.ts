import { expect } from "chai";
import { AuditArchive } from "../../components/audit-archive";
import { ROLES } from "../../components/per-role";
import { keysOf } from "../../components/region/region-keys";
import { READABLE_DAYS } from "../../functions/store/archive-receipts";
import { declare } from "../support/declare";
import { ALERTS, finder, twoContexts } from "./two-contexts";

const PEER = { primary: "secondary", secondary: "primary" } as const;
const REGION = { primary: "us-east-1", secondary: "us-east-2" } as const;

async function archive(keepData?: string) {
  const declared = await declare(() => {
    const contexts = twoContexts();
    new AuditArchive(
      "archive",
      { contexts, alertsTopicArns: ALERTS, keys: keysOf(contexts, "by-purpose"), keepData },
      { provider: contexts.primary.provider },
    );
  });
  return finder(declared);
}

const bucketName = (role: "primary" | "secondary") =>
  `payment-archive-000000000000-test-${REGION[role]}`;

for (const role of ROLES) {
  describe(`The archive in the ${role} region`, () => {
    it("keeps every version, encrypted with its own region's key", async () => {
      const { named } = await archive();
      const bucket = named(`archive-${role}-records`);
      expect(bucket.region).to.equal(REGION[role]);
      expect(bucket.inputs.bucket).to.equal(bucketName(role));
      const { versioningConfiguration } = named(`archive-${role}-versioning`).inputs;
      expect(versioningConfiguration).to.deep.equal({ status: "Enabled" });
      const [rule] = named(`archive-${role}-encryption`).inputs.rules;
      expect(rule.bucketKeyEnabled).to.equal(true);
      expect(rule.applyServerSideEncryptionByDefault.sseAlgorithm).to.equal("aws:kms");
      expect(rule.applyServerSideEncryptionByDefault.kmsMasterKeyId).to.contain(
        `arn:aws:kms:${REGION[role]}:`,
      );
    });

    it("is closed to the public, to ACLs and to requests without TLS", async () => {
      const { named } = await archive();
      const { bucket: _bucket, ...blocks } = named(`archive-${role}-closed`).inputs;
      expect(Object.values(blocks)).to.deep.equal([true, true, true, true]);
      expect(named(`archive-${role}-owner`).inputs.rule).to.deep.equal({
        objectOwnership: "BucketOwnerEnforced",
      });
      const [deny] = JSON.parse(named(`archive-${role}-policy`).inputs.policy).Statement;
      expect(deny).to.deep.include({ Effect: "Deny", Principal: "*", Action: "s3:*" });
      expect(deny.Condition).to.deep.equal({ Bool: { "aws:SecureTransport": "false" } });
      expect(deny.Resource).to.have.length(2);
    });

    it("moves even small records to Glacier after 90 days", async () => {
      const { named } = await archive();
      const lifecycle = named(`archive-${role}-lifecycle`).inputs;
      expect(lifecycle.transitionDefaultMinimumObjectSize).to.equal("varies_by_storage_class");
      const [rule] = lifecycle.rules;
      expect(rule.status).to.equal("Enabled");
      expect(rule.filter, "applies to every record").to.deep.equal({ prefix: "" });
      expect(rule.transitions).to.deep.equal([{ days: 90, storageClass: "GLACIER" }]);
      expect(READABLE_DAYS, "receipts are only looked for before").to.be.below(90);
      expect(rule.noncurrentVersionTransitions[0].noncurrentDays).to.equal(90);
      expect(rule, "records themselves never expire").to.not.have.property("expiration");
    });

    it("copies what is written there to the other region within 15 minutes", async () => {
      const { named } = await archive();
      const config = named(`archive-${role}-copy-rule`);
      expect(config.region).to.equal(REGION[role]);
      const [rule] = config.inputs.rules;
      expect(rule).to.deep.include({ status: "Enabled", priority: 1, filter: { prefix: "" } });
      expect(rule.deleteMarkerReplication, "the newer schema asks for it").to.deep.equal({
        status: "Disabled",
      });
      expect(rule.sourceSelectionCriteria).to.deep.equal({
        sseKmsEncryptedObjects: { status: "Enabled" },
        replicaModifications: { status: "Enabled" },
      });
      const { destination } = rule;
      expect(destination.bucket).to.equal(`arn:aws:s3:::${bucketName(PEER[role])}`);
      expect(destination.encryptionConfiguration.replicaKmsKeyId).to.contain(
        `arn:aws:kms:${REGION[PEER[role]]}:`,
      );
      const fifteen = { minutes: 15 };
      expect(destination.replicationTime).to.deep.equal({ status: "Enabled", time: fifteen });
      expect(destination.metrics).to.deep.equal({ status: "Enabled", eventThreshold: fifteen });
    });

    it("gives the copying role nothing but these two buckets and keys", async () => {
      const { named } = await archive();
      const { Statement } = JSON.parse(named(`archive-${role}-copy-policy`).inputs.policy);
      const by = (sid: string) => Statement.find(({ Sid }: { Sid: string }) => Sid === sid);
      const own = `arn:aws:s3:::${bucketName(role)}`;
      const peer = `arn:aws:s3:::${bucketName(PEER[role])}`;
      expect(by("ReadTheRule").Resource).to.deep.equal([own]);
      expect(by("ReadRecords").Resource).to.deep.equal([`${own}/*`]);
      expect(by("WriteCopies").Resource).to.deep.equal([`${peer}/*`]);
      expect(by("WriteCopies").Action, "deletions are not copied").to.not.include(
        "s3:ReplicateDelete",
      );
      expect(by("Decrypt").Resource[0]).to.contain(`:kms:${REGION[role]}:`);
      expect(by("EncryptCopies").Resource[0]).to.contain(`:kms:${REGION[PEER[role]]}:`);
    });

    it("raises an alarm when a record misses its deadline", async () => {
      const { named } = await archive();
      const { topics } = named(`archive-${role}-watch-notification`).inputs;
      expect(topics[0].events).to.include("s3:Replication:OperationMissedThreshold");
      const alarm = named(`archive-${role}-watch-missed`).inputs;
      expect(topics[0].topicArn.endsWith(`:${alarm.dimensions.TopicName}`)).to.equal(true);
      expect(alarm).to.include({
        namespace: "AWS/SNS",
        metricName: "NumberOfMessagesPublished",
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
      });
      expect(alarm.alarmActions).to.deep.equal([ALERTS[role]]);
    });

    it("lets the bucket publish through the key, and nobody else", async () => {
      const { named } = await archive();
      const topic = named(`archive-${role}-watch-events`).inputs;
      const key = named(`${role}-keys-archive`).inputs;
      expect(topic.kmsMasterKeyId).to.contain(`arn:aws:kms:${REGION[role]}:`);
      const use = JSON.parse(key.policy).Statement[1];
      expect(use.Principal).to.deep.equal({ Service: "s3.amazonaws.com" });
      const policy = JSON.parse(named(`archive-${role}-watch-events-policy`).inputs.policy);
      const allow = policy.Statement.find(({ Effect }: { Effect: string }) => Effect === "Allow");
      expect(allow.Condition.ArnEquals).to.deep.equal({
        "aws:SourceArn": `arn:aws:s3:::${bucketName(role)}`,
      });
    });

    it("watches in this region what arrives from the other one", async () => {
      const { named } = await archive();
      const alarm = named(`archive-${role}-watch-lag`);
      expect(alarm.region).to.equal(REGION[role]);
      expect(alarm.inputs.dimensions).to.deep.equal({
        SourceBucket: bucketName(PEER[role]),
        DestinationBucket: bucketName(role),
        RuleId: named(`archive-${PEER[role]}-copy-rule`).inputs.rules[0].id,
      });
      expect(alarm.inputs.threshold).to.equal(900);
    });
  });
}

describe("The archive as a whole", () => {
  it("can be destroyed with everything in it, unless its data must be kept", async () => {
    for (const role of ROLES) {
      expect((await archive()).named(`archive-${role}-records`).inputs.forceDestroy).to.equal(true);
      const kept = await archive("records of a licensed institution");
      expect(kept.named(`archive-${role}-records`).inputs.forceDestroy).to.equal(false);
    }
  });

  it("refuses an environment whose bucket name AWS would refuse", async () => {
    const tooLong = declare(() => {
      const contexts = twoContexts();
      const suffix = "environment-with-long-suffix";
      const long = {
        primary: { ...contexts.primary, suffix },
        secondary: { ...contexts.secondary, suffix },
      };
      const keys = keysOf(contexts, "by-purpose");
      new AuditArchive("archive", { contexts: long, alertsTopicArns: ALERTS, keys });
    });
    const outcome = await tooLong.then(
      () => "declared",
      (error: Error) => error.message,
    );
    expect(outcome).to.contain("AWS accepts 63");
  });
});
