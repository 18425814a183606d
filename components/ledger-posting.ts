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
import { EVENT_BATCHES } from "./region/region-messaging";
import { Schedules } from "./region/schedules";
import type { Statement } from "./region/statement";
import { TopicQueue } from "./region/topic-queue";

const POSTGRES_PORT = 5432;

export interface LedgerPostingArgs {
  config: StackConfig;
  region: PaymentRegion;
  database: GlobalDatabase;
}

/**
 * Posts finished payments to the ledger's database in one region. The books are a projection: what a
 * database failover loses is posted again from the payments table.
 */
export class LedgerPosting extends pulumi.ComponentResource {
  /** Brings the schema up to date; invoked once for each change of it. */
  public readonly migrate: PaymentFunction;

  constructor(name: string, args: LedgerPostingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:LedgerPosting", name, {}, opts);
    const { config, region, database } = args;
    const { role } = region.context;
    this.openWay(name, args);
    const queue = this.declareQueue(name, args);
    const signIn: Statement = {
      purpose: "SignInToTheDatabase",
      actions: ["rds-db:connect"],
      resources: [database.connectArns[role]],
    };
    const ledger = new PaymentFunction(
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
        consumer: ledger,
        ...EVENT_BATCHES.ledger,
        maximumConcurrency: reservationsOf(config).ledger,
      },
      { parent: this },
    );
    new Schedules(
      `${name}-clock`,
      {
        context: region.context,
        purpose: "ledger",
        everyMinute: [],
        keptWarm: [ledger, this.migrate],
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

  private declareQueue(name: string, { config, region }: LedgerPostingArgs): TopicQueue {
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
