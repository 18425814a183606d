import {
  type CallPlace,
  type CallTable,
  type Demand,
  type Input,
  keyDemands,
  TO_DECRYPT,
  TO_ENCRYPT,
} from "../demand";

const bucketOf = (input: Input) => `arn:aws:s3:::${input.Bucket}`;
const objectOf = (input: Input) => `${bucketOf(input)}/${input.Key}`;

function put(input: Input, place: CallPlace): readonly Demand[] {
  const demand = { action: "s3:PutObject", resource: objectOf(input) };
  const named = input.SSEKMSKeyId;
  if (typeof named === "string") {
    return [demand, ...TO_ENCRYPT.map((action) => ({ action, resource: named }))];
  }
  // A request may ask for S3's own encryption in place of the bucket's key.
  const plain = input.ServerSideEncryption === "AES256";
  return plain ? [demand] : [demand, ...keyDemands(place, bucketOf(input), TO_ENCRYPT)];
}

function read(input: Input, place: CallPlace): readonly Demand[] {
  const action = input.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [{ action, resource: objectOf(input) }, ...keyDemands(place, bucketOf(input), TO_DECRYPT)];
}

export const S3_CALLS: CallTable = {
  PutObject: put,
  GetObject: read,
  HeadObject: read,
  DeleteObject: (input) => [
    {
      action: input.VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
      resource: objectOf(input),
    },
  ],
  ListObjectsV2: (input) => [
    {
      action: "s3:ListBucket",
      resource: bucketOf(input),
      context: { "s3:prefix": String(input.Prefix ?? "") },
    },
  ],
  ListObjectVersions: (input) => [{ action: "s3:ListBucketVersions", resource: bucketOf(input) }],
};
