import { failoverDefinition } from "../../components/workflow/definition";
import { WORKFLOW_STEPS, type WorkflowStep } from "../../components/workflow/steps";
import { approval } from "../../functions/approval";
import { assess } from "../../functions/assess";
import type { EvidenceDocument } from "../../functions/core/evidence";
import type { Remote, Sql } from "../../functions/core/ports";
import type { WorkflowInput } from "../../functions/core/workflow";
import { databaseStatus } from "../../functions/database-status";
import { evidence } from "../../functions/evidence";
import { fence } from "../../functions/fence";
import { gates } from "../../functions/gates";
import { ledger } from "../../functions/ledger";
import { promoteDatabase } from "../../functions/promote-database";
import { publishParameters } from "../../functions/publish-parameters";
import { requestApproval } from "../../functions/request-approval";
import { settle } from "../../functions/settle";
import { shiftTraffic } from "../../functions/shift-traffic";
import { verify } from "../../functions/verify";
import { Random } from "../../local/engine/random";
import type { Caller } from "../../local/engine/service";
import { States } from "../../local/engine/states/states";
import { sdkTasks } from "../../local/wire/sdk-tasks";
import { FailoverWorld, type FailoverWorldOptions, PRIMARY, SECONDARY } from "./failover-world";
import { scriptedRemote, serviceError } from "./recording-ports";

const clusters = { [PRIMARY]: `${PRIMARY}:ledger`, [SECONDARY]: `${SECONDARY}:ledger` };

/** The declared state machine in both regions around the real step functions, on virtual time. */
export class TakeoverNight extends FailoverWorld {
  readonly evidence: EvidenceDocument[] = [];
  /** Messages to the people on the alerts topic. */
  readonly alerts: Record<string, unknown>[] = [];
  readonly faults: unknown[] = [];
  /** Payments in the ledger's books. */
  readonly posted = new Set<string>();
  /** The region whose database cluster writes. */
  writer = PRIMARY;
  private readonly states: States;

  constructor(options: FailoverWorldOptions = {}) {
    super(options);
    const services = {
      call: (caller: Caller, _service: string, _operation: string, input: object) =>
        this.invoke(caller.region, input as { FunctionName: string; Payload: Uint8Array }),
    };
    this.states = new States({
      timeline: this.timeline,
      random: new Random("night"),
      services,
      sdk: sdkTasks(services),
      onFault: (fault) => this.faults.push(fault),
    });
    for (const region of [PRIMARY, SECONDARY]) {
      const definition = failoverDefinition({
        arns: Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, step])),
        database: true,
        consistency: this.consistency,
        canaryShares: [],
        approvalTimeoutSeconds: this.policy.approvalTimeoutSeconds,
      });
      this.states.createStateMachine(region, {
        name: "failover",
        arn: this.machineArn(region),
        definition: JSON.stringify(definition),
        roleArn: "arn:aws:iam::1:role/failover",
      });
    }
  }

  override ports(region: string) {
    const machine = { stateMachineArn: this.machineArn(region), sfn: this.workflows(region) };
    return { ...super.ports(region), ...machine };
  }

  /** Starts the workflow as an operator does. */
  async order(input: WorkflowInput, name: string): Promise<void> {
    const body = { stateMachineArn: this.machineArn(input.to), name, input: JSON.stringify(input) };
    await this.workflows(input.to).send("StartExecution", body);
  }

  /** A person answers the last request for approval. */
  async say(subject: string, decision: "approve" | "deny"): Promise<number> {
    const asked = this.alerts.findLast(({ kind }) => kind === "approval-requested") as {
      request: string;
      body: { token: string };
    };
    const request = {
      method: "POST",
      path: "/",
      parameters: { approval_id: asked.request.split("/").at(-1) ?? "" },
      headers: {},
      body: JSON.stringify({ decision, token: asked.body.token }),
      principal: { tenant: "default", subject },
    };
    return (await this.finish(approval(this.ports(SECONDARY))(request))).status;
  }

  private machineArn(region: string): string {
    return `arn:aws:states:${region}:000000000000:stateMachine:failover`;
  }

  private workflows(region: string): Remote {
    return {
      send: async <Output>(operation: string, input: object) =>
        this.states.call({ region }, operation, input as Record<string, unknown>) as Output,
    };
  }

  private async invoke(region: string, input: { FunctionName: string; Payload: Uint8Array }) {
    const event = JSON.parse(Buffer.from(input.Payload).toString("utf8")) as never;
    const reply = (value: unknown) => Buffer.from(JSON.stringify(value));
    try {
      const handler = this.step(region, input.FunctionName as WorkflowStep);
      return { StatusCode: 200, Payload: reply(await handler(event)) };
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      return { FunctionError: "Unhandled", Payload: reply({ errorType, errorMessage }) };
    }
  }

  private step(region: string, step: WorkflowStep): (event: never) => Promise<unknown> {
    const ports = this.ports(region);
    const sns = scriptedRemote((_operation, { Message }) => this.alerts.push(JSON.parse(Message)));
    const database = { globalCluster: "ledger", clusters };
    const alertsTopicArn = "alerts";
    switch (step) {
      case "gates":
        return gates(ports);
      case "assess":
        return assess(ports);
      case "request-approval":
        return requestApproval({ ...ports, sns, alertsTopicArn });
      case "fence":
        return fence(ports);
      case "settle":
        return settle(ports);
      case "promote-database":
        return promoteDatabase({ ...ports, rds: this.rds(region), database });
      case "database-status":
        return databaseStatus({ ...ports, rds: this.rds(region), database });
      case "ledger":
        return ledger({ ...ports, sql: this.ledgerIn(region) });
      case "verify": {
        const limits = { currencies: ["USD"], below: "100000.00", alertAbove: "10000.00" };
        return verify({ ...ports, sqs: this.processing(), queueUrl: "queue", limits });
      }
      case "shift-traffic":
        return shiftTraffic({ ...ports, route53: this.rds(region), records: { kind: "none" } });
      case "publish-parameters": {
        const ssm = scriptedRemote(() => ({}));
        return publishParameters({ ...ports, ssm, sharedParametersPath: "/p" });
      }
      case "evidence": {
        const s3 = scriptedRemote((_operation, { Body }) =>
          this.evidence.push(JSON.parse(String(Body))),
        );
        const archive = { archiveBucket: "archive", archiveKeyArn: "key" };
        return evidence({ ...ports, s3, sns, alertsTopicArn, ...archive });
      }
      default:
        return async () => ({ done: step });
    }
  }

  /** A database that needs twenty seconds to change its writer. */
  private rds(region: string): Remote {
    return scriptedRemote((operation) => {
      if (operation !== "DescribeGlobalClusters") {
        this.timeline.after(20_000, () => {
          this.writer = region;
        });
        return {};
      }
      const members = Object.entries(clusters).map(([home, DBClusterArn]) => {
        return { DBClusterArn, IsWriter: home === this.writer };
      });
      return { GlobalClusters: [{ GlobalClusterMembers: members }] };
    });
  }

  /** The books as a set of identifiers; only the writer takes postings. */
  private ledgerIn(region: string): Sql {
    return {
      query: async <Row>(_text: string, values: readonly unknown[] = []) => {
        if (this.writer !== region) throw serviceError("Postgres25006");
        return (values[0] as readonly string[]).map((id) => {
          const outcome = this.posted.has(id) ? "present" : "posted";
          this.posted.add(id);
          return { id, outcome };
        }) as Row[];
      },
      transaction: () => Promise.reject(new Error("a rebuild needs no transaction")),
    };
  }

  /** Processing that finishes a hinted payment after a second. */
  private processing(): Remote {
    return scriptedRemote((_operation, { MessageBody }) => {
      this.timeline.after(1_000, () => {
        const item = this.transaction(MessageBody);
        const { due: _due, dsh: _dsh, ...finished } = item ?? {};
        this.put("transactions", { ...finished, st: { S: "SUCCEEDED" }, rf: { S: "r-1" } });
      });
      return {};
    });
  }
}
