import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NO_LEDGER } from "../functions/core/settings";
import type { StackConfig } from "./config";
import { nameTag, parameterPath } from "./naming";
import type { PaymentRegion } from "./payment-region";
import type { PerRole } from "./per-role";
import { CrossRegionSubscriptions } from "./region/cross-region-subscriptions";
import { Dashboard, type DashboardArgs } from "./region/dashboard";
import { declaredFunctions } from "./region/declared-functions";
import { type GuardFunction, type GuardGrants, guardStatements } from "./region/guard-permissions";
import { parameterRuleName } from "./region/parameter-rule";
import { PaymentFunction } from "./region/payment-function";
import { Schedules } from "./region/schedules";
import type { WorkflowStep } from "./workflow/steps";

/** The ledger's database as the workflow moves it. */
export interface GuardedDatabase {
  /** DATABASE_CLUSTERS. */
  readonly clusters: pulumi.Input<string>;
  /** Global cluster and both clusters. */
  readonly arns: readonly pulumi.Input<string>[];
  /** Alias of the function that keeps the books, in each region. */
  readonly ledgerArns: PerRole<pulumi.Output<string>>;
}

export interface RegionGuardArgs {
  config: StackConfig;
  /** The region that this guard serves. */
  region: PaymentRegion;
  peer: PaymentRegion;
  /** HEALTH_URLS. */
  healthUrls: pulumi.Input<string>;
  vantageFunctionArn: pulumi.Input<string>;
  /** DNS_RECORDS and the zone they are in; absent without a domain. */
  records:
    | { readonly json: pulumi.Input<string>; readonly zoneArn: pulumi.Input<string> }
    | undefined;
  /** What Route 53 sees, for the dashboard. */
  healthCheckIds: DashboardArgs["healthCheckIds"];
  /** Absent without a ledger. */
  database: GuardedDatabase | undefined;
}

const GUARDING: readonly GuardFunction[] = [
  "sync-parameters",
  "detect",
  "orchestrate",
  "assess",
  "request-approval",
  "fence",
  "settle",
  "verify",
  "shift-traffic",
  "publish-parameters",
  "evidence",
  "gates",
  "reconcile",
  "resolve",
  "promote-database",
  "database-status",
];

/**
 * Everything in a region that concerns the other one: it watches, decides, and takes over.
 * Cross-region: it runs in the region that takes over and needs nothing from the region that failed.
 */
export class RegionGuard extends pulumi.ComponentResource {
  /** ARN of the alias of each function that the failover workflow invokes. */
  public readonly stepArns: Readonly<Partial<Record<WorkflowStep, pulumi.Output<string>>>>;
  /** Where to look first. */
  public readonly dashboardUrl: pulumi.Output<string>;
  private readonly functions: ReadonlyMap<GuardFunction, PaymentFunction>;

  constructor(name: string, args: RegionGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:RegionGuard", name, {}, opts);
    const { config, region, peer } = args;
    const declared = declaredFunctions(config);
    const grants = grantsOf(args);
    this.functions = new Map(
      GUARDING.filter((functionName) => declared.includes(functionName)).map((functionName) => [
        functionName,
        new PaymentFunction(
          `${name}-${functionName}`,
          {
            functionName,
            host: region.host,
            environment: environmentOf(args),
            statements: guardStatements(functionName, grants),
          },
          { parent: this },
        ),
      ]),
    );
    new Schedules(
      `${name}-clock`,
      {
        context: region.context,
        purpose: "guard",
        everyMinute: [this.get("detect")],
        keptWarm: [...this.functions.values()],
        asyncDeadLettersArn: region.messaging.asyncDeadLetters.arn,
      },
      { parent: this },
    );
    new CrossRegionSubscriptions(
      `${name}-topics`,
      { region, peer, orchestrate: this.get("orchestrate") },
      { parent: this },
    );
    this.followParameters(name, region);
    this.dashboardUrl = new Dashboard(
      `${name}-dashboard`,
      { context: region.context, config, healthCheckIds: args.healthCheckIds },
      { parent: this },
    ).url;
    this.stepArns = {
      ...Object.fromEntries([...this.functions].map(([key, fn]) => [key, fn.aliasArn])),
      sweep: region.functions.get("sweep").aliasArn,
      ...(args.database === undefined
        ? {}
        : { ledger: args.database.ledgerArns[region.context.role] }),
    };
    this.registerOutputs({});
  }

  private get(name: GuardFunction): PaymentFunction {
    const found = this.functions.get(name);
    if (found === undefined) throw new Error(`this stack declares no function ${name}`);
    return found;
  }

  /** Cross-region: Parameter Store replicates nothing, so a change in either region is copied on. */
  private followParameters(name: string, { context, messaging }: PaymentRegion): void {
    const sync = this.get("sync-parameters");
    const ruleName = parameterRuleName(context);
    const rule = new aws.cloudwatch.EventRule(
      `${name}-parameter-changes`,
      {
        name: ruleName,
        description: "A shared parameter was written",
        eventPattern: JSON.stringify({
          source: ["aws.ssm"],
          "detail-type": ["Parameter Store Change"],
          detail: {
            operation: ["Create", "Update"],
            name: [{ prefix: `${parameterPath(context.suffix, "shared")}/` }],
          },
        }),
        tags: nameTag(ruleName),
      },
      { parent: this },
    );
    const permission = sync.allowInvocation(
      `${name}-parameter-changes`,
      "events.amazonaws.com",
      rule.arn,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-parameter-sync`,
      {
        rule: rule.name,
        arn: sync.aliasArn,
        deadLetterConfig: { arn: messaging.asyncDeadLetters.arn },
      },
      // Without the permission the first events would be lost.
      { parent: this, dependsOn: [permission] },
    );
  }
}

function environmentOf({ region, peer, ...args }: RegionGuardArgs) {
  return {
    ...region.environment,
    HEALTH_URLS: args.healthUrls,
    VANTAGE_FUNCTION_ARN: args.vantageFunctionArn,
    DNS_RECORDS: args.records?.json ?? JSON.stringify({ kind: "none" }),
    SHARED_KEY_ARNS: pulumi.jsonStringify({
      [region.context.region]: region.keys.settingsKeyArn,
      [peer.context.region]: peer.keys.settingsKeyArn,
    }),
    LEDGER_FUNCTION: args.database?.ledgerArns[region.context.role] ?? NO_LEDGER,
    ...(args.database === undefined ? {} : { DATABASE_CLUSTERS: args.database.clusters }),
  };
}

function grantsOf(args: RegionGuardArgs): GuardGrants {
  const { config, region, peer } = args;
  const { suffix, accountId } = region.context;
  const parametersIn = (name: string) =>
    pulumi.interpolate`arn:aws:ssm:${name}:${accountId}:parameter${parameterPath(suffix, "shared")}/*`;
  return {
    ...region.grants,
    lagging: config.consistency === "eventual",
    vantageFunctionArn: args.vantageFunctionArn,
    ownParametersArn: parametersIn(region.context.region),
    peerParametersArn: parametersIn(peer.context.region),
    peerSettingsKeyArn: peer.keys.settingsKeyArn,
    ...(args.records === undefined ? {} : { zoneArn: args.records.zoneArn }),
    peerTransactionsArn: peer.grants.transactionsArn,
    ...(args.database === undefined
      ? {}
      : {
          databaseArns: args.database.arns,
          ledgerArn: args.database.ledgerArns[region.context.role],
        }),
  };
}
