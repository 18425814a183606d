import { changed, changedJson, type Damage, forbidden, without } from "./damage";

const CHECK = "aws:route53/healthCheck:HealthCheck";
const RECORD = "aws:route53/record:Record";
const TABLE = "aws:dynamodb/table:Table";
const MACHINE = "aws:sfn/stateMachine:StateMachine";
const RULE = "aws:cloudwatch/eventRule:EventRule";

/** Names and checks, tables, the archive, the workflow, and what the regions share. */
export const REGION_DAMAGES: readonly Damage[] = [
  {
    what: "the latch's health check is gone",
    apply: without(CHECK, "dns-check-latch"),
    shows: { refused: /NoSuchHealthCheck|health check/i },
  },
  {
    what: "the latch's health check is not inverted",
    apply: changed(CHECK, "dns-check-latch", () => ({ invertHealthcheck: false })),
    shows: {
      trial: "at rest everything is healthy and leads to the primary",
      verdict: /unhealthy: .*dr\/latched/,
    },
  },
  {
    what: "the traffic's check asks for the endpoint alone",
    apply: changed(CHECK, "dns-check-traffic", () => ({ childHealthThreshold: 1 })),
    shows: {
      trial: "the recovered primary does not get traffic back by itself",
      verdict: /DNS (went back|leads) to us-east-1/,
    },
  },
  {
    what: "a health check asks for a path that does not exist",
    apply: changed(CHECK, "dns-check-primary", () => ({ resourcePath: "/healthz" })),
    shows: {
      trial: "at rest everything is healthy and leads to the primary",
      verdict: /unhealthy: \S+\/healthz/,
    },
  },
  {
    what: "a health check looks for words that nobody says",
    apply: changed(CHECK, "dns-check-primary", () => ({ searchString: '"status":"fine"' })),
    shows: {
      trial: "at rest everything is healthy and leads to the primary",
      verdict: /unhealthy: \S+\/health/,
    },
  },
  {
    what: "a health check asks for a name that leads nowhere",
    apply: without(
      "aws:apigateway/basePathMapping:BasePathMapping",
      "primary-api-names-own-mapping",
    ),
    shows: {
      trial: "at rest everything is healthy and leads to the primary",
      verdict: /unhealthy: .*api-use1\S+\/health/,
    },
  },
  {
    what: "the record of the standby is gone",
    apply: without(RECORD, "dns-record-secondary-cname"),
    shows: { trial: "the loss of the primary is survived", verdict: /DNS leads to/ },
  },
  {
    what: "the primary's record has no health check",
    apply: changed(RECORD, "dns-record-primary-cname", () => ({ healthCheckId: undefined })),
    shows: { trial: "the loss of the primary is survived", verdict: /DNS leads to us-east-1/ },
  },
  {
    what: "resolvers keep the shared name for an hour",
    apply: changed(RECORD, /^dns-record-\w+-cname$/, () => ({ ttl: 3600 })),
    shows: {
      trial: "at rest everything is healthy and leads to the primary",
      verdict: /keep the answer for 3600 s/,
    },
  },
  {
    what: "the latch is no longer part of the API",
    apply: changedJson("aws:apigateway/restApi:RestApi", /^secondary-api/, "body", (document) => {
      delete document.paths["/dr/latched"];
    }),
    shows: {
      trial: "the recovered primary does not get traffic back by itself",
      verdict: /DNS went back to us-east-1/,
    },
  },
  {
    what: "the API takes no requests at all",
    apply: changed("aws:apigateway/methodSettings:MethodSettings", "primary-api-limits", () => ({
      settings: { throttlingRateLimit: 0, throttlingBurstLimit: 0 },
    })),
    shows: { trial: "a payment is accepted", verdict: /answered 429/ },
  },
  {
    what: "the table has no index of what is due",
    apply: changed(TABLE, "global-payments-table", () => ({
      globalSecondaryIndexes: [],
      attributes: [{ name: "transaction_id", type: "S" }],
    })),
    shows: {
      trial: "a payment whose message is lost is found",
      verdict: /nobody found/,
      told: /sweep in us-east-1: .*(ValidationException|index)/,
    },
  },
  {
    what: "the strong table has two members and no witness",
    apply: changed(TABLE, "global-payments-table", () => ({ globalTableWitness: undefined })),
    shows: { refused: /table payment-transactions-\S+: strong needs three replicas/ },
  },
  {
    what: "the table of sessions has replicas and no stream",
    apply: changed(TABLE, "global-sessions-table", () => ({ streamEnabled: false })),
    shows: { refused: /table payment-sessions-\S+: replicas need a stream/ },
  },
  {
    what: "the table of sessions is in one region only",
    apply: changed(TABLE, "global-sessions-table", () => ({ replicas: [] })),
    shows: { trial: "a session is seen in both regions", verdict: /GET \/sessions answered 5\d\d/ },
  },
  {
    what: "nobody has the authority",
    apply: without("aws:dynamodb/tableItem:TableItem", "global-authority"),
    shows: { trial: "a payment is processed", verdict: /never processed/ },
  },
  {
    what: "the archive is not copied",
    apply: without(
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      "archive-primary-copy-rule",
    ),
    shows: { trial: "events reach those who wait for them", verdict: /archive was not copied/ },
  },
  {
    what: "the copying role may not write copies",
    apply: forbidden("archive-primary-copy-policy", "s3:ReplicateObject"),
    shows: { refused: /payment-archive-copy-\S+ may not s3:ReplicateObject/ },
  },
  {
    what: "a state of the workflow is missing",
    apply: changedJson(MACHINE, "secondary-failover-machine", "definition", (definition) => {
      delete definition.States.Fence;
    }),
    shows: { refused: /Fence/ },
  },
  {
    what: "the workflow skips the fence",
    apply: changedJson(MACHINE, "secondary-failover-machine", "definition", (definition) => {
      definition.States.Assess.Next = "RecordSuccess";
      for (const choice of definition.States.MayTakeOver.Choices) choice.Next = "RecordSuccess";
      definition.States.MayTakeOver.Default = "RecordSuccess";
    }),
    shows: {
      trial: "the loss of the primary is survived",
      verdict: /authority stayed at us-east-1/,
    },
  },
  {
    what: "no rule waits for changed parameters",
    apply: without(RULE, "secondary-guard-parameter-changes"),
    shows: {
      trial: "a shared parameter is copied both ways, once",
      verdict: /limit-b did not reach us-east-1/,
    },
  },
  {
    what: "the rule waits for another path",
    apply: changedJson(RULE, "primary-guard-parameter-changes", "eventPattern", (pattern) => {
      pattern.detail.name = [{ prefix: "/somewhere/else/" }];
    }),
    shows: {
      trial: "a shared parameter is copied both ways, once",
      verdict: /limit-a did not reach us-east-2/,
    },
  },
  {
    what: "the other region's key may not seal the copy",
    apply: forbidden("primary-guard-sync-parameters-policy", "kms:Encrypt"),
    shows: {
      trial: "a shared parameter is copied both ways, once",
      verdict: /limit-a did not reach us-east-2/,
      told: /payment-sync-parameters-\S+ is not authorized to perform: kms:Encrypt/,
    },
  },
  {
    what: "the credential has no copy in the region that takes over",
    apply: changed("aws:secretsmanager/secret:Secret", /./, () => ({ replicas: [] })),
    shows: { trial: "the loss of the primary is survived", verdict: /never processed/ },
  },
  {
    what: "something that nobody plays here",
    apply: (nodes) => [
      ...nodes,
      ...nodes.slice(0, 1).map((node) => ({
        ...node,
        type: "aws:elasticache/cluster:Cluster",
        name: "a-cache",
        custom: true,
      })),
    ],
    shows: {
      refused: /a-cache is a aws:elasticache\/cluster:Cluster, which the local cloud does not/,
    },
  },
];
