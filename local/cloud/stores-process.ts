import { Random } from "../engine/random";
import type { ReplicationEvent } from "../engine/s3/replication";
import type { Caller } from "../engine/service";
import { wallTimeline } from "../engine/timeline";
import { bucketArn } from "../topology/resource-guards";
import { ConnectionLost } from "../wire/connection-lost";
import { serve } from "../wire/server";
import { type Child, runChild } from "./child-channel";
import { guarded } from "./permissions";
import { openStores } from "./stores";
import { tellingGuard } from "./telling-guard";

/**
 * The stores of both regions in a process of their own, as they live on machines of their own: they keep
 * what they have when a region's compute dies, and can be cut off or swallow calls per region.
 */
async function playStores(child: Child): Promise<() => Promise<void>> {
  const { deployment, network } = child;
  const { topology } = deployment;
  const { cloud, dynamo, keyOf } = openStores({
    topology,
    timeline: wallTimeline,
    random: new Random("local-stores"),
    links: network,
    onParameterChange: (change) => {
      const message = { kind: "parameter-changed", change } as const;
      child.tell({ kind: "relay", region: change.region, message });
    },
    onReplicationEvent: (event) => tellTopics(child, event),
  });
  const decided = guarded(tellingGuard(child, keyOf), cloud);
  const homes = homesOf(child);
  const dispatcher = {
    call(caller: Caller, service: string, operation: string, input: Record<string, unknown>) {
      const { region, principal } = caller;
      const from = principal === undefined ? region : (homes.get(principal) ?? region);
      // Cross-region: functions come here from their own region, whichever region's store they ask.
      if (!network.connected(from, region)) throw new ConnectionLost();
      if (network.state.storeDark.includes(region)) return new Promise(() => undefined);
      return decided.call(caller, service, operation, input);
    },
  };
  const attachment = await serve(dispatcher, {
    port: deployment.ports.stores,
    principalOf: (key) => deployment.principals[key],
  });
  child.onNetwork(() => {
    const { dark, lagMs } = network.state;
    const { primary, secondary } = topology;
    for (const region of [primary, secondary]) {
      dynamo.setRegionDark(region, dark.includes(region));
    }
    dynamo.setReplication(primary, secondary, { lagMs });
    dynamo.setReplication(secondary, primary, { lagMs });
    dynamo.networkChanged();
  });
  return () => attachment.close();
}

/** Where the functions of each role run. */
function homesOf({ deployment }: Child): ReadonlyMap<string, string> {
  return new Map(
    Object.values(deployment.topology.regions).flatMap(({ region, functions }) =>
      functions.map(({ roleArn }) => [roleArn, region] as const),
    ),
  );
}

/** A bucket's declared notifications, for those who watch its replication. */
function tellTopics(child: Child, event: ReplicationEvent): void {
  const { notifications } = child.deployment.topology;
  const name = `s3:Replication:${event.type}`;
  for (const { bucket, region, topicArn, events } of notifications) {
    if (bucket !== event.bucket || !events.includes(name)) continue;
    const { key, versionId } = event;
    const s3 = { bucket: { name: bucket }, object: { key, versionId } };
    const text = JSON.stringify({
      Records: [{ eventSource: "aws:s3", eventName: name.slice(3), s3 }],
    });
    const message = { kind: "bucket-event", topicArn, bucketArn: bucketArn(bucket), text } as const;
    child.tell({ kind: "relay", region, message });
  }
}

runChild(playStores);
