import type { Graph, PolicyNode } from "../../policy/graph";
import { listAt, numberAt, textAt, valueAt } from "../../policy/values";
import { type Charge, charge, type Pricer } from "./charge";
import { ASSUMED, HOURS_PER_MONTH } from "./load";
import type { Usage } from "./usage";

const KB_PER_GB = 1_000_000;

/** Units that a table needs in a month. */
interface TableUse {
  readonly writes: number;
  readonly reads: number;
  readonly gigabytes: number;
}

function tableUse(node: PolicyNode, usage: Usage): TableUse {
  const { payments, readsPerPayment, monthsKept } = usage.load;
  const name = textAt(node.inputs, "name") ?? "";
  if (name.includes("-transactions-")) {
    return {
      writes: payments * (ASSUMED.writesPerPayment + ASSUMED.indexWritesPerPayment),
      reads: payments * (ASSUMED.readsOfPaymentPerPayment + readsPerPayment),
      gigabytes: (payments * monthsKept * ASSUMED.paymentKb) / KB_PER_GB,
    };
  }
  // Every probe of a store reads who is active.
  if (name.includes("-control-")) {
    const reads = usage.graph.regions().reduce((sum, region) => sum + usage.storeProbes(region), 0);
    return { writes: usage.ticks(), reads, gigabytes: 0 };
  }
  const sessions = payments * ASSUMED.sessionsPerPayment;
  return { writes: sessions, reads: sessions, gigabytes: 0 };
}

/** A write that its own condition forbids is charged once, where it was tried. */
function probeWrites(node: PolicyNode, usage: Usage, region: string): number {
  const holdsPayments = (textAt(node.inputs, "name") ?? "").includes("-transactions-");
  return holdsPayments ? usage.storeProbes(region) : 0;
}

const DAYS_PER_MONTH = 30;

function daysUntilGlacier(bucket: PolicyNode, graph: Graph): number {
  const days = graph
    .all("s3.BucketLifecycleConfiguration")
    .filter(({ inputs }) => inputs.bucket === bucket.inputs.bucket)
    .flatMap(({ inputs }) => listAt(inputs, "rules"))
    .flatMap((rule) => listAt(rule, "transitions"))
    .map((move) => numberAt(move, "days") ?? 0);
  return Math.min(...days);
}

const INSTANCE_PRICES = { "db.r6g.large": "auroraR6gLargeHour" } as const;

/** Tables, databases, buckets, keys and secrets. */
export const DATA: Readonly<Record<string, Pricer>> = {
  "dynamodb.Table": (node, usage) => {
    const { writes, reads, gigabytes } = tableUse(node, usage);
    const copies = listAt(node.inputs, "replicas").map((copy) => textAt(copy, "regionName") ?? "");
    return [node.region, ...copies].flatMap((region, index) => [
      charge("dynamoWrite", writes + probeWrites(node, usage, region), region),
      // Whoever serves reads; the standby's own reads are its probes.
      charge("dynamoRead", index === 0 ? reads : 0, region),
      charge("dynamoStorage", gigabytes, region),
      charge("dynamoBackup", gigabytes, region),
    ]);
  },
  "rds.ClusterInstance": (node, _usage, graph) => {
    const name = textAt(node.inputs, "instanceClass") ?? "";
    if (name === "db.serverless") return serverless(node, graph.all("rds.Cluster"));
    const price = INSTANCE_PRICES[name as keyof typeof INSTANCE_PRICES];
    if (price === undefined) throw new NoPrice(`instances of class ${name}`);
    return [charge(price, HOURS_PER_MONTH)];
  },
  "rds.Cluster": (node, { load }) => {
    const gigabytes = (load.payments * load.monthsKept * ASSUMED.ledgerKb) / KB_PER_GB;
    const io = load.payments * ASSUMED.ledgerIoPerPayment;
    const writes = node.inputs.masterUsername !== undefined;
    return [
      charge("auroraStorage", gigabytes),
      charge(writes ? "auroraIo" : "auroraReplicatedIo", io),
    ];
  },
  "s3.Bucket": (node, usage, graph) => {
    const { payments, monthsKept } = usage.load;
    const gigabytes = (payments * ASSUMED.archivedKb) / KB_PER_GB;
    const archive = graph
      .all("lambda.Function")
      .filter(({ inputs }) => (textAt(inputs, "name") ?? "").startsWith("payment-archive-"))
      .reduce((sum, fn) => sum + usage.invocations(fn) - usage.scheduled(fn), 0);
    // What is destroyed with its stack before that day never moves.
    const moves = monthsKept * DAYS_PER_MONTH > daysUntilGlacier(node, graph) ? archive : 0;
    return [
      charge("s3Storage", gigabytes * monthsKept),
      charge("s3Put", archive),
      charge("glacierMove", moves),
      ...(usage.isActive(node.region)
        ? [charge("s3ReplicationTime", gigabytes), charge("transferBetweenRegions", gigabytes)]
        : []),
    ];
  },
  "kms.Key": () => [charge("key", 1)],
  "secretsmanager.Secret": (node) => [
    charge("secret", 1),
    ...listAt(node.inputs, "replicas").map((copy) =>
      charge("secret", 1, textAt(copy, "region") ?? ""),
    ),
  ],
};

/** A thing that is charged for, and whose price nobody wrote down. */
export class NoPrice extends Error {}

function serverless(node: PolicyNode, clusters: readonly PolicyNode[]): readonly Charge[] {
  const cluster = clusters.find(({ region }) => region === node.region);
  const least = numberAt(
    valueAt(cluster?.inputs, "serverlessv2ScalingConfiguration"),
    "minCapacity",
  );
  return [charge("auroraAcuHour", (least ?? 0) * HOURS_PER_MONTH)];
}
