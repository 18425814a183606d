import { Gateway } from "../../local/cloud/front-door/gateway";
import { type RegionServices, regionServices } from "../../local/cloud/region-services";
import type { Random } from "../../local/engine/random";
import { broken } from "./broken-connection";
import type { VirtualCloud } from "./virtual-cloud";
import { virtualRunner } from "./virtual-functions";

export interface VirtualAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One region's compute: the services of `npm start`, with handlers in this thread. */
export class VirtualRegion {
  readonly services: RegionServices;
  /** Public names that lead here. */
  readonly hosts: readonly string[];
  isUp = true;
  private readonly gateway: Gateway | undefined;

  constructor(
    private readonly cloud: VirtualCloud,
    readonly name: string,
    random: Random,
  ) {
    const { topology, timeline, network, guard } = cloud;
    this.services = regionServices({
      topology,
      region: name,
      timeline,
      random: random.fork(name),
      links: network,
      guard,
      elsewhere: {
        deliver: (queueArn, message) => {
          const region = queueArn.split(":")[3] ?? "";
          const { sqs } = cloud.region(region).services;
          sqs.deliver(queueArn, message, "sns.amazonaws.com");
        },
        invoke: async (functionArn, event) => {
          const region = functionArn.split(":")[3] ?? "";
          if (!network.connected(name, region)) throw broken("ECONNREFUSED");
          cloud.region(region).services.lambda.invokeEvent(functionArn, event);
        },
      },
      queues: (sqs) => sqs,
      runner: (one, services) => virtualRunner(cloud, name, one, services),
      tell: (text) => cloud.told.push(text),
    });
    const { api } = topology.regions[name] ?? {};
    this.hosts = api ? [...api.hosts, ...api.targets] : [];
    this.gateway =
      api &&
      new Gateway(api, {
        invoke: async (arn, event, sourceArn) => {
          this.services.hands.mayInvoke("apigateway.amazonaws.com", arn, sourceArn);
          return this.services.lambda.invoke(name, arn, event);
        },
        monoMs: () => timeline.nowMs(),
      });
  }

  async request(request: {
    method: string;
    path: string;
    body?: string;
    headers?: Record<string, string>;
  }): Promise<VirtualAnswer> {
    const { method, path, body = "", headers = {} } = request;
    if (!this.gateway || !this.isUp) throw broken("ECONNREFUSED");
    const { answer } = await this.gateway.answer({ method, url: path, headers, body });
    return answer;
  }

  /** The depth of a queue by the beginning of its name. */
  depth(purpose: string) {
    const queues = this.cloud.topology.regions[this.name]?.queues ?? [];
    const queue = queues.find(({ name }) => name.startsWith(`payment-${purpose}-`));
    if (!queue) throw new Error(`no queue payment-${purpose} in ${this.name}`);
    return this.services.sqs.depth(this.name, queue.name);
  }

  kill(): void {
    this.isUp = false;
    const { lambda, states, scheduler, cloudwatch } = this.services;
    lambda.kill(this.name);
    states.kill(this.name);
    scheduler.stop(this.name);
    cloudwatch.stop(this.name);
  }

  revive(): void {
    this.isUp = true;
    const { lambda, states, scheduler, cloudwatch } = this.services;
    lambda.start(this.name);
    states.revive(this.name);
    scheduler.start(this.name);
    cloudwatch.start(this.name);
  }
}
