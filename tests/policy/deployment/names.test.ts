import { globalNamesAreUnique, namesAreAccepted } from "../../../policy/deployment/names";
import { changed, resource, ruleCases } from "../rule-cases";

const role = resource("iam.Role", "role", { name: "payment-validate-dev-us-east-1" });
const bucket = resource("s3.Bucket", "bucket", { bucket: "payment-archive-dev-us-east-1" });

ruleCases(namesAreAccepted, [role, bucket], {
  "a role whose name is too long": {
    graph: [changed(role, { name: `payment-${"x".repeat(60)}` })],
    says: "has a name of 68, 64 fit",
  },
  "a bucket with capitals": {
    graph: [changed(bucket, { bucket: "Payment-archive" })],
    says: "has the name Payment-archive, which AWS refuses",
  },
  "a cluster that begins with a digit": {
    graph: [resource("rds.Cluster", "cluster", { clusterIdentifier: "1-ledger" })],
    says: "has the name 1-ledger",
  },
  "an alias in AWS's own space": {
    graph: [resource("kms.Alias", "alias", { name: "alias/aws/payments" })],
    says: "has the name alias/aws/payments",
  },
  "a queue with a dot": {
    graph: [resource("sqs.Queue", "queue", { name: "payment.queue" })],
    says: "has the name payment.queue",
  },
});

const elsewhere = { region: "us-east-2", name: "other" };
const board = resource("cloudwatch.Dashboard", "board", { dashboardName: "payments" });
const table = resource("dynamodb.Table", "table", { name: "payments" });

ruleCases(globalNamesAreUnique, [role, board, table, { ...table, ...elsewhere }], {
  "one dashboard for two regions": {
    graph: [board, { ...board, ...elsewhere }],
    says: "other has the same name as board: payments",
  },
  "one role for two regions": {
    graph: [role, { ...role, ...elsewhere }],
    says: "other has the same name as role",
  },
  "two tables of one name in one region": {
    graph: [table, { ...table, name: "other" }],
    says: "other has the same name as table",
  },
});
