import { Cloud } from "../../../local/engine/cloud";
import { Random } from "../../../local/engine/random";
import { Rds } from "../../../local/engine/rds/rds";
import { Route53 } from "../../../local/engine/route53/route53";
import { S3 } from "../../../local/engine/s3/s3";
import { Secrets } from "../../../local/engine/secrets/secrets";
import { allLinked } from "../../../local/engine/service";
import { Ssm } from "../../../local/engine/ssm/ssm";
import { States } from "../../../local/engine/states/states";
import { VirtualTimeline } from "../../../local/engine/timeline";
import { inProcessHandler } from "../../../local/wire/request-handler";
import { sdkTasks } from "../../../local/wire/sdk-tasks";

export const account = "000000000000";
export const region = "us-east-2";

/** Real engines behind the codecs, on virtual time, for any SDK client in the process. */
export class SmallCloud {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  private readonly random = new Random("engines");
  private readonly world = { timeline: this.timeline, random: this.random, links: allLinked };
  readonly s3 = new S3(this.world);
  readonly ssm = new Ssm({ timeline: this.timeline, account });
  readonly secrets = new Secrets({ ...this.world, account });
  readonly rds = new Rds(this.world);
  readonly route53 = new Route53({
    ...this.world,
    probe: async () => ({ status: 200, body: "" }),
    propagationDelayMs: 1_000,
  });
  readonly states: States;
  readonly config;

  constructor() {
    const services: { call: Cloud["call"] } = { call: (...args) => cloud.call(...args) };
    this.states = new States({ ...this.world, services, sdk: sdkTasks(services) });
    const { s3, ssm, secrets, rds, route53, states } = this;
    const cloud = new Cloud([s3, ssm, secrets, rds, route53, states]);
    this.config = {
      region,
      credentials: { accessKeyId: "KEY", secretAccessKey: "unchecked" },
      maxAttempts: 1,
      requestHandler: inProcessHandler(cloud),
    };
  }

  async pass(ms: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + ms;
    do await new Promise(setImmediate);
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }
}
