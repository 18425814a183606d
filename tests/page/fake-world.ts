import { EventEmitter } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { Authority } from "../../functions/core/control-item";
import type { WorkflowInput } from "../../functions/core/workflow";
import type { Deployment } from "../../local/cloud/deployment";
import { type NetworkState, WHOLE } from "../../local/cloud/network-state";
import type { CloudEvents } from "../../local/cloud/supervisor";
import type { PendingApproval } from "../../local/page/approvals";
import type { CloudReader, Execution } from "../../local/page/cloud-reader";
import { type OpenPage, openPage } from "../../local/page/page-server";
import type { PageWorld } from "../../local/page/page-world";
import type { Payer, PayerState } from "../../local/page/payer-state";
import { SecondCounts } from "../../local/page/second-counts";

export const PRIMARY = "us-east-1";
export const SECONDARY = "us-east-2";
const REGIONS = [PRIMARY, SECONDARY];

/** Enough of a deployment for the page: what it reads, nothing more. */
export function smallDeployment(page: number): Deployment {
  const region = (name: string) => ({
    region: name,
    functions: [
      {
        entry: "detect",
        name: `payment-detect-${name}`,
        environment: {
          CONTROL_TABLE: "payment-control",
          TRANSACTIONS_TABLE: "payment-transactions",
          FAILOVER_POLICY: JSON.stringify({ mode: "auto" }),
        },
      },
      { entry: "process", name: `payment-process-${name}`, environment: {} },
    ],
    queues: [
      { name: `payment-dlq-${name}` },
      {
        name: `payment-queue-${name}`,
        redrive: {
          deadLetterTargetArn: `arn:aws:sqs:${name}:000000000000:payment-dlq-${name}`,
          maxReceiveCount: 5,
        },
      },
    ],
    eventSources: [
      {
        functionName: `arn:aws:lambda:${name}:000000000000:function:payment-process-${name}:live`,
        queueArn: `arn:aws:sqs:${name}:000000000000:payment-queue-${name}`,
      },
    ],
    stateMachines: [{ arn: `arn:aws:states:${name}:000000000000:stateMachine:failover-${name}` }],
    api: { hosts: [`api-${name}.example.test`], targets: [`target-${name}`] },
  });
  return {
    topology: {
      primary: PRIMARY,
      secondary: SECONDARY,
      vantage: "us-west-2",
      tables: [{ name: "payment-transactions", consistency: "strong" }],
      regions: Object.fromEntries(REGIONS.map((name) => [name, region(name)])),
      dns: {
        zones: [],
        healthChecks: REGIONS.map((name) => ({
          id: `check-${name}`,
          host: `api-${name}.example.test`,
          path: "/health",
          inverted: false,
        })),
        records: [{ name: "api.example.test", failover: "PRIMARY", ttlSeconds: 10, values: [] }],
      },
      database: undefined,
    },
    ports: {
      page,
      dns: 4553,
      stores: 1,
      regions: { [PRIMARY]: { api: 4501, aws: 4511 }, [SECONDARY]: { api: 4502, aws: 4512 } },
    },
  } as unknown as Deployment;
}

/** A world that the test plays: it says what the processes would say, and remembers what is asked. */
export class FakeWorld extends EventEmitter<CloudEvents> implements PageWorld {
  network: NetworkState = WHOLE;
  authority: Authority | undefined = { active: PRIMARY, epoch: 1, phase: "STEADY" };
  executions: Execution[] = [];
  approvals: PendingApproval[] = [];
  /** What the control table holds of the question, whichever it is. */
  approvalItem: unknown;
  unfinished = 0;
  readonly ordered: WorkflowInput[] = [];
  readonly payer = new FakePayer();
  health: Record<string, boolean> = { [PRIMARY]: true, [SECONDARY]: true };
  leadsTo: string | undefined = PRIMARY;
  queues: Record<string, number> = {};
  private requests = 0;

  private constructor(readonly deployment: Deployment) {
    super();
  }

  static async open(): Promise<FakeWorld> {
    return new FakeWorld(smallDeployment(await freePort()));
  }

  get url(): string {
    return `http://127.0.0.1:${this.deployment.ports.page}`;
  }

  servePage(): Promise<OpenPage> {
    const reader: CloudReader = {
      authority: async (region) => {
        if (this.network.storeDark.includes(region)) throw new Error("no answer");
        return this.authority;
      },
      unfinished: async () => this.unfinished,
      executions: async (region) => this.executions.filter((one) => one.region === region),
      approvals: async () => this.approvals,
      approval: async () => this.approvalItem,
      databaseWriter: async () => undefined,
      close: () => undefined,
    };
    const startWorkflow = async (_to: unknown, input: WorkflowInput) => {
      this.ordered.push(input);
      return { state: "started", name: `${input.kind}-to-${input.to}` } as const;
    };
    return openPage(this, { reader, payer: () => this.payer, startWorkflow });
  }

  /** One second of what the processes report. */
  report(): void {
    this.emit("status", "internet", {
      health: Object.fromEntries(REGIONS.map((name) => [`check-${name}`, this.health[name]])),
      answers: { "api.example.test": this.leadsTo ? [`target-${this.leadsTo}`] : [] },
    });
    for (const region of REGIONS.filter((name) => !this.network.dark.includes(name))) {
      if (region === this.leadsTo && this.payer.loadOn) this.requests += 3;
      const depth = (visible: number) => ({ visible, inFlight: 0, delayed: 0 });
      this.emit("status", region, {
        queues: {
          [`payment-queue-${region}`]: depth(this.queues[region] ?? 0),
          [`payment-dlq-${region}`]: depth(0),
        },
        requests: this.requests,
      });
    }
  }

  isRunning(region: string): boolean {
    return !this.network.dark.includes(region);
  }

  killRegion(region: string): void {
    this.change({ dark: [...this.network.dark, region] });
    this.tell(region, `${region} goes dark`);
  }

  async reviveRegion(region: string): Promise<void> {
    this.change({ dark: this.network.dark.filter((one) => one !== region) });
    this.tell(region, `${region} recovers`);
  }

  change(change: Partial<NetworkState>): void {
    this.network = { ...this.network, ...change };
  }

  tell(source: string, text: string, data?: unknown): void {
    this.emit("event", { atMs: Date.now(), source, text, data });
  }
}

/** Customers whose numbers the test writes. */
class FakePayer implements Payer {
  readonly counts = new SecondCounts();
  loadOn = false;
  numbers: Partial<PayerState> = {};
  paid = 0;

  state(): PayerState {
    return {
      loadOn: this.loadOn,
      perSecond: 3,
      sent: 0,
      accepted: 0,
      processed: 0,
      failed: 0,
      trying: 0,
      failingForMs: undefined,
      lastOutageMs: undefined,
      latencyMs: undefined,
      history: this.counts.history(Date.now()),
      ...this.numbers,
    };
  }

  pay(): void {
    this.paid += 1;
  }

  startLoad(): void {
    this.loadOn = true;
  }

  stopLoad(): void {
    this.loadOn = false;
  }

  stop(): void {}
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
