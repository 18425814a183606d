/** How sure a price is: read on AWS's own page, read elsewhere, or known and not looked up again. */
export type Grade = "read" | "second-hand" | "unverified";

/** One price of AWS in us-east-1 and us-east-2, in US dollars, without free allowances and discounts. */
export interface Price {
  readonly usd: number;
  /** What one of it is. */
  readonly per: string;
  readonly source: string;
  readonly grade: Grade;
}

/** When the list was put together. Prices change: what is not "read" should be looked up before it is relied on. */
export const PRICES_AS_OF = "2026-11";

const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

/** Every price that an estimate is made of. */
export const PRICES = {
  alarmMetric: price(0.1, "metric of an alarm and month", page("cloudwatch"), "unverified"),
  apiRequest: price(3.5e-6, "request of a REST API", page("api-gateway"), "second-hand"),
  auroraAcuHour: price(0.12, "ACU and hour", page("rds/aurora"), "read"),
  auroraIo: price(0.2e-6, "I/O request", page("rds/aurora"), "unverified"),
  auroraR6gLargeHour: price(0.26, "db.r6g.large and hour", page("rds/aurora"), "unverified"),
  auroraReplicatedIo: price(0.2e-6, "replicated write I/O", page("rds/aurora"), "unverified"),
  auroraStorage: price(0.1, "GB and month", page("rds/aurora"), "unverified"),
  customMetric: price(0.3, "metric and month", page("cloudwatch"), "unverified"),
  dashboard: price(3, "dashboard and month", page("cloudwatch"), "unverified"),
  dynamoBackup: price(0.2, "GB and month of recovery", page("dynamodb"), "second-hand"),
  dynamoRead: price(0.125e-6, "read request unit", page("dynamodb"), "read"),
  dynamoStorage: price(0.25, "GB and month", page("dynamodb"), "unverified"),
  dynamoWrite: price(0.625e-6, "write request unit, replicated or not", page("dynamodb"), "read"),
  endpointHour: price(0.01, "interface endpoint, zone and hour", page("privatelink"), "read"),
  glacierMove: price(30e-6, "object moved to Glacier", page("s3"), "unverified"),
  healthCheck: price(0.5, "health check and month", page("route53"), "unverified"),
  healthCheckOption: price(1, "option of a health check and month", page("route53"), "unverified"),
  hostedZone: price(0.5, "hosted zone and month", page("route53"), "unverified"),
  key: price(1, "key and month", page("kms"), "unverified"),
  lambdaArmGbSecond: price(1.33334e-5, "GB-second on arm64", page("lambda"), "unverified"),
  lambdaArmStandingGbSecond: price(
    3.3334e-6,
    "GB-second of provisioned concurrency on arm64",
    page("lambda"),
    "unverified",
  ),
  lambdaRequest: price(0.2e-6, "invocation", page("lambda"), "second-hand"),
  logIngestion: price(0.5, "GB of logs", page("cloudwatch"), "unverified"),
  logStorage: price(0.03, "GB and month of kept logs", page("cloudwatch"), "unverified"),
  natGb: price(0.045, "GB through a NAT gateway", page("vpc"), "read"),
  natHour: price(0.045, "NAT gateway and hour", page("vpc"), "read"),
  publicAddressHour: price(0.005, "public IPv4 address and hour", page("vpc"), "unverified"),
  s3Put: price(5e-6, "object written", page("s3"), "unverified"),
  s3ReplicationTime: price(0.015, "GB replicated within 15 minutes", page("s3"), "second-hand"),
  s3Storage: price(0.023, "GB and month", page("s3"), "second-hand"),
  schedulerInvocation: price(1e-6, "invocation by a schedule", page("eventbridge"), "unverified"),
  secret: price(0.4, "secret or replica and month", page("secrets-manager"), "unverified"),
  snsPublish: price(0.5e-6, "message published", page("sns"), "unverified"),
  sqsRequest: price(0.4e-6, "request to a queue", page("sqs"), "unverified"),
  stateTransition: price(25e-6, "state transition", page("step-functions"), "unverified"),
  transferBetweenRegions: price(0.01, "GB from us-east-1 to us-east-2", page("ec2"), "read"),
  wafAcl: price(5, "web ACL and month", page("waf"), "unverified"),
  wafRequest: price(0.6e-6, "request through a web ACL", page("waf"), "unverified"),
  wafRule: price(1, "rule and month", page("waf"), "unverified"),
  xrayTrace: price(5e-6, "trace recorded", page("xray"), "unverified"),
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;

/**
 * What AWS charges nobody for, per account and month, however old the account is. Several stacks in one account share
 * it, so an estimate leaves it out unless it is asked for. What CloudWatch gives (alarms, metrics, dashboards, logs) was
 * read on its page; the rest is unverified.
 */
export const ALLOWANCES: Readonly<Partial<Record<PriceName, number>>> = {
  alarmMetric: 10,
  customMetric: 10,
  dashboard: 3,
  dynamoStorage: 25,
  healthCheck: 50,
  lambdaArmGbSecond: 400_000,
  lambdaRequest: 1_000_000,
  logIngestion: 5,
  snsPublish: 1_000_000,
  sqsRequest: 1_000_000,
  stateTransition: 4_000,
  xrayTrace: 100_000,
};

function price(usd: number, per: string, source: string, grade: Grade): Price {
  return { usd, per, source, grade };
}
