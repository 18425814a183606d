import { Cloud } from "../engine/cloud";
import { DynamoDb } from "../engine/dynamodb/dynamodb";
import { Random } from "../engine/random";
import { S3 } from "../engine/s3/s3";
import { Secrets } from "../engine/secrets/secrets";
import type { Caller } from "../engine/service";
import { Ssm } from "../engine/ssm/ssm";
import { wallTimeline } from "../engine/timeline";
import { serve } from "../wire/server";
import { type Child, runChild } from "./child-channel";
import { guardedBy } from "./permissions";

/**
 * The stores of both regions in a process of their own, as they live on machines of their own: they keep
 * what they have when a region's compute dies, and can be cut off or swallow calls per region.
 */
async function stores(child: Child): Promise<() => Promise<void>> {
  const { deployment, network } = child;
  const { topology } = deployment;
  const { account } = topology;
  const timeline = wallTimeline;
  const random = new Random("local-stores");
  const dynamo = new DynamoDb({ timeline, random, links: network, accountId: account });
  const s3 = new S3({ timeline, random, links: network });
  const ssm = new Ssm({
    timeline,
    account,
    onChange: (change) => child.tell({ kind: "event", text: "parameter-changed", data: change }),
  });
  const secrets = new Secrets({ timeline, random, links: network, account });
  for (const table of topology.tables) dynamo.createTable(table);
  for (const { table, item } of topology.tableItems) {
    dynamo.call({ region: topology.primary }, "PutItem", { TableName: table, Item: item });
  }
  for (const bucket of topology.buckets) s3.createBucket(bucket);
  for (const secret of topology.secrets) secrets.createSecret(secret);
  for (const { region, name, type, value } of topology.parameters) {
    ssm.call({ region }, "PutParameter", { Name: name, Type: type, Value: value || "-" });
  }
  const cloud = new Cloud([dynamo, s3, ssm, secrets]);
  const guarded = guardedBy(deployment, cloud);
  const dispatcher = {
    call(caller: Caller, service: string, operation: string, input: Record<string, unknown>) {
      if (network.state.storeDark.includes(caller.region)) return new Promise(() => undefined);
      return guarded.call(caller, service, operation, input);
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

runChild(stores);
