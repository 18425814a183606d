import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";

/** Which of the account's own keys encrypts what, by the ARN of the encrypted resource. */
export function encryptionKeys(nodes: readonly ResourceNode[]): Readonly<Record<string, string>> {
  const keyOf = keyReader(nodes);
  const plain = (type: string, property: string, arnOf: (one: Declared) => string) =>
    declared(nodes, type).map((one) => [arnOf(one), keyOf(one, one.optionalText(property))]);
  const pairs = [
    ...plain("sqs/queue:Queue", "kmsMasterKeyId", (one) => one.output("arn")),
    ...plain("sns/topic:Topic", "kmsMasterKeyId", (one) => one.output("arn")),
    ...plain("ssm/parameter:Parameter", "keyId", (one) => one.output("arn")),
    ...declared(nodes, "dynamodb/table:Table").map((one) => [
      one.output("arn"),
      keyOf(one, one.object("serverSideEncryption").kmsKeyArn),
    ]),
    ...declared(
      nodes,
      "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ).map((one) => [
      `arn:aws:s3:::${one.text("bucket")}`,
      keyOf(one, bucketEncryption(one)?.kmsMasterKeyId),
    ]),
    ...declared(nodes, "secretsmanager/secret:Secret").flatMap((one) => secretKeys(one, keyOf)),
  ];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** How a bucket encrypts what is put into it. */
export function bucketEncryption(one: Declared) {
  const [rule] = one.list<{
    readonly applyServerSideEncryptionByDefault?: {
      readonly sseAlgorithm: string;
      readonly kmsMasterKeyId?: string;
    };
  }>("rules");
  return rule?.applyServerSideEncryptionByDefault;
}

/** Cross-region: every replica of a secret is encrypted with a key of its own region. */
function secretKeys(one: Declared, keyOf: KeyReader): (string | undefined)[][] {
  const arn = one.output("arn");
  const replicas = one.list<{ readonly region: string; readonly kmsKeyId?: string }>("replicas");
  const inRegion = (region: string) => arn.replace(`:${one.region}:`, `:${region}:`);
  return [
    [withoutSuffix(arn), keyOf(one, one.optionalText("kmsKeyId"))],
    ...replicas.map(({ region, kmsKeyId }) => [
      withoutSuffix(inRegion(region)),
      keyOf(one, kmsKeyId),
    ]),
  ];
}

/** Secrets Manager ends every ARN with six characters that nobody can know beforehand. */
export function withoutSuffix(secretArn: string): string {
  return secretArn.replace(/-[A-Za-z0-9]{6}$/, "");
}

type KeyReader = (one: Declared, key: unknown) => string | undefined;

/** Keys may be named by ARN, identifier or alias; those of AWS itself are nobody's to guard. */
function keyReader(nodes: readonly ResourceNode[]): KeyReader {
  const keys = declared(nodes, "kms/key:Key");
  const aliases = declared(nodes, "kms/alias:Alias");
  return (one, key) => {
    if (typeof key !== "string" || key === "" || key.startsWith("alias/aws/")) return undefined;
    if (key.startsWith("arn:")) return key;
    const alias = aliases.find((each) => each.region === one.region && each.text("name") === key);
    const id = alias?.text("targetKeyId") ?? key;
    const found = keys.find((each) => each.node.id === id);
    if (!found) throw new Error(`${one.node.type} ${one.node.name} names a key ${key} of nobody`);
    return found.output("arn");
  };
}
