import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./statement";

/** Reads single items of a table by their key. */
export function readItems(purpose: string, tableArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["dynamodb:GetItem"], resources: [tableArn] };
}

/** Creates items; a condition in the request decides whether it may. */
export function createItems(purpose: string, tableArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["dynamodb:PutItem"], resources: [tableArn] };
}

/** Moves items from one state to the next; what they were comes back with the answer. */
export function updateItems(purpose: string, tableArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["dynamodb:UpdateItem"], resources: [tableArn] };
}

/** Reads items and moves them from one state to the next. */
export function changeItems(purpose: string, tableArn: pulumi.Input<string>): Statement {
  return {
    purpose,
    actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    resources: [tableArn],
  };
}

/** Names the payments that wait for somebody. */
export function queryDue(purpose: string, tableArn: pulumi.Input<string>): Statement {
  return {
    purpose,
    actions: ["dynamodb:Query"],
    resources: [pulumi.interpolate`${tableArn}/index/due`],
  };
}

/** Sends messages to a queue that SQS encrypts by itself. */
export function sendMessages(purpose: string, queueArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["sqs:SendMessage"], resources: [queueArn] };
}

/** Takes messages from a queue; Lambda does it in the function's name. */
export function takeMessages(purpose: string, queueArn: pulumi.Input<string>): Statement {
  return {
    purpose,
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    resources: [queueArn],
  };
}

/** Publishes to a topic. Its key is named by `encryptMessages`, once per role. */
export function publish(purpose: string, topicArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["sns:Publish"], resources: [topicArn] };
}

/** Encrypts what is published to a topic. */
export function encryptMessages(keyArn: pulumi.Input<string>): Statement {
  return {
    purpose: "EncryptMessages",
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    resources: [keyArn],
  };
}

/** Decrypts with a key. */
export function decrypt(purpose: string, keyArn: pulumi.Input<string>): Statement {
  return { purpose, actions: ["kms:Decrypt"], resources: [keyArn] };
}

/** Writes objects that nobody overwrites: the bucket keeps every version. */
export function writeObjects(
  purpose: string,
  bucketArn: pulumi.Input<string>,
  keyArn: pulumi.Input<string>,
): Statement[] {
  return [
    { purpose, actions: ["s3:PutObject"], resources: [pulumi.interpolate`${bucketArn}/*`] },
    {
      purpose: "EncryptTheArchive",
      actions: ["kms:GenerateDataKey", "kms:Decrypt"],
      resources: [keyArn],
    },
  ];
}

/** Reads the objects of one family; the key is named where objects are written, once per role. */
export function readObjects(
  purpose: string,
  bucketArn: pulumi.Input<string>,
  family: string,
): Statement[] {
  return [
    {
      purpose,
      actions: ["s3:GetObject"],
      resources: [pulumi.interpolate`${bucketArn}/${family}/*`],
    },
    { purpose: `${purpose}ByDay`, actions: ["s3:ListBucket"], resources: [bucketArn] },
  ];
}

/** Reads a secret and the key that encrypts it. */
export function readSecret(
  purpose: string,
  secret: { readonly arn: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> },
): Statement[] {
  return [
    { purpose, actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
    decrypt("DecryptTheSecret", secret.keyArn),
  ];
}
