import type { QueueSettings, Redrive, RedriveAllow } from "../engine/sqs/queue-settings";
import type { ResourceNode } from "../program/resource-node";
import { declared, parsed } from "./declared";

/** Queues of one region with their redrive in both directions, dead-letter queues first. */
export function readQueues(nodes: readonly ResourceNode[], region: string): QueueSettings[] {
  const allowed = new Map(
    declared(nodes, "sqs/redriveAllowPolicy:RedriveAllowPolicy").map((one) => [
      one.text("queueUrl"),
      parsed<RedriveAllow>(one, "redriveAllowPolicy"),
    ]),
  );
  const queues = declared(nodes, "sqs/queue:Queue")
    .filter((one) => one.region === region)
    .map((one): QueueSettings => {
      const redrive = parsed<Redrive>(one, "redrivePolicy");
      const redriveAllow = allowed.get(one.output("url"));
      return {
        name: one.text("name"),
        ...present("visibilityTimeoutSeconds", one.number("visibilityTimeoutSeconds")),
        ...present("messageRetentionSeconds", one.number("messageRetentionSeconds")),
        ...present("delaySeconds", one.number("delaySeconds")),
        ...present("receiveWaitSeconds", one.number("receiveWaitTimeSeconds")),
        ...present("maximumMessageSize", one.number("maxMessageSize")),
        ...present("redrive", redrive),
        ...present("redriveAllow", redriveAllow),
      };
    });
  return queues.sort((a, b) => Number(Boolean(a.redrive)) - Number(Boolean(b.redrive)));
}

function present<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
