import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import type { PaymentFunction } from "./payment-function";
import { allow, trustService } from "./statement";

export interface SchedulesArgs {
  context: RegionContext;
  /** Names this group of schedules, such as `serving`. */
  purpose: string;
  /** Functions that run every minute. */
  everyMinute: readonly PaymentFunction[];
  /** Functions that are only kept from falling asleep. */
  keptWarm: readonly PaymentFunction[];
  asyncDeadLettersArn: pulumi.Input<string>;
}

/** What the wrapper around every handler recognises; no handler ever sees it. */
const WARM_UP = JSON.stringify({ warmUp: true });

/**
 * Runs functions by the clock. AWS puts a function in a network to sleep after two weeks without a call and
 * fails the first call afterwards, so in the standby every function is called several times a day, which
 * also proves its role, its code and its environment.
 */
export class Schedules extends pulumi.ComponentResource {
  constructor(name: string, args: SchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:Schedules", name, {}, opts);
    const role = this.declareRole(name, args);
    for (const target of args.everyMinute) {
      this.declareSchedule(name, args, role, target, "tick", "rate(1 minute)", "{}");
    }
    for (const target of args.keptWarm) {
      this.declareSchedule(name, args, role, target, "warm", "rate(4 hours)", WARM_UP);
    }
    this.registerOutputs({});
  }

  private declareSchedule(
    name: string,
    args: SchedulesArgs,
    role: aws.iam.Role,
    target: PaymentFunction,
    noun: string,
    scheduleExpression: string,
    input: string,
  ): void {
    new aws.scheduler.Schedule(
      `${name}-${target.functionName}-${noun}`,
      {
        name: physicalName(`${target.functionName}-${noun}`, args.context, NAME_LIMITS.schedule),
        scheduleExpression,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: target.aliasArn,
          roleArn: role.arn,
          input,
          deadLetterConfig: { arn: args.asyncDeadLettersArn },
          // A tick that is late by more than a minute is overtaken by the next one.
          retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
        },
      },
      { parent: this },
    );
  }

  private declareRole(name: string, args: SchedulesArgs): aws.iam.Role {
    const { context, everyMinute, keptWarm } = args;
    const roleName = physicalName(`${args.purpose}-clock`, context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("scheduler.amazonaws.com", context.accountId),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    const targets = [...new Set([...everyMinute, ...keptWarm])];
    new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        name: roleName,
        role: role.name,
        policy: allow([
          {
            purpose: "RunFunctions",
            actions: ["lambda:InvokeFunction"],
            resources: targets.map(({ aliasArn }) => aliasArn),
          },
          {
            purpose: "KeepEventsThatFailed",
            actions: ["sqs:SendMessage"],
            resources: [args.asyncDeadLettersArn],
          },
        ]),
      },
      { parent: this },
    );
    return role;
  }
}
