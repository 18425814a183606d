import type { VirtualCloud } from "./virtual-cloud";
import type { VirtualAnswer } from "./virtual-region";

/** A drill in miniature: resolves with "ok", or with what went wrong. */
export type Trial = (cloud: VirtualCloud) => Promise<string>;

const OK = "ok";
const HOUR_MS = 3_600_000;

/** Every trial passes on the program as it is; each damage makes one of them fail. */
export const TRIALS = {
  "a payment is accepted": async (cloud) => {
    const { status } = await pay(cloud, cloud.topology.primary);
    return status === 200 ? OK : `POST /validate answered ${status}`;
  },

  "a payment is processed": async (cloud) => {
    await pay(cloud, cloud.topology.primary);
    return (await processed(cloud, 120_000)) ? OK : "the payment was never processed";
  },

  "a session is seen in both regions": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    const body = JSON.stringify({ session_id: "trial-session", customer_id: "cust-1" });
    const opened = await ask(cloud, primary, "POST", "/sessions", body);
    if (opened.status >= 300) return `POST /sessions answered ${opened.status}`;
    await cloud.pass(5_000);
    const { status } = await ask(cloud, secondary, "GET", "/sessions/trial-session");
    return status === 200 ? OK : `GET /sessions answered ${status}`;
  },

  "events reach those who wait for them": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    await pay(cloud, primary);
    if (!(await processed(cloud, 120_000))) return "the payment was never processed";
    const seen = await cloud.within(
      60_000,
      () => cloud.region(secondary).depth("observer-queue").visible > 0,
    );
    if (!seen) return "the other region's observers heard nothing";
    const [own, peer] = cloud.topology.buckets.map(({ name }) => name) as [string, string];
    const archived = await cloud.within(300_000, () => cloud.stores.s3.inventory(own).length > 0);
    if (!archived) return "nothing was archived";
    const copied = await cloud.within(120_000, () => cloud.stores.s3.inventory(peer).length > 0);
    return copied ? OK : "the archive was not copied";
  },

  "at rest everything is healthy and leads to the primary": async (cloud) => {
    await cloud.pass(180_000);
    const ill = cloud.topology.dns.healthChecks.filter(({ id }) => !cloud.route53.isHealthy(id));
    const of = ill.map(({ host, path, type }) => (host ? `${host}${path}` : type));
    if (of.length > 0) return `unhealthy: ${of.join(", ")}`;
    const [answer] = cloud.answers();
    if (cloud.answeringRegion() !== cloud.topology.primary) return "DNS leads elsewhere";
    return (answer?.ttl ?? 0) <= 60 ? OK : `resolvers keep the answer for ${answer?.ttl} s`;
  },

  "a payment whose message is lost is found": async (cloud) => {
    const { primary } = cloud.topology;
    await pay(cloud, primary);
    const queue = cloud.topology.regions[primary]?.queues.find(({ name }) =>
      name.startsWith("payment-processing-queue-"),
    );
    const QueueUrl = cloud
      .region(primary)
      .services.sqs.queuesOf(primary)
      .find(({ arn }) => arn.endsWith(`:${queue?.name}`))?.url;
    cloud.call(primary, { region: primary }, "sqs", "PurgeQueue", { QueueUrl });
    return (await processed(cloud, 240_000)) ? OK : "nobody found the lost payment";
  },

  "what cannot be processed ends in the dead-letter queue": async (cloud) => {
    const { primary } = cloud.topology;
    const region = cloud.region(primary);
    const process = cloud.topology.regions[primary]?.functions.find(
      ({ entry }) => entry === "process",
    );
    region.services.lambda.setReservedConcurrency(primary, process?.name ?? "", 0);
    await pay(cloud, primary);
    const quarantined = await cloud.within(HOUR_MS, () => region.depth("dlq").visible > 0);
    return quarantined ? OK : "the message is still going round";
  },

  "an alarm is weighed by the other region": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    const { sqs } = cloud.region(primary).services;
    const dlq = sqs.queuesOf(primary).find(({ arn }) => arn.includes(":payment-dlq-"));
    const input = { QueueUrl: dlq?.url, MessageBody: "nobody dealt with this" };
    cloud.call(primary, { region: primary }, "sqs", "SendMessage", input);
    const weighed = () =>
      cloud.told.some((line) => line.startsWith(`orchestrate in ${secondary}: alarm weighed`));
    return (await cloud.within(300_000, weighed)) ? OK : "nobody weighed the alarm";
  },

  "the loss of the primary is survived": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    await cloud.pass(60_000);
    cloud.kill(primary);
    const taken = await cloud.within(120_000, () => authority(cloud) === `${secondary} STEADY`);
    if (!taken) return `authority stayed at ${authority(cloud)}`;
    const moved = await cloud.within(120_000, () => cloud.answeringRegion() === secondary);
    if (!moved) return `DNS leads to ${cloud.answeringRegion()}`;
    const { status } = await pay(cloud, secondary);
    if (status !== 200) return `POST /validate answered ${status}`;
    if (!(await processed(cloud, 180_000))) return "the payment was never processed";
    return OK;
  },

  "the recovered primary does not get traffic back by itself": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    await cloud.pass(60_000);
    cloud.kill(primary);
    if (!(await cloud.within(240_000, () => cloud.answeringRegion() === secondary))) {
      return `DNS leads to ${cloud.answeringRegion()}`;
    }
    cloud.revive(primary);
    await cloud.pass(240_000);
    return cloud.answeringRegion() === secondary
      ? OK
      : `DNS went back to ${cloud.answeringRegion()}`;
  },

  "a shared parameter is copied both ways, once": async (cloud) => {
    const { primary, secondary } = cloud.topology;
    for (const [from, to, name] of [
      [primary, secondary, "limit-a"],
      [secondary, primary, "limit-b"],
    ] as const) {
      const Name = `${sharedPath(cloud)}/${name}`;
      const input = { Name, Value: "42", Type: "SecureString", KeyId: sharedKey(cloud, from) };
      cloud.call(from, { region: from }, "ssm", "PutParameter", input);
      await cloud.pass(30_000);
      const copy = parameter(cloud, to, Name);
      if (copy?.Value !== "42") return `${name} did not reach ${to}`;
      const versions = [copy.Version, parameter(cloud, from, Name)?.Version];
      if (versions.join() !== "1,1") return `${name} was written ${versions.join(" and ")} times`;
    }
    return OK;
  },
} satisfies Record<string, Trial>;

export type TrialName = keyof typeof TRIALS;

let payments = 0;

async function pay(cloud: VirtualCloud, region: string): Promise<VirtualAnswer> {
  await cloud.pass(1_000);
  payments += 1;
  const body = JSON.stringify({
    transaction_id: `trial-${payments}`,
    amount: "100.00",
    currency: "USD",
    customer_id: "cust-1",
    payment_method: "card_token_1",
  });
  return ask(cloud, region, "POST", "/validate", body);
}

/** Whether the last payment was finished, as the table tells. */
function processed(cloud: VirtualCloud, withinMs: number): Promise<boolean> {
  const { secondary, tables } = cloud.topology;
  const table = tables.find(({ name }) => name.startsWith("payment-transactions-"))?.name ?? "";
  const last = () =>
    [...cloud.stores.dynamo.items(secondary, table)].find(({ transaction_id: id }) =>
      (id as { S: string }).S.endsWith(`#trial-${payments}`),
    );
  return cloud.within(withinMs, () => (last()?.st as { S?: string })?.S === "SUCCEEDED");
}

async function ask(
  cloud: VirtualCloud,
  region: string,
  method: string,
  path: string,
  body = "",
): Promise<VirtualAnswer> {
  let answer: VirtualAnswer | undefined;
  const asked = cloud.region(region).request({ method, path, body });
  asked.then(
    (value) => {
      answer = value;
    },
    () => undefined,
  );
  await cloud.within(60_000, () => answer !== undefined);
  return answer ?? { status: 0, headers: {}, body: "" };
}

function authority({ stores, topology }: VirtualCloud): string {
  const table = topology.tables.find(({ name }) => name.startsWith("payment-control-"))?.name ?? "";
  const item = stores.dynamo.itemOf(topology.secondary, table, "authority") ?? {};
  const { active, phase } = item as Record<string, { S: string } | undefined>;
  return `${active?.S} ${phase?.S}`;
}

function sharedPath({ topology }: VirtualCloud): string {
  return variable(topology, "sync-parameters", "SHARED_PARAMETERS_PATH");
}

function sharedKey({ topology }: VirtualCloud, region: string): string | undefined {
  const keys = variable(topology, "sync-parameters", "SHARED_KEY_ARNS");
  return (JSON.parse(keys) as Record<string, string>)[region];
}

function variable(topology: VirtualCloud["topology"], entry: string, key: string): string {
  const functions = topology.regions[topology.primary]?.functions ?? [];
  return functions.find((one) => one.entry === entry)?.environment[key] ?? "";
}

function parameter(cloud: VirtualCloud, region: string, Name: string) {
  try {
    const input = { Name, WithDecryption: true };
    const answer = cloud.call(region, { region }, "ssm", "GetParameter", input);
    return (answer as { Parameter: { Value: string; Version: number } }).Parameter;
  } catch {
    return undefined;
  }
}
