import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTIONS } from "../functions/core/function-catalogue";
import type { StackConfig } from "./config";
import type { GlobalDatabase } from "./global-database";
import { lambdaSource } from "./lambda-code";
import { nameTag } from "./naming";
import type { PaymentRegion } from "./payment-region";
import { reservationsOf } from "./region/concurrency";
import { visibilityFor } from "./region/durable-queue";
import { EventSource } from "./region/event-source";
import { PaymentFunction } from "./region/payment-function";
import * as purposes from "./region/purposes";
import { subscribeQueue } from "./region/queue-subscription";
import { EVENT_BATCHES } from "./region/region-messaging";
import { Schedules } from "./region/schedules";
import type { Statement } from "./region/statement";
import { TopicQueue } from "./region/topic-queue";

const POSTGRES_PORT = 5432;

/** However many events wait, a rebuild and a reconciliation find the function free. */
const KEPT_FOR_ORDERS = 2;

export interface LedgerPostingArgs {
  config: StackConfig;
  region: PaymentRegion;
  peer: PaymentRegion;
  database: GlobalDatabase;
}

/**
 * Posts finished payments to the ledger's database in one region. The books are a projection: what a
 * database failover loses is posted again from the payments table.
 */
export class LedgerPosting extends pulumi.ComponentResource {
  /** Keeps the books, and posts again what is missing when it is asked to. */
  public readonly ledger: PaymentFunction;
  /** Brings the schema up to date; invoked once for each change of it. */
  public readonly migrate: PaymentFunction;

  constructor(name: string, args: LedgerPostingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:LedgerPosting", name, {}, opts);
    const { config, region, database } = args;
    const { role } = region.context;
    this.openWay(name, args);
    const queue = this.declareQueue(name, args);
    this.hearPeer(name, args, queue);
    const signIn: Statement = {
      purpose: "SignInToTheDatabase",
      actions: ["rds-db:connect"],
      resources: [database.connectArns[role]],
    };
    this.ledger = new PaymentFunction(
      `${name}-ledger`,
      {
        functionName: "ledger",
        host: region.host,
        environment: { ...region.environment, LEDGER_DATABASE: database.ledgerDatabases[role] },
        statements: [
          signIn,
          purposes.takeMessages("TakeEvents", queue.arn),
          purposes.decrypt("DecryptEvents", region.keys.messagesKeyArn),
          {
            purpose: "PostAgainWhatIsMissing",
            actions: ["dynamodb:Scan"],
            resources: [region.grants.transactionsArn],
          },
        ],
      },
      { parent: this },
    );
    this.migrate = new PaymentFunction(
      `${name}-migrate`,
      {
        functionName: "migrate",
        host: region.host,
        environment: { LEDGER_DATABASE: database.adminDatabases[role] },
        statements: purposes.readSecret("SignInAsTheOwner", {
          arn: database.adminSecretArns[role],
          keyArn: database.keyArns[role],
        }),
      },
      { parent: this },
    );
    new EventSource(
      `${name}-source`,
      {
        queueArn: queue.arn,
        consumer: this.ledger,
        ...EVENT_BATCHES.ledger,
        maximumConcurrency: reservationsOf(config).ledger - KEPT_FOR_ORDERS,
      },
      { parent: this },
    );
    new Schedules(
      `${name}-clock`,
      {
        context: region.context,
        purpose: "ledger",
        everyMinute: [],
        keptWarm: [this.ledger, this.migrate],
        asyncDeadLettersArn: region.messaging.asyncDeadLetters.arn,
      },
      { parent: this },
    );
    this.registerOutputs({ migrateArn: this.migrate.aliasArn });
  }

  private openWay(name: string, { region, database }: LedgerPostingArgs): void {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-database`,
      {
        securityGroupId: region.network.functionSecurityGroupId,
        description: "PostgreSQL to the ledger's cluster in this region",
        ipProtocol: "tcp",
        fromPort: POSTGRES_PORT,
        toPort: POSTGRES_PORT,
        referencedSecurityGroupId: database.securityGroupIds[region.context.role],
        tags: nameTag(`${name}-to-database`),
      },
      { parent: this },
    );
  }

  /**
   * Cross-region: every region's books hear the events of both. The one whose database takes writes posts
   * them, the other one checks that they came over, and nothing waits for an operator after a move.
   */
  private hearPeer(name: string, { peer }: LedgerPostingArgs, queue: TopicQueue): void {
    const { topics, asyncDeadLetters } = peer.messaging;
    subscribeQueue(
      `${name}-peer-events`,
      { topicArn: topics.eventsArn, queue, asyncDeadLetters },
      // Cross-region: a subscription lives where its topic lives, so its provider is that region's.
      { parent: this, provider: peer.context.provider },
    );
  }

  private declareQueue(name: string, { config, region, peer }: LedgerPostingArgs): TopicQueue {
    const { messaging, context, keys } = region;
    return new TopicQueue(
      `${name}-events`,
      {
        context,
        purpose: "ledger-queue",
        deadLettersPurpose: "ledger-dlq",
        visibilitySeconds: visibilityFor(
          FUNCTIONS.ledger.timeoutSeconds,
          EVENT_BATCHES.ledger.windowSeconds,
        ),
        maxReceiveCount: config.queue.maxReceiveCount,
        topicArn: messaging.topics.eventsArn,
        otherTopicArns: [peer.messaging.topics.eventsArn],
        keyArn: keys.messagesKeyArn,
        asyncDeadLetters: messaging.asyncDeadLetters,
        alertsTopicArn: messaging.topics.alertsArn,
      },
      { parent: this },
    );
  }
}

/** Changes with the code of `migrate`, which carries the migrations. */
export function schemaRevision(): string {
  return createHash("sha256").update(lambdaSource("migrate")).digest("hex").slice(0, 16);
}
