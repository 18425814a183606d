import { Cloud } from "../../local/engine/cloud";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import { LambdaService } from "../../local/engine/lambda/lambda-service";
import { Random } from "../../local/engine/random";
import { allLinked } from "../../local/engine/service";
import { Sns } from "../../local/engine/sns/sns";
import { Sqs } from "../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../local/engine/timeline";
import { REGION } from "./attachments";

export const ACCOUNT = "111122223333";
export const QUEUE_URL = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/processing`;
export const TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:events`;

const VISIBILITY_SECONDS = 30;

/** The engines of the payment path, on virtual time, and functions that answer in every way. */
export class ContractCloud {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  readonly cloud: Cloud;

  constructor() {
    const { timeline } = this;
    const random = new Random("contract");
    const dynamo = new DynamoDb({ timeline, random, links: allLinked, accountId: ACCOUNT });
    dynamo.createTable({
      name: "payments",
      hashKey: "id",
      attributes: [
        { name: "id", type: "S" },
        { name: "dsh", type: "S" },
        { name: "due", type: "N" },
      ],
      indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
      regions: [REGION],
      consistency: "single",
    });
    const sqs = new Sqs({ timeline, random, account: ACCOUNT });
    sqs.createQueue(REGION, { name: "processing", visibilityTimeoutSeconds: VISIBILITY_SECONDS });
    const sns = new Sns({ timeline, random, account: ACCOUNT, queues: sqs });
    sns.createTopic(REGION, "events");
    const endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:processing`;
    sns.createSubscription({
      topicArn: TOPIC_ARN,
      protocol: "sqs",
      endpoint,
      rawMessageDelivery: true,
    });
    const lambda = new LambdaService({ timeline, random, account: ACCOUNT });
    const common = { timeoutMs: 3_000, memoryMb: 128, qualifiers: ["live"] };
    lambda.createFunction(REGION, { ...common, name: "echo", run: async (event) => ({ event }) });
    lambda.createFunction(REGION, {
      ...common,
      name: "failing",
      run: async () => {
        throw new TypeError("no such payment");
      },
    });
    lambda.createFunction(REGION, {
      ...common,
      name: "full",
      reservedConcurrency: 0,
      run: async () => null,
    });
    this.cloud = new Cloud([dynamo, sqs, sns, lambda]);
  }

  async pass(ms: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + ms;
    do await new Promise(setImmediate);
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }
}
