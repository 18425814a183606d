import { parseArn } from "../arn";
import type { Queue } from "./queue";
import { queueDoesNotExist, sqsError } from "./sqs-error";

interface QueuesOfRegion {
  readonly byName: Map<string, Queue>;
  readonly byUrl: Map<string, Queue>;
}

/** Which queues exist where. A queue is found by its URL, its name or its ARN. */
export class QueueRegistry {
  private readonly regions = new Map<string, QueuesOfRegion>();

  add(name: string, queue: Queue): void {
    const queues = this.in(queue.region);
    if (queues.byName.has(name)) {
      throw sqsError("QueueNameExists", `The queue ${name} exists already in ${queue.region}.`);
    }
    queues.byName.set(name, queue);
    queues.byUrl.set(queue.url, queue);
  }

  remove(region: string, name: string): Queue {
    const queue = this.named(region, name);
    this.in(region).byName.delete(name);
    this.in(region).byUrl.delete(queue.url);
    return queue;
  }

  /** The queue a client means; one region never answers for the queue of another. */
  addressed(region: string, url: unknown): Queue {
    if (typeof url !== "string" || url === "") {
      throw sqsError("MissingParameter", "The request must contain the parameter QueueUrl.");
    }
    const queue = this.in(region).byUrl.get(url);
    if (queue) return queue;
    for (const [other, { byUrl }] of this.regions) {
      if (other !== region && byUrl.has(url)) {
        throw sqsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`);
      }
    }
    throw queueDoesNotExist();
  }

  named(region: string, name: unknown): Queue {
    const queue = this.in(region).byName.get(String(name));
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  byArn(arn: string): Queue | undefined {
    const { service, region, resource } = parseArn(arn);
    return service === "sqs" ? this.in(region).byName.get(resource) : undefined;
  }

  /** In alphabetical order, which is how AWS pages through them. */
  of(region: string): Queue[] {
    const named = [...this.in(region).byName].sort(([a], [b]) => (a < b ? -1 : 1));
    return named.map(([, queue]) => queue);
  }

  private in(region: string): QueuesOfRegion {
    let queues = this.regions.get(region);
    if (!queues) {
      queues = { byName: new Map(), byUrl: new Map() };
      this.regions.set(region, queues);
    }
    return queues;
  }
}
