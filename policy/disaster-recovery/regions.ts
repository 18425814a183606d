import { type Graph, kindOf, type PolicyNode } from "../graph";
import { of, ofStack, type Rule } from "../rule";
import { listAt, textAt, valueAt } from "../values";

/** What may exist in one of the two regions only, with the reason. */
const ONE_SIDED: Readonly<Record<string, string>> = {
  "dynamodb.Table": "a replica is a part of its table",
  "dynamodb.TableItem": "it is replicated with its table",
  "dynamodb.Tag": "the table's own tags are inputs, a replica's are resources",
  "route53.Record": "Route 53 is global",
  "route53.Zone": "Route 53 is global",
  "route53.HealthCheck": "Route 53 is global",
  "rds.GlobalCluster": "it spans the regions",
  "secretsmanager.Secret": "a replica is a part of its secret",
  "secretsmanager.SecretVersion": "it is replicated with its secret",
  "lambda.Invocation": "the schema is replicated with the database",
};

/** Seen: "the code was quietly reduced to a single region". */
export const bothRegionsAreComplete: Rule = {
  name: "both-regions-are-complete",
  description: "Whatever one region declares, the other one declares too",
  *check(graph) {
    const [first, second] = graph.regions();
    if (first === undefined) return;
    if (second === undefined) {
      yield ofStack(`there is only one region, ${first}`);
      return;
    }
    const counts = [countsIn(graph, first), countsIn(graph, second)] as const;
    for (const kind of new Set(counts.flatMap((count) => [...count.keys()]))) {
      if (ONE_SIDED[kind] !== undefined) continue;
      const [here, there] = counts.map((count) => count.get(kind) ?? 0);
      if (here !== there) {
        yield ofStack(`${first} has ${here} ${kind}, ${second} has ${there}`);
      }
    }
  },
};

function countsIn(graph: Graph, region: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of graph.nodes) {
    if (!node.custom || node.region !== region || !node.type.startsWith("aws:")) continue;
    counts.set(kindOf(node), (counts.get(kindOf(node)) ?? 0) + 1);
  }
  return counts;
}

const COMPARED = [
  "memorySize",
  "timeout",
  "runtime",
  "architectures",
  "handler",
  "reservedConcurrentExecutions",
] as const;

/** A standby with smaller functions fails over into the next outage. */
export const functionsAreEqualInBothRegions: Rule = {
  name: "functions-are-equal-in-both-regions",
  description: "A function has the same size, deadline, code and environment keys in both regions",
  *check(graph) {
    const [first, second] = graph.regions();
    const inRegion = (region: string | undefined) =>
      graph.all("lambda.Function").filter((node) => node.region === region);
    const others = new Map(inRegion(second).map((node) => [purposeOf(node), node]));
    for (const node of inRegion(first)) {
      const other = others.get(purposeOf(node));
      if (other === undefined) {
        yield of(node, `has no counterpart in ${second}`);
        continue;
      }
      for (const property of COMPARED) {
        if (JSON.stringify(node.inputs[property]) !== JSON.stringify(other.inputs[property])) {
          yield of(node, `has another ${property} than ${other.name}`);
        }
      }
      if (codeOf(node) !== codeOf(other)) yield of(node, `has other code than ${other.name}`);
      if (keysOf(node) !== keysOf(other)) {
        yield of(node, `reads another environment than ${other.name}`);
      }
    }
  },
};

function purposeOf({ inputs, region }: PolicyNode): string {
  return (textAt(inputs, "name") ?? "").replace(`-${region}`, "");
}

function codeOf({ inputs }: PolicyNode): string {
  return textAt(inputs, "code", "assets", "index.js", "text") ?? "";
}

function keysOf({ inputs }: PolicyNode): string {
  return Object.keys(valueAt(inputs, "environment", "variables") ?? {})
    .sort()
    .join();
}

/** Seen: both networks 10.0.0.0/16, which can never be joined. */
export const networksCanBeJoined: Rule = {
  name: "networks-can-be-joined",
  description: "The address ranges of all networks are disjoint",
  *check(graph) {
    const networks = graph.all("ec2.Vpc");
    for (const [index, node] of networks.entries()) {
      const range = rangeOf(node);
      for (const other of networks.slice(index + 1)) {
        const otherRange = rangeOf(other);
        if (range === undefined || otherRange === undefined) continue;
        if (range.first <= otherRange.last && otherRange.first <= range.last) {
          yield of(node, `shares addresses with ${other.name}`);
        }
      }
    }
  },
};

function rangeOf({ inputs }: PolicyNode): { first: number; last: number } | undefined {
  const [, a, b, c, d, bits] =
    /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(textAt(inputs, "cidrBlock") ?? "") ?? [];
  if (bits === undefined) return undefined;
  const address = [a, b, c, d].reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

const ZONES = 3;

/** Two zones survive the loss of one with half of the capacity, three with two thirds. */
export const networksSpanThreeZones: Rule = {
  name: "networks-span-three-zones",
  description: "The private subnets of a network are in three availability zones",
  *check(graph) {
    for (const group of graph.all("rds.SubnetGroup")) {
      const zones = zonesOf(graph, listAt(group.inputs, "subnetIds"));
      if (zones !== undefined && zones.size < ZONES) yield of(group, `spans ${zones.size} zones`);
    }
    for (const node of graph.all("lambda.Function")) {
      const zones = zonesOf(graph, listAt(node.inputs, "vpcConfig", "subnetIds"));
      if (zones !== undefined && zones.size < ZONES) yield of(node, `runs in ${zones.size} zones`);
    }
  },
};

/** Undefined where there are no subnets, or none that are known. */
function zonesOf(graph: Graph, subnetIds: readonly unknown[]): Set<unknown> | undefined {
  const subnets = graph.all("ec2.Subnet").filter(({ id }) => subnetIds.includes(id));
  if (subnets.length === 0) return undefined;
  return new Set(subnets.map(({ inputs }) => inputs.availabilityZone));
}
