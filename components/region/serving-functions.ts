import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { reservationsOf } from "./concurrency";
import { declaredFunctions } from "./declared-functions";
import type { EnvironmentValues } from "./environment";
import { EventSource } from "./event-source";
import type { FunctionHost } from "./function-host";
import type { FunctionRelease } from "./gradual-release";
import { PaymentFunction } from "./payment-function";
import { EVENT_BATCHES, type RegionMessaging } from "./region-messaging";
import { Schedules } from "./schedules";
import { type ServingFunction, type ServingGrants, servingStatements } from "./serving-permissions";

export interface ServingFunctionsArgs {
  context: RegionContext;
  config: StackConfig;
  host: FunctionHost;
  environment: EnvironmentValues;
  grants: ServingGrants;
  messaging: RegionMessaging;
}

const SERVING: readonly ServingFunction[] = [
  "validate",
  "payment",
  "session",
  "health",
  "latch",
  "authorizer",
  "approval",
  "process",
  "sweep",
  "notify",
  "archive",
];

/** The functions that take payments in a region, and what wakes those that no client calls. */
export class ServingFunctions extends pulumi.ComponentResource {
  private readonly functions: ReadonlyMap<ServingFunction, PaymentFunction>;

  constructor(name: string, args: ServingFunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:ServingFunctions", name, {}, opts);
    const { context, config, host, environment, grants, messaging } = args;
    const declared = declaredFunctions(config);
    this.functions = new Map(
      SERVING.filter((functionName) => declared.includes(functionName)).map((functionName) => [
        functionName,
        new PaymentFunction(
          `${name}-${functionName}`,
          { functionName, host, environment, statements: servingStatements(functionName, grants) },
          { parent: this },
        ),
      ]),
    );
    this.declareSource(name, "process", messaging.processing.arn, args, config.queue);
    this.declareSource(name, "notify", messaging.notifications.arn, args, EVENT_BATCHES.notify);
    this.declareSource(name, "archive", messaging.archive.arn, args, EVENT_BATCHES.archive);
    new Schedules(
      `${name}-clock`,
      {
        context,
        purpose: "serving",
        everyMinute: [this.get("sweep")],
        keptWarm: [...this.functions.values()],
        asyncDeadLettersArn: messaging.asyncDeadLetters.arn,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }

  /** A function of the region; throws for one that this stack does not declare. */
  get(name: ServingFunction): PaymentFunction {
    const found = this.functions.get(name);
    if (found === undefined) throw new Error(`this stack declares no function ${name}`);
    return found;
  }

  /** What CodeDeploy has to shift after a deployment; empty when the program shifts by itself. */
  get releases(): readonly FunctionRelease[] {
    return [...this.functions.values()].flatMap(({ release }) => release ?? []);
  }

  private declareSource(
    name: string,
    consumer: "process" | "notify" | "archive",
    queueArn: pulumi.Input<string>,
    { config }: ServingFunctionsArgs,
    { batchSize, windowSeconds }: { batchSize: number; windowSeconds: number },
  ): void {
    new EventSource(
      `${name}-${consumer}-source`,
      {
        queueArn,
        consumer: this.get(consumer),
        batchSize,
        windowSeconds,
        maximumConcurrency: reservationsOf(config)[consumer],
      },
      { parent: this },
    );
  }
}
