import type { PolicyNode } from "../../policy/graph";
import { listAt, numberAt, textAt } from "../../policy/values";
import { charge, type Pricer } from "./charge";
import { ASSUMED, HOURS_PER_MONTH, SECONDS_PER_MONTH } from "./load";
import { runsOf } from "./usage";

const KB_PER_GB = 1_000_000;

/** Queues, topics, networks, names and what watches them. */
export const DELIVERY: Readonly<Record<string, Pricer>> = {
  "sqs.Queue": (node, usage, graph) => {
    const mapping = graph
      .all("lambda.EventSourceMapping")
      .find(({ inputs }) => graph.byArn(textAt(inputs, "eventSourceArn") ?? "") === node);
    // What the other region's topic delivers is read by people, if at all.
    if (mapping === undefined) return [charge("sqsRequest", usage.observed(node))];
    const polls = (ASSUMED.pollers * SECONDS_PER_MONTH) / ASSUMED.pollSeconds;
    // Messages are sent one by one; a batch is received and deleted with one request each.
    return [charge("sqsRequest", usage.messages(node) + 2 * usage.batches(mapping) + polls)];
  },
  "sns.Topic": (node, usage) => {
    const events = (textAt(node.inputs, "name") ?? "").startsWith("payment-events-");
    return [charge("snsPublish", events && usage.isActive(node.region) ? usage.load.payments : 0)];
  },
  "scheduler.Schedule": (node) => [charge("schedulerInvocation", runsOf(node))],
  "cloudwatch.MetricAlarm": (node) => [charge("alarmMetric", metricsOf(node))],
  "cloudwatch.Dashboard": () => [charge("dashboard", 1)],
  "route53.Zone": () => [charge("hostedZone", 1)],
  "route53.HealthCheck": (node) => [
    charge("healthCheck", 1),
    charge("healthCheckOption", optionsOf(node)),
  ],
  "ec2.NatGateway": (node, usage, graph) => {
    const all = graph.all("ec2.NatGateway").filter(({ region }) => region === node.region).length;
    const kilobytes = usage.isActive(node.region)
      ? usage.load.payments * ASSUMED.natKbPerPayment
      : 0;
    return [charge("natHour", HOURS_PER_MONTH), charge("natGb", kilobytes / KB_PER_GB / all)];
  },
  "ec2.Eip": () => [charge("publicAddressHour", HOURS_PER_MONTH)],
  "ec2.VpcEndpoint": (node) => {
    if (node.inputs.vpcEndpointType !== "Interface") return [];
    return [charge("endpointHour", listAt(node.inputs, "subnetIds").length * HOURS_PER_MONTH)];
  },
};

/** HTTPS, a searched text, a fast interval and measured latency are charged each. */
function optionsOf({ inputs }: PolicyNode): number {
  const type = textAt(inputs, "type") ?? "";
  return [
    type.startsWith("HTTPS"),
    type.endsWith("STR_MATCH"),
    numberAt(inputs, "requestInterval") === 10,
    inputs.measureLatency === true,
  ].filter(Boolean).length;
}

function metricsOf({ inputs }: PolicyNode): number {
  const queries = listAt(inputs, "metricQueries").filter(
    (query) => (query as { metric?: unknown }).metric !== undefined,
  );
  return Math.max(1, queries.length);
}
