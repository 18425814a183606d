import { expect } from "chai";
import { NAME_LIMITS, physicalName } from "../components/naming";
import { approval } from "../functions/approval";
import { readMoveInput } from "../functions/core/authority-move";
import { AUTHORITY_KEY } from "../functions/core/control-item";
import { detectStateFrom, readDetectStateInput } from "../functions/core/detect-state";
import { FUNCTION_NAMES } from "../functions/core/function-catalogue";
import { dueInput } from "../functions/core/sweep-plan";
import { acceptInput, DUE_SHARDS } from "../functions/core/transitions";
import { executionName, workflowInputFrom } from "../functions/core/workflow";
import { gates } from "../functions/gates";
import { ledger } from "../functions/ledger";
import { promoteDatabase } from "../functions/promote-database";
import { reconcile } from "../functions/reconcile";
import { resolve } from "../functions/resolve";
import { shiftTraffic } from "../functions/shift-traffic";
import { run } from "./functions/detector-runs";
import { type FailoverWorldOptions, PRIMARY, SECONDARY } from "./functions/failover-world";
import { recordingPorts, scriptedRemote } from "./functions/recording-ports";
import { TakeoverNight } from "./functions/takeover-night";
import { type AwsCall, awsCall } from "./support/docs/aws-calls";
import { codeBlocks, readDocument } from "./support/docs/documents";
import { ENDPOINTS, runInTerminal, type TerminalCall } from "./support/docs/terminal";

const SUFFIX = "local";
const ACCOUNT = "000000000000";
const ME = `arn:aws:iam::${ACCOUNT}:user/OPERATOR`;

const VARIABLES = {
  APPROVAL_ID: "0123456789abcdef01234567",
  APPROVAL_TOKEN: "0123456789abcdef0123456789abcdef01234567",
  TRANSACTION_ID: "t-1",
  REFERENCE: "ref-1",
  COLLEAGUE: "grace",
};

const RELEASES = {
  primary: [release("validate", PRIMARY, "7"), release("process", PRIMARY, "4")],
  secondary: [release("validate", SECONDARY, "7"), release("process", SECONDARY, "4")],
};

function release(name: string, region: string, targetVersion: string) {
  return {
    application: `payment-releases-prod-${region}`,
    group: `payment-${name}-prod-${region}`,
    functionName: `payment-${name}-prod-${region}`,
    alias: "live",
    targetVersion,
  };
}

const pastedBefore = new Map<string, TerminalCall[]>();

/** The commands of a runbook as somebody at a laptop would paste them. */
function paste(runbook: string, epoch = 1, variables: Record<string, string> = {}): TerminalCall[] {
  const key = JSON.stringify([runbook, epoch, variables]);
  const calls = pastedBefore.get(key) ?? inTerminal(runbook, epoch, variables);
  pastedBefore.set(key, calls);
  return calls;
}

function inTerminal(
  runbook: string,
  epoch: number,
  variables: Readonly<Record<string, string>>,
): TerminalCall[] {
  const ours = (path: string) =>
    codeBlocks(readDocument(`docs/runbooks/${path}.md`)).filter(
      ({ language, marker }) => language === "sh" && marker?.includes("tests/runbooks.test.ts"),
    );
  const blocks = runbook === "README" ? ours("README") : [...ours("README"), ...ours(runbook)];
  return runInTerminal(blocks.map(({ text }) => text).join("\n"), {
    variables: { ...VARIABLES, ...variables },
    answers: {
      "Item.epoch.N": String(epoch),
      "Item.evidence.S": "evidence/failover/2030/01/02/failover.json",
      "stack output releases": JSON.stringify(RELEASES),
      FunctionVersion: "4",
    },
  });
}

const ofTheLocalCloud = (calls: readonly TerminalCall[]): AwsCall[] =>
  calls.filter(({ program }) => program === "aws").map(awsCall);

function callOf(calls: readonly TerminalCall[], operation: string, part = ""): AwsCall {
  const found = calls
    .filter(({ program }) => program === "aws")
    .filter(({ args }) => args.join(" ").includes(part))
    .map(awsCall)
    .find((call) => call.operation === operation);
  if (!found) throw new Error(`the runbook has no ${operation} ${part}`);
  return found;
}

const payloadOf = ({ input }: AwsCall) => JSON.parse(String(input.Payload)) as never;

/** Names of the local stack as the night's world knows them. */
function translated(value: unknown): Record<string, unknown> {
  const text = JSON.stringify(value)
    .replaceAll(`payment-control-${SUFFIX}`, "control")
    .replaceAll(`payment-transactions-${SUFFIX}`, "transactions")
    .replaceAll(new RegExp(`payment-failover-${SUFFIX}-[a-z0-9-]+?(?=[":])`, "g"), "failover");
  return JSON.parse(text);
}

/** Does at night what the runbook says. */
async function carryOut<Answer>(night: TakeoverNight, call: AwsCall): Promise<Answer> {
  const ports = night.ports(call.region);
  const remote = call.service === "dynamodb" ? ports.dynamo : ports.sfn;
  return remote.send<Answer>(call.operation, translated(call.input));
}

describe("runbooks", () => {
  const runbooks = ["README", "failover", "failback", "game-day", "database"];
  let pasted: ReadonlyMap<string, TerminalCall[]>;

  before(() => {
    pasted = new Map(runbooks.map((name) => [name, paste(name)]));
  });

  const all = () => [...pasted.values()].flatMap((calls) => ofTheLocalCloud(calls));

  it("say only what the services and the local cloud understand, in both regions", () => {
    const endpoints: Record<string, string> = {
      [PRIMARY]: ENDPOINTS.primary.aws,
      [SECONDARY]: ENDPOINTS.secondary.aws,
    };
    expect(all()).to.have.length.above(20);
    for (const { region, endpoint } of all()) expect(endpoint).to.equal(endpoints[region]);
    expect(new Set(all().map(({ region }) => region))).to.have.keys(PRIMARY, SECONDARY);
  });

  it("name what the program names, in the region they ask", () => {
    for (const { region, service, input } of all()) {
      const own = (purpose: string) => {
        return physicalName(purpose, { suffix: SUFFIX, region }, NAME_LIMITS.function);
      };
      const machine = `${region}:${ACCOUNT}:stateMachine:${own("failover")}`;
      const execution = `${region}:${ACCOUNT}:execution:${own("failover")}:`;
      const { TableName, FunctionName, Bucket, DBClusterIdentifier } = input as Record<
        string,
        string
      >;
      const { stateMachineArn, executionArn, GlobalClusterIdentifier } = input as Record<
        string,
        string
      >;
      if (TableName)
        expect(TableName).to.match(new RegExp(`^payment-(control|transactions)-${SUFFIX}$`));
      if (FunctionName) {
        expect(FUNCTION_NAMES.map((name) => `${own(name)}:live`)).to.include(FunctionName);
      }
      if (Bucket) expect(Bucket).to.equal(own(`archive-${ACCOUNT}`));
      if (stateMachineArn) expect(stateMachineArn).to.equal(`arn:aws:states:${machine}`);
      if (executionArn) expect(executionArn).to.match(new RegExp(`^arn:aws:states:${execution}`));
      if (GlobalClusterIdentifier)
        expect(GlobalClusterIdentifier).to.equal(`payment-ledger-${SUFFIX}`);
      if (DBClusterIdentifier) expect(DBClusterIdentifier).to.equal(own("ledger"));
      expect(["dynamodb", "states", "lambda", "s3", "rds"]).to.include(service);
    }
  });

  it("use the keys of the control table that the functions use", () => {
    const table = `payment-control-${SUFFIX}`;
    const known = [
      AUTHORITY_KEY,
      readDetectStateInput(table, SECONDARY).Key,
      readMoveInput(table, 1).Key,
    ];
    const keys = all().flatMap(({ input }) => (input.TableName === table ? [input.Key] : []));
    expect(keys).to.have.length.above(5);
    for (const key of keys) expect(known).to.deep.include(key);
  });

  it("give orders that the workflow takes, under the names that the detector uses", () => {
    const started = all().filter(({ operation }) => operation === "StartExecution");
    const kinds = started.map(({ region, input }) => {
      const order = workflowInputFrom(JSON.parse(String(input.input)));
      expect(order.to).to.equal(region);
      expect(order.by).to.equal(ME);
      expect(input.name).to.equal(executionName(order));
      return `${order.kind} ${order.graceful ? "graceful" : "forced"}${order.drill ? " drill" : ""}`;
    });
    expect(kinds.sort()).to.deep.equal([
      "failback graceful",
      "failover forced",
      "failover graceful drill",
    ]);
  });

  it("count overdue payments as the sweeper finds them", () => {
    const queries = all().filter(({ operation }) => operation === "Query");
    const shards = queries.map(({ input }) => {
      const values = input.ExpressionAttributeValues as Record<string, { S?: string; N?: string }>;
      const own = dueInput("", values[":shard"]?.S ?? "", Number(values[":now"]?.N), 1);
      expect(input).to.deep.include({
        IndexName: own.IndexName,
        KeyConditionExpression: own.KeyConditionExpression,
        ExpressionAttributeValues: own.ExpressionAttributeValues,
      });
      return values[":shard"]?.S;
    });
    expect(shards).to.deep.equal(DUE_SHARDS);
  });

  describe("on a night", () => {
    async function lostPrimary(options: FailoverWorldOptions = {}): Promise<TakeoverNight> {
      const night = new TakeoverNight(options);
      await run(night, 1);
      night.setDark(PRIMARY);
      await run(night, 1);
      return night;
    }

    it("fail over by hand, find the evidence, and fail back", async () => {
      const night = await lostPrimary({ policy: { mode: "manual" } });
      expect(night.authority().active).to.equal(PRIMARY);
      await carryOut(night, callOf(paste("failover", 1), "StartExecution"));
      await run(night, 2);
      expect(night.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "STEADY" });

      const afterwards = paste("failover", 2);
      const record = await carryOut<{ Item: Record<string, { S?: string }> }>(
        night,
        callOf(afterwards, "GetItem", "workflow#2"),
      );
      expect(record.Item.outcome).to.deep.equal({ S: "succeeded" });
      expect(record.Item.evidence?.S).to.match(/^evidence\/failover\/.*\.json$/);
      const listed = await carryOut<{ executions: { status: string }[] }>(
        night,
        callOf(afterwards, "ListExecutions"),
      );
      expect(listed.executions.map(({ status }) => status)).to.deep.equal(["SUCCEEDED"]);
      const ticks = await carryOut<{ Item: { ticks: { L: { S: string }[] } } }>(
        night,
        callOf(afterwards, "GetItem", "Item.ticks.L[].S"),
      );
      expect(ticks.Item.ticks.L.at(-1)?.S).to.match(/^\d+ [gbu]{3} [gbu]$/);

      night.setDark(PRIMARY, false);
      const back = paste("failback", 2);
      const asked = () =>
        night.finish(gates(night.ports(PRIMARY))(payloadOf(callOf(back, "Invoke", "gates"))));
      expect(await asked()).to.include({ open: false });
      await run(night, 40);
      expect(await asked()).to.deep.equal({ open: true, reasons: [] });
      await carryOut(night, callOf(back, "StartExecution"));
      await run(night, 2);
      expect(night.authority()).to.deep.equal({ active: PRIMARY, epoch: 3, phase: "STEADY" });
      const seen = await carryOut<{ status: string }>(night, callOf(back, "DescribeExecution"));
      expect(seen.status).to.equal("SUCCEEDED");
      expect(night.faults).to.deep.equal([]);
    });

    it("hold automatic failovers back until people agree, and announce a drill", async () => {
      const night = new TakeoverNight();
      const marks = [
        callOf(paste("failover"), "UpdateItem"),
        callOf(paste("game-day"), "UpdateItem"),
      ];
      // The clock of the reader's machine is not the night's.
      const inTwoHours = { ":until": { N: String(night.clock.nowMs() + 7_200_000) } };
      for (const mark of marks) {
        const input = { ...mark.input, ExpressionAttributeValues: inTwoHours };
        await carryOut(night, { ...mark, input });
      }
      const state = detectStateFrom(night.controlItem(`detect#${SECONDARY}`));
      expect(state.freezeUntilMs).to.equal(state.drillUntilMs);
      await run(night, 1);
      night.setDark(PRIMARY);
      await run(night, 2);
      expect(night.authority().active).to.equal(PRIMARY);
      expect(night.alerts.at(-1)).to.deep.include({ kind: "approval-requested" });
      expect((night.alerts.at(-1) as { move: { drill: boolean } }).move.drill).to.equal(true);
    });

    it("write moments in milliseconds, hours ahead of now", () => {
      for (const runbook of ["failover", "game-day"]) {
        const { input } = callOf(paste(runbook), "UpdateItem");
        const values = input.ExpressionAttributeValues as Record<string, { N: string }>;
        const aheadMs = Number(values[":until"]?.N) - Date.now();
        expect(aheadMs, runbook).to.be.within(3_600_000, 4 * 3_600_000);
      }
    });

    it("answer a request for approval in a way that the workflow hears", async () => {
      const night = await lostPrimary({ policy: { mode: "approve" } });
      const asked = night.alerts.at(-1) as { request: string; body: { token: string } };
      const id = asked.request.split("/").at(-1) ?? "";
      const calls = paste("failover", 1, { APPROVAL_ID: id, APPROVAL_TOKEN: asked.body.token });
      const post = calls.find(({ program, args }) => program === "curl" && args.includes("POST"));
      const { args = [] } = post ?? {};
      const url = args.find((arg) => arg.startsWith("http")) ?? "";
      expect(url).to.equal(`${ENDPOINTS.secondary.api}${asked.request.split(" ")[1]}`);
      expect(args[args.indexOf("--aws-sigv4") + 1]).to.equal(`aws:amz:${SECONDARY}:execute-api`);
      const reply = await night.finish(
        approval(night.ports(SECONDARY))({
          method: "POST",
          path: new URL(url).pathname,
          parameters: { approval_id: id },
          headers: {},
          body: args[args.indexOf("-d") + 1],
          principal: { tenant: "default", subject: ME },
        }),
      );
      expect(reply.status).to.equal(200);
      await run(night, 2);
      expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
    });

    it("end a doubt", async () => {
      const night = new TakeoverNight();
      const place = { table: "transactions", region: PRIMARY, nowMs: night.clock.nowMs() };
      const payment = {
        tenant: "default",
        transactionId: VARIABLES.TRANSACTION_ID,
        amountMinor: 100n,
        currency: "USD",
        customer: "c-1",
        method: "tok_1",
      };
      const { Item } = acceptInput(payment, place);
      night.put("transactions", { ...Item, st: { S: "IN_DOUBT" } });
      const order = payloadOf(callOf(paste("failover"), "Invoke", "payment-resolve"));
      const answer = await night.finish(resolve(night.ports(SECONDARY))(order));
      expect(answer).to.deep.equal({ status: "SUCCEEDED" });
      expect(night.transaction("default#t-1")?.rf).to.deep.equal({ S: VARIABLES.REFERENCE });
    });
  });

  it("move the rest of the traffic with the step's own function", async () => {
    const event = payloadOf(callOf(paste("failback"), "Invoke", "shift-traffic"));
    const ports = { ...recordingPorts(), route53: scriptedRemote(() => ({})) };
    const shift = await shiftTraffic({ ...ports, records: { kind: "none" } })(event);
    expect(shift).to.deep.equal({ changed: false, share: 100 });
  });

  it("reconcile and rebuild with events that the functions understand", async () => {
    const empty = scriptedRemote(() => ({ Items: [] }));
    const s3 = scriptedRemote(() => ({}));
    const transactionsTable = "transactions";
    const archive = { s3, archiveBucket: "archive", archiveKeyArn: "key" };
    const event = payloadOf(callOf(paste("failback"), "Invoke", "reconcile"));
    const common = { ...recordingPorts(), dynamo: empty, transactionsTable };
    const processor = { charges: async () => "absent" as const };
    const report = await reconcile({ ...common, ...archive, processor })(event);
    expect(report).to.deep.include({ clean: true, payments: 0 });
    const written = JSON.parse(String(s3.calls[0]?.input.Body));
    expect(written.scope.occasion).to.equal("after failback");
    expect(written.scope.sources, "everybody is asked about everything").to.include("processor");

    const orders = ofTheLocalCloud(paste("database")).filter(({ operation }) => {
      return operation === "Invoke";
    });
    const [first, second] = orders.map((call) => payloadOf(call) as object);
    const sql = { query: async () => [], transaction: async () => undefined as never };
    const rebuilt = await ledger({ ...common, sql })(first as never);
    expect(rebuilt).to.deep.include({ complete: true, scanned: 0 });
    expect(second, "it goes on behind the answer, which the stand-in left empty").to.have.keys(
      "mode",
      "soFar",
    );
    const order = { ...second, soFar: rebuilt } as never;
    expect(await ledger({ ...common, sql })(order)).to.deep.equal(rebuilt);
  });

  it("promote the database with the calls that the workflow makes", async () => {
    const calls = paste("database");
    const clusterIn = (region: string) => {
      return `arn:aws:rds:${region}:${ACCOUNT}:cluster:payment-ledger-${SUFFIX}-${region}`;
    };
    const clusters = { [PRIMARY]: clusterIn(PRIMARY), [SECONDARY]: clusterIn(SECONDARY) };
    const promoted = async (region: string, graceful: boolean) => {
      const members = Object.values(clusters).map((DBClusterArn) => ({ DBClusterArn }));
      const rds = scriptedRemote(() => ({ GlobalClusters: [{ GlobalClusterMembers: members }] }));
      const database = { globalCluster: `payment-ledger-${SUFFIX}`, clusters };
      const from = region === PRIMARY ? SECONDARY : PRIMARY;
      const input = { kind: "failover", to: region, from, epoch: 1, graceful, by: ME, why: "test" };
      await promoteDatabase({ ...recordingPorts(), region, rds, database })({ input });
      return rds.calls.at(-1);
    };
    for (const [operation, region, graceful] of [
      ["FailoverGlobalCluster", SECONDARY, false],
      ["SwitchoverGlobalCluster", PRIMARY, true],
    ] as const) {
      const { input } = callOf(calls, operation);
      expect({ operation, input }).to.deep.equal(await promoted(region, graceful));
    }
    for (const region of [SECONDARY, PRIMARY]) {
      const part = `db-cluster-identifier ${clusterIn(region)}`;
      const { input, region: askedIn } = callOf(calls, "RemoveFromGlobalCluster", part);
      expect(askedIn, "the region that works").to.equal(SECONDARY);
      expect(input).to.deep.equal({
        GlobalClusterIdentifier: `payment-ledger-${SUFFIX}`,
        DbClusterIdentifier: clusterIn(region),
      });
    }
  });

  it("start a gradual release of what has a new version, the standby's first", () => {
    const deployments = paste("deploy")
      .filter(({ args }) => args.includes("create-deployment"))
      .map(({ args }) => {
        const option = (name: string) => args[args.indexOf(name) + 1] ?? "";
        const revision = JSON.parse(option("--revision"));
        expect(revision.revisionType).to.equal("AppSpecContent");
        const { Resources } = JSON.parse(revision.appSpecContent.content);
        return [
          option("--region"),
          option("--application-name"),
          option("--deployment-group-name"),
          Resources,
        ];
      });
    const wanted = (region: string) => {
      const name = `payment-validate-prod-${region}`;
      const Properties = { Name: name, Alias: "live", CurrentVersion: "4", TargetVersion: "7" };
      const resource = { [name]: { Type: "AWS::Lambda::Function", Properties } };
      return [region, `payment-releases-prod-${region}`, name, [resource]];
    };
    expect(deployments).to.deep.equal([wanted(SECONDARY), wanted(PRIMARY)]);
  });
});
