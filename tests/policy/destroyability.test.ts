import {
  nothingIsRetained,
  protectionIsForAllOrNone,
  secretsLeaveAtOnce,
} from "../../policy/destroyability";
import { changed, resource, ruleCases } from "./rule-cases";

const table = resource("dynamodb.Table", "table", { replicas: [{ regionName: "us-east-2" }] });
const bucket = resource("s3.Bucket", "bucket", { forceDestroy: true });
const cluster = resource("rds.Cluster", "cluster", { skipFinalSnapshot: true });

ruleCases(nothingIsRetained, [table], {
  "a protected resource": {
    graph: [{ ...table, protect: true }],
    says: "is protected from being destroyed",
  },
  "a resource that stays behind": {
    graph: [{ ...table, retainOnDelete: true }],
    says: "stays behind",
  },
});

const guarded = [
  changed(table, { deletionProtectionEnabled: true }),
  changed(bucket, { forceDestroy: false }),
  changed(cluster, { skipFinalSnapshot: false }),
];

ruleCases(protectionIsForAllOrNone, [table, bucket, cluster], {
  "a bucket that nobody can empty": {
    graph: [table, changed(bucket, { forceDestroy: undefined }), cluster],
    says: "table can be destroyed, although other data is kept",
  },
  "a final snapshot that keeps its name": {
    graph: [table, bucket, changed(cluster, { skipFinalSnapshot: undefined })],
    says: "bucket can be destroyed",
  },
  "a table that was left out of the protection": {
    graph: [table, ...guarded.slice(1)],
    says: "table can be destroyed",
  },
});
ruleCases(protectionIsForAllOrNone, guarded, {});

const secret = resource("secretsmanager.Secret", "secret", { recoveryWindowInDays: 0 });
const key = resource("kms.Key", "key", { deletionWindowInDays: 7 });

ruleCases(secretsLeaveAtOnce, [secret, key], {
  "a secret that waits": {
    graph: [changed(secret, { recoveryWindowInDays: undefined })],
    says: "keeps its name",
  },
  "a key that waits for a month": {
    graph: [changed(key, { deletionWindowInDays: undefined })],
    says: "is paid for 30 days more",
  },
});
