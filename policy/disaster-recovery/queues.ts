import type { Graph, PolicyNode } from "../graph";
import { mayCall, roleOf } from "../permissions";
import { of, type Rule } from "../rule";
import { documentAt, isKnown, listAt, numberAt, textAt, valueAt } from "../values";
import { metricsOf } from "./alarm-metrics";

/** Where what cannot be delivered goes, per kind of resource that delivers. */
const DEAD_LETTERS: readonly (readonly [string, (node: PolicyNode) => unknown])[] = [
  ["sns.TopicSubscription", targetOf("redrivePolicy")],
  ["scheduler.Schedule", ({ inputs }) => valueAt(inputs, "target", "deadLetterConfig", "arn")],
  ["cloudwatch.EventTarget", ({ inputs }) => valueAt(inputs, "deadLetterConfig", "arn")],
  [
    "lambda.FunctionEventInvokeConfig",
    ({ inputs }) => valueAt(inputs, "destinationConfig", "onFailure", "destination"),
  ],
];

function targetOf(property: string) {
  return (node: PolicyNode): unknown =>
    isKnown(node.inputs[property])
      ? valueAt(documentAt(node, property), "deadLetterTargetArn")
      : node.inputs[property];
}

/** Queues that other resources name as the last stop. */
function lastStops(graph: Graph): ReadonlySet<string> {
  const arns = [
    ...DEAD_LETTERS.flatMap(([kind, target]) => graph.all(kind).map(target)),
    ...graph.all("sqs.Queue").map(targetOf("redrivePolicy")),
  ];
  return new Set(arns.flatMap((arn) => graph.byArn(textAt(arn) ?? "")?.urn ?? []));
}

/** Requirement B9: nothing that was accepted may vanish because somebody could not take it. */
export const whateverFailsIsKept: Rule = {
  name: "whatever-fails-is-kept",
  description: "Queues, subscriptions, schedules, rules and asynchronous calls have dead letters",
  *check(graph) {
    const stops = lastStops(graph);
    for (const node of graph.all("sqs.Queue")) {
      if (stops.has(node.urn) || /-dlq-/.test(textAt(node.inputs, "name") ?? "")) continue;
      if (node.inputs.redrivePolicy === undefined) yield of(node, "keeps poison for ever");
    }
    for (const [kind, target] of DEAD_LETTERS) {
      for (const node of graph.all(kind)) {
        const arn = target(node);
        if (arn === undefined) yield of(node, "loses what it cannot deliver");
        else if (isKnown(arn) && graph.byArn(String(arn)) === undefined) {
          yield of(node, `sends dead letters to ${String(arn)}, which nobody declares`);
        }
      }
    }
  },
};

const ASYNCHRONOUS = new Set(["sns.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com"]);

/** Lambda gives an event up after a few attempts; where it goes then, its function must say. */
export const asynchronousCallsAreKept: Rule = {
  name: "asynchronous-calls-are-kept",
  description: "A function that topics, rules or schedules invoke has a destination for failures",
  *check(graph) {
    const covered = new Set(
      graph
        .all("lambda.FunctionEventInvokeConfig")
        .map(({ inputs, region }) => `${textAt(inputs, "functionName")}/${region}`),
    );
    const called = [
      ...graph
        .all("lambda.Permission")
        .filter(({ inputs }) => ASYNCHRONOUS.has(textAt(inputs, "principal") ?? ""))
        .map((node) => [node, textAt(node.inputs, "function")] as const),
      ...graph
        .all("scheduler.Schedule")
        .map((node) => [node, graph.byArn(textAt(node.inputs, "target", "arn") ?? "")] as const)
        .map(([node, target]) => [node, textAt(target?.inputs, "name")] as const),
    ];
    for (const [node, name] of called) {
      if (name !== undefined && !covered.has(`${name}/${node.region}`)) {
        yield of(node, `calls ${name} and does not wait, and its failures vanish`);
      }
    }
  },
};

/** Queues for somebody outside of this product: nobody here reads them. */
const READ_ELSEWHERE = /observer/;

function workQueues(graph: Graph): readonly PolicyNode[] {
  const stops = lastStops(graph);
  return graph
    .all("sqs.Queue")
    .filter(
      ({ urn, inputs }) => !stops.has(urn) && !READ_ELSEWHERE.test(textAt(inputs, "name") ?? ""),
    );
}

/** A queue that nobody reads keeps its messages for days, and then forgets them. */
export const queuesAreRead: Rule = {
  name: "queues-are-read",
  description: "Every queue but dead letters has a consumer that is switched on",
  *check(graph) {
    const mappings = graph.all("lambda.EventSourceMapping");
    if (mappings.some(({ inputs }) => !isKnown(inputs.eventSourceArn))) return;
    for (const node of workQueues(graph)) {
      const reader = mappings.find((mapping) => endsOf(graph, mapping).queue === node);
      if (reader === undefined) yield of(node, "is read by nobody");
      else if (reader.inputs.enabled === false) yield of(reader, "is switched off");
    }
  },
};

/** Seen in reviews: a queue with a policy that lets a topic in, and no subscription that uses it. */
export const queuesAreFed: Rule = {
  name: "queues-are-fed",
  description: "Every queue gets its messages from a subscription or from a role that may send",
  *check(graph) {
    const subscriptions = graph.all("sns.TopicSubscription");
    const policies = graph.all("iam.RolePolicy");
    if (subscriptions.some(({ inputs }) => !isKnown(inputs.endpoint))) return;
    if (policies.some(({ inputs }) => !isKnown(inputs.policy))) return;
    for (const node of workQueues(graph)) {
      const subscribed = subscriptions.some(
        ({ inputs }) => graph.byArn(textAt(inputs, "endpoint") ?? "") === node,
      );
      const sent = policies.some((policy) =>
        listAt(documentAt(policy, "policy"), "Statement").some(
          (statement) =>
            listAt(statement, "Action").includes("sqs:SendMessage") &&
            listAt(statement, "Resource").some((arn) => graph.byArn(String(arn)) === node),
        ),
      );
      if (!subscribed && !sent) yield of(node, "is fed by nobody");
    }
  },
};

const MAXIMUM_RETENTION_SECONDS = 14 * 24 * 3600;

/** A dead letter that nobody looks at is a lost payment with a delay. */
export const deadLettersAreWatched: Rule = {
  name: "dead-letters-are-watched",
  description: "Dead letters stay 14 days, and an alarm says that there are some",
  *check(graph) {
    const stops = lastStops(graph);
    const watched = new Set(
      graph
        .all("cloudwatch.MetricAlarm")
        .flatMap((alarm) =>
          metricsOf(alarm).flatMap(({ name, dimensions }) =>
            name === "ApproximateNumberOfMessagesVisible"
              ? [`${textAt(dimensions, "QueueName")}/${alarm.region}`]
              : [],
          ),
        ),
    );
    for (const node of graph.all("sqs.Queue").filter(({ urn }) => stops.has(urn))) {
      if (!watched.has(`${textAt(node.inputs, "name")}/${node.region}`)) {
        yield of(node, "fills without an alarm");
      }
      if (numberAt(node.inputs, "messageRetentionSeconds") !== MAXIMUM_RETENTION_SECONDS) {
        yield of(node, "does not keep its messages for 14 days");
      }
    }
  },
};

/**
 * Seen: a handler that swallows every error and returns 200, so that its messages are deleted and the dead-letter
 * queue never fills. Partial batch responses make a failure a failure of its message.
 */
export const failedMessagesComeBack: Rule = {
  name: "failed-messages-come-back",
  description: "A consumer of a queue reports which messages of a batch failed",
  *check(graph) {
    for (const node of graph.all("lambda.EventSourceMapping")) {
      if (!listAt(node.inputs, "functionResponseTypes").includes("ReportBatchItemFailures")) {
        yield of(node, "deletes messages that failed with those that did not");
      }
    }
  },
};

const ATTEMPTS = 6;

/** Seen: a message that becomes visible while it is still being worked on is worked on twice. */
export const messagesStayHiddenLongEnough: Rule = {
  name: "messages-stay-hidden-long-enough",
  description: "A queue hides a message for six attempts of its consumer and the batch window",
  *check(graph) {
    for (const mapping of graph.all("lambda.EventSourceMapping")) {
      const { queue, consumer } = endsOf(graph, mapping);
      if (queue === undefined || consumer === undefined) continue;
      const window = numberAt(mapping.inputs, "maximumBatchingWindowInSeconds") ?? 0;
      const needed = ATTEMPTS * (numberAt(consumer.inputs, "timeout") ?? 3) + window;
      const hidden = numberAt(queue.inputs, "visibilityTimeoutSeconds") ?? 30;
      if (hidden < needed) yield of(queue, `hides messages ${hidden} s, ${needed} s are needed`);
    }
  },
};

/** A poller that may start more executions than are reserved is throttled, and throttles count as receives. */
export const consumersFitTheirReservation: Rule = {
  name: "consumers-fit-their-reservation",
  description: "A queue starts no more executions than its consumer has reserved",
  *check(graph) {
    for (const mapping of graph.all("lambda.EventSourceMapping")) {
      const { consumer } = endsOf(graph, mapping);
      const most = numberAt(mapping.inputs, "scalingConfig", "maximumConcurrency");
      const reserved = numberAt(consumer?.inputs, "reservedConcurrentExecutions");
      if (most === undefined) yield of(mapping, "starts as many executions as it likes");
      else if (reserved !== undefined && most > reserved) {
        yield of(mapping, `starts up to ${most} executions, ${reserved} are reserved`);
      }
    }
  },
};

function endsOf(graph: Graph, { inputs }: PolicyNode) {
  return {
    queue: graph.byArn(textAt(inputs, "eventSourceArn") ?? ""),
    consumer: graph.byArn(textAt(inputs, "functionName") ?? ""),
  };
}

/** Seen: a failover function that publishes to the topic that triggers it. */
export const alarmsNeverFeedThemselves: Rule = {
  name: "alarms-never-feed-themselves",
  description: "A function that a topic invokes is not allowed to publish to that topic",
  *check(graph) {
    for (const subscription of graph.all("sns.TopicSubscription")) {
      const topic = textAt(subscription.inputs, "topic");
      const listener = graph.byArn(textAt(subscription.inputs, "endpoint") ?? "");
      if (listener === undefined || topic === undefined) continue;
      const role = roleOf(graph, listener);
      if (role !== undefined && mayCall(graph, role, "sns:Publish", topic)) {
        yield of(listener, `may publish to ${topic}, which invokes it`);
      }
    }
  },
};
