import { AwsError } from "../engine/aws-error";
import { definitionProblems } from "../engine/dynamodb/table-definition";
import { Guard } from "../iam/guard";
import type { RegionTopology, Topology } from "../topology/topology";
import { replicationProblems } from "./replication-problems";

/** What exists in all regions, by ARN; a function under each of its aliases. */
type Inventory = ReadonlySet<string>;

/**
 * What AWS would refuse when the stack is created, and what it would take although it can never work. The
 * local cloud does not start with either.
 */
export function creationProblems(topology: Topology): string[] {
  const guard = new Guard(topology);
  const inventory = inventoryOf(topology);
  return [
    ...tableProblems(topology),
    ...replicationProblems(topology, guard),
    ...Object.values(topology.regions).flatMap((region) => [
      ...referenceProblems(region, topology, inventory),
      ...trustProblems(region, guard),
      ...pollingProblems(region, guard),
    ]),
  ];
}

function inventoryOf({ regions, account }: Topology): Inventory {
  const all = Object.values(regions).flatMap(({ region, queues, topics, functions }) => [
    ...queues.map(({ name }) => `arn:aws:sqs:${region}:${account}:${name}`),
    ...topics.map(({ arn }) => arn),
    ...functions.flatMap(({ arn, aliases }) => aliases.map((alias) => `${arn}:${alias}`)),
  ]);
  return new Set(all);
}

function tableProblems({ tables }: Topology): string[] {
  return tables.flatMap((table) => {
    const { name, consistency, stream } = table;
    const unstreamed = consistency === "eventual" && stream !== "NEW_AND_OLD_IMAGES";
    return [
      ...definitionProblems(table).map((problem) => `table ${name}: ${problem}`),
      ...(unstreamed ? [`table ${name}: replicas need a stream of new and old images`] : []),
    ];
  });
}

/** Whatever names a resource that is not there. */
function referenceProblems(
  { region, queues, functions, subscriptions, alarms, eventRules, schedules }: RegionTopology,
  { account }: Topology,
  inventory: Inventory,
): string[] {
  const wanted: [who: string, what: string, arn: string | undefined][] = [
    ...queues.map(({ name, redrive }): [string, string, string | undefined] => [
      `queue ${name}`,
      "dead-letter queue",
      redrive?.deadLetterTargetArn,
    ]),
    ...functions.map(({ name, async }): [string, string, string | undefined] => [
      `function ${name}`,
      "destination of failures",
      async?.onFailureArn,
    ]),
    ...subscriptions.flatMap(({ topicArn, protocol, endpoint, deadLetterArn }) => {
      const who = `subscription of ${topicArn}`;
      const isResource = protocol === "sqs" || protocol === "lambda";
      return [
        [who, "topic", topicArn],
        [who, "endpoint", isResource ? endpoint : undefined],
        [who, "dead-letter queue", deadLetterArn],
      ] satisfies [string, string, string | undefined][];
    }),
    ...alarms.flatMap(({ name, alarmActions = [], okActions = [] }) =>
      [...alarmActions, ...okActions].map((arn): [string, string, string] => [
        `alarm ${name}`,
        "action",
        arn,
      ]),
    ),
    ...eventRules.flatMap(({ name, targetArns }) =>
      targetArns.map((arn): [string, string, string] => [`rule ${name}`, "target", arn]),
    ),
    ...schedules.flatMap(({ name, targetArn, deadLetterArn }) => [
      [`schedule ${name}`, "target", targetArn] satisfies [string, string, string],
      [`schedule ${name}`, "dead-letter queue", deadLetterArn] satisfies [
        string,
        string,
        string | undefined,
      ],
    ]),
  ];
  const missing = wanted.filter(([, , arn]) => arn !== undefined && !inventory.has(arn));
  return missing.map(([who, what, arn]) => `${who} in ${region} of ${account}: no ${what} ${arn}`);
}

/** A service refuses a role that it may not take on. */
function trustProblems({ functions, schedules, stateMachines }: RegionTopology, guard: Guard) {
  const users = [
    ...functions.map(({ name, roleArn }) => ["lambda.amazonaws.com", name, roleArn] as const),
    ...schedules.map(({ name, roleArn }) => ["scheduler.amazonaws.com", name, roleArn] as const),
    ...stateMachines.map(({ name, roleArn }) => ["states.amazonaws.com", name, roleArn] as const),
  ];
  return users
    .filter(([service, , role]) => !guard.mayAssume(service, role))
    .map(([service, name, role]) => `${name}: ${service} may not take on ${role}`);
}

const POLLING = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Lambda does not create a mapping whose function may not take messages. */
function pollingProblems({ region, eventSources, functions }: RegionTopology, guard: Guard) {
  return eventSources.flatMap(({ functionName, queueArn }) => {
    const consumer = functions.find(({ arn, aliases }) =>
      aliases.some((alias) => functionName === `${arn}:${alias}`),
    );
    if (!consumer) return [`the mapping of ${queueArn}: no function ${functionName}`];
    const caller = { region, principal: consumer.roleArn };
    return POLLING.flatMap((operation) => {
      const problem = refusalOf(() =>
        guard.check(caller, "sqs", operation, { QueueUrl: queueArn }),
      );
      return problem ? [`the mapping of ${queueArn}: ${problem}`] : [];
    });
  });
}

function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.message;
  }
}
