import type { FunctionName } from "../../functions/core/function-catalogue";
import type { AlarmDeclaration } from "../engine/cloudwatch/alarm-declaration";
import type { TableDefinition } from "../engine/dynamodb/table-definition";
import type { AsyncSettings } from "../engine/lambda/function-declaration";
import type { MappingDeclaration } from "../engine/lambda/mapping-declaration";
import type { BucketDeclaration } from "../engine/s3/bucket";
import type { SecretDeclaration } from "../engine/secrets/secrets";
import type { SubscriptionDeclaration } from "../engine/sns/subscription";
import type { QueueSettings } from "../engine/sqs/queue-settings";
import type { StateMachineDeclaration } from "../engine/states/states";
import type { DeclaredApi } from "./apis";
import type { DeclaredNotification } from "./buckets";
import type { DeclaredDatabase } from "./databases";
import type { DeclaredEventRule } from "./event-rules";
import type { DeclaredInvocation } from "./invocations";
import type { DeclaredTopic } from "./messaging";
import type { ResourceGuards } from "./resource-guards";
import type { RolePolicies } from "./roles";
import type { DeclaredParameter } from "./settings";

/**
 * The cloud as the program declares it, read back from the captured resources and from nothing else:
 * what the program forgets is missing here, in the local cloud and in the simulator.
 */
export interface Topology {
  readonly account: string;
  readonly primary: string;
  readonly secondary: string;
  /** The region that only looks: it holds the vantage function and the tables' witness. */
  readonly vantage: string | undefined;
  readonly tables: readonly TableDefinition[];
  readonly tableItems: readonly DeclaredItem[];
  readonly regions: Readonly<Record<string, RegionTopology>>;
  readonly dns: DnsTopology;
  readonly buckets: readonly BucketDeclaration[];
  readonly notifications: readonly DeclaredNotification[];
  readonly parameters: readonly DeclaredParameter[];
  readonly secrets: readonly SecretDeclaration[];
  readonly roles: RolePolicies;
  readonly guards: ResourceGuards;
  readonly database: DeclaredDatabase | undefined;
  /** What the deployment itself runs once, in this order. */
  readonly invocations: readonly DeclaredInvocation[];
}

export interface DeclaredItem {
  readonly table: string;
  readonly item: Readonly<Record<string, unknown>>;
}

export interface RegionTopology {
  readonly region: string;
  readonly functions: readonly DeclaredFunction[];
  readonly queues: readonly QueueSettings[];
  readonly eventSources: readonly MappingDeclaration[];
  readonly schedules: readonly DeclaredSchedule[];
  readonly stateMachines: readonly StateMachineDeclaration[];
  readonly topics: readonly DeclaredTopic[];
  readonly subscriptions: readonly SubscriptionDeclaration[];
  readonly alarms: readonly AlarmDeclaration[];
  readonly eventRules: readonly DeclaredEventRule[];
  readonly api: DeclaredApi | undefined;
}

export interface DeclaredFunction {
  /** Physical name. */
  readonly name: string;
  /** Which of the product's functions it is, by its bundle. */
  readonly entry: FunctionName;
  readonly arn: string;
  /** Names under which published versions are called; without one nobody reaches the function. */
  readonly aliases: readonly string[];
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly async: AsyncSettings | undefined;
  /** The archive that is deployed; see `bundleOf`. */
  readonly code: unknown;
}

export interface DeclaredSchedule {
  readonly name: string;
  readonly expression: string;
  readonly targetArn: string;
  readonly input: string | undefined;
  readonly roleArn: string;
  readonly maximumRetryAttempts: number | undefined;
  readonly maximumEventAgeSeconds: number | undefined;
  readonly deadLetterArn: string | undefined;
}

/** Names, records and health checks. */
export interface DnsTopology {
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  readonly healthChecks: readonly DeclaredHealthCheck[];
  readonly records: readonly DeclaredRecord[];
}

export interface DeclaredHealthCheck {
  readonly id: string;
  readonly type: string;
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string | undefined;
  readonly searchString: string | undefined;
  readonly intervalSeconds: number;
  readonly failureThreshold: number;
  readonly inverted: boolean;
  readonly children: readonly string[];
  readonly childThreshold: number | undefined;
  /** Where the checkers are; empty means everywhere. */
  readonly regions: readonly string[];
}

export interface DeclaredRecord {
  readonly name: string;
  readonly type: string;
  readonly zoneId: string;
  /** Answers with the target's own addresses instead of a name. */
  readonly alias: boolean;
  readonly values: readonly string[];
  readonly ttlSeconds: number;
  readonly setIdentifier: string | undefined;
  readonly failover: "PRIMARY" | "SECONDARY" | undefined;
  readonly weight: number | undefined;
  readonly healthCheckId: string | undefined;
}
