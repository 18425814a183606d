import * as pulumi from "@pulumi/pulumi";
import type { AuditArchive } from "./audit-archive";
import type { StackConfig } from "./config";
import type { RegionContext } from "./context";
import type { PaymentDomain } from "./dns/payment-domain";
import type { GlobalTransactions } from "./global-transactions";
import { parameterPath } from "./naming";
import { processorSecret } from "./processor-credential";
import type { EnvironmentValues } from "./region/environment";
import type { FunctionHost } from "./region/function-host";
import { Network } from "./region/network";
import { PaymentApi } from "./region/payment-api";
import { RegionAlarms } from "./region/region-alarms";
import type { RegionKeys } from "./region/region-keys";
import { RegionMessaging } from "./region/region-messaging";
import { RegionParameters, TOKEN_KEYS } from "./region/region-parameters";
import { Releases } from "./region/releases";
import { ServingFunctions } from "./region/serving-functions";
import type { ServingGrants } from "./region/serving-permissions";
import { TraceSampling } from "./region/trace-sampling";
import { stateMachineArn } from "./workflow/state-machine-name";

export interface PaymentRegionArgs {
  context: RegionContext;
  config: StackConfig;
  /** Made before the region, because the archive spans both and needs them, too. */
  keys: RegionKeys;
  /** Tables that span the regions. */
  data: GlobalTransactions;
  archive: AuditArchive;
  /** Absent in a stack without a domain. */
  domain: PaymentDomain | undefined;
}

/**
 * Everything that takes payments in one region. Both regions get the same arguments, so that the standby is
 * never smaller or older than the region it stands in for.
 */
export class PaymentRegion extends pulumi.ComponentResource {
  public readonly context: RegionContext;
  public readonly keys: RegionKeys;
  public readonly network: Network;
  public readonly messaging: RegionMessaging;
  public readonly functions: ServingFunctions;
  public readonly api: PaymentApi;
  /** What every further function of the region shares. */
  public readonly host: FunctionHost;
  /** Environment values that are true for the whole region. */
  public readonly environment: EnvironmentValues;
  /** What the functions of the region may be allowed to touch. */
  public readonly grants: ServingGrants;

  constructor(name: string, args: PaymentRegionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:PaymentRegion", name, {}, opts);
    const { context, config, keys } = args;
    this.context = context;
    this.keys = keys;
    const logsKeyArn = this.keys.logsKeyArn;
    this.network = new Network(
      `${name}-network`,
      { context, config, logsKeyArn },
      { parent: this },
    );
    this.messaging = new RegionMessaging(
      `${name}-messaging`,
      { context, config, keyArn: this.keys.messagesKeyArn },
      { parent: this },
    );
    this.host = this.makeHost(name, args);
    this.environment = this.makeEnvironment(args);
    this.grants = this.makeGrants(args);
    this.functions = new ServingFunctions(
      `${name}-serving`,
      {
        context,
        config,
        host: this.host,
        environment: this.environment,
        grants: this.grants,
        messaging: this.messaging,
      },
      { parent: this },
    );
    this.api = this.declareApi(name, args);
    new TraceSampling(`${name}-traces`, { context, config: config.tracing }, { parent: this });
    this.declareParameters(name, args);
    new RegionAlarms(
      `${name}-alarms`,
      { context, config, alertsTopicArn: this.messaging.topics.alertsArn },
      { parent: this },
    );
    this.registerOutputs({ apiUrl: this.api.url, queueUrl: this.messaging.processing.url });
  }

  private makeHost(name: string, { context, config }: PaymentRegionArgs): FunctionHost {
    const releases =
      config.functions.canary === "codedeploy"
        ? new Releases(`${name}-releases`, { context }, { parent: this }).application
        : undefined;
    return {
      context,
      config,
      logsKeyArn: this.keys.logsKeyArn,
      asyncDeadLettersArn: this.messaging.asyncDeadLetters.arn,
      alertsTopicArn: this.messaging.topics.alertsArn,
      ...(config.network.egress === "none" ? {} : { attachment: this.network.attachment }),
      ...(releases === undefined ? {} : { releases }),
    };
  }

  private makeEnvironment({
    context,
    config,
    data,
    archive,
  }: PaymentRegionArgs): EnvironmentValues {
    const { auth, limits } = config.api;
    const secret = processorSecret(config, context);
    return {
      PEER_REGION: context.peerRegion,
      PRIMARY_REGION: context.primaryRegion,
      CONSISTENCY: config.consistency,
      TRANSACTIONS_TABLE: data.transactions.name,
      CONTROL_TABLE: data.control.name,
      SESSIONS_TABLE: data.sessions.name,
      QUEUE_URL: this.messaging.processing.url,
      EVENTS_TOPIC_ARN: this.messaging.topics.eventsArn,
      ALERTS_TOPIC_ARN: this.messaging.topics.alertsArn,
      PAYMENT_LIMITS: JSON.stringify(limits),
      PROCESSOR: JSON.stringify({
        ...config.processor,
        ...(secret === undefined ? {} : { secretId: secret.name }),
      }),
      ARCHIVE_BUCKET: archive.bucketNames[context.role],
      ARCHIVE_KEY_ARN: archive.keyArns[context.role],
      ...(auth.kind === "jwt" ? { TOKEN_ISSUER: auth.issuer, TOKEN_AUDIENCE: auth.audience } : {}),
      TOKEN_KEYS_PARAMETER: `${parameterPath(context.suffix, "shared")}/${TOKEN_KEYS}`,
      SHARED_PARAMETERS_PATH: parameterPath(context.suffix, "shared"),
      LOCAL_PARAMETERS_PATH: parameterPath(context.suffix, "local"),
      STATE_MACHINE_ARN: stateMachineArn(context),
      FAILOVER_POLICY: JSON.stringify(config.failover.policy),
    };
  }

  private makeGrants({ context, config, data, archive }: PaymentRegionArgs): ServingGrants {
    const { region, suffix, accountId } = context;
    const secret = processorSecret(config, context);
    const path = parameterPath(suffix, "shared");
    return {
      transactionsArn: data.transactions.arnIn(region),
      controlArn: data.control.arnIn(region),
      sessionsArn: data.sessions.arnIn(region),
      processingQueueArn: this.messaging.processing.arn,
      notificationsQueueArn: this.messaging.notifications.arn,
      archiveQueueArn: this.messaging.archive.arn,
      eventsTopicArn: this.messaging.topics.eventsArn,
      alertsTopicArn: this.messaging.topics.alertsArn,
      messagesKeyArn: this.keys.messagesKeyArn,
      archiveBucketArn: archive.bucketArns[context.role],
      archiveKeyArn: archive.keyArns[context.role],
      settingsKeyArn: this.keys.settingsKeyArn,
      tokenKeysArn: pulumi.interpolate`arn:aws:ssm:${region}:${accountId}:parameter${path}/${TOKEN_KEYS}`,
      stateMachineArn: stateMachineArn(context),
      ...(secret === undefined ? {} : { processorSecretArn: secret.arn }),
    };
  }

  private declareApi(name: string, { context, config, domain }: PaymentRegionArgs): PaymentApi {
    return new PaymentApi(
      `${name}-api`,
      {
        context,
        config: config.api,
        functions: {
          validate: this.functions.get("validate"),
          payment: this.functions.get("payment"),
          session: this.functions.get("session"),
          health: this.functions.get("health"),
          latch: this.functions.get("latch"),
          approval: this.functions.get("approval"),
        },
        ...(config.api.auth.kind === "jwt" ? { authorizer: this.functions.get("authorizer") } : {}),
        logsKeyArn: this.keys.logsKeyArn,
        ...(domain === undefined
          ? {}
          : {
              domain: {
                sharedName: domain.sharedName,
                ownName: domain.regionalNames[context.role],
                certificateArn: domain.certificateArns[context.role],
              },
            }),
      },
      { parent: this },
    );
  }

  private declareParameters(name: string, { context, config, data }: PaymentRegionArgs): void {
    const { auth } = config.api;
    new RegionParameters(
      `${name}-parameters`,
      {
        context,
        settingsKeyArn: this.keys.settingsKeyArn,
        local: {
          "api-url": this.api.url,
          "processing-queue-url": this.messaging.processing.url,
          "alerts-topic-arn": this.messaging.topics.alertsArn,
          "transactions-table": data.transactions.name,
          "sessions-table": data.sessions.name,
          "control-table": data.control.name,
        },
        shared: {
          "active-region": context.primaryRegion,
          epoch: "1",
          "feature-flags": JSON.stringify({ sessions: true, notifications: true }),
        },
        sensitive: auth.kind === "jwt" ? { [TOKEN_KEYS]: auth.keys } : {},
      },
      { parent: this },
    );
  }
}
