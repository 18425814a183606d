import { createHash } from "node:crypto";
import { listAt, textAt } from "../property-path";
import type { InvokeRecord, Properties } from "../resource-node";
import { availabilityZones } from "./availability-zones";
import { Creation, partitionOf } from "./creation";
import { policyDocument } from "./policy-document";
import { describeAwsResource } from "./resource-models";

interface Call {
  readonly args: Properties;
  readonly region: string;
  readonly account: string;
}

const FUNCTIONS: Readonly<Record<string, (call: Call) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": ({ region, account }) => ({
    id: account,
    accountId: account,
    arn: `arn:${partitionOf(region)}:iam::${account}:root`,
    userId: account,
  }),
  "aws:index/getRegion:getRegion": ({ region }) => ({
    id: region,
    region,
    name: region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": ({ region }) => ({
    id: partitionOf(region),
    partition: partitionOf(region),
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": ({ args, region }) => {
    const excluded = [...listAt(args, "excludeNames"), ...listAt(args, "excludeZoneIds")];
    const zones = availabilityZones(region).filter(
      ({ name, id }) => !excluded.includes(name) && !excluded.includes(id),
    );
    return {
      ...args,
      id: region,
      region,
      names: zones.map(({ name }) => name),
      zoneIds: zones.map(({ id }) => id),
      groupNames: [region],
    };
  },
  "aws:index/getServicePrincipal:getServicePrincipal": ({ args, region }) => {
    const name = `${textAt(args, "serviceName")}.amazonaws.com`;
    return { ...args, id: name, name, region, suffix: "amazonaws.com" };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args }) => policyDocument(args),
  "aws:ec2/getPrefixList:getPrefixList": (call) => {
    const name = textAt(call.args, "name");
    const id = textAt(call.args, "prefixListId") || prefixListId(call, name);
    return { ...call.args, id, prefixListId: id, name, region: call.region, cidrBlocks: [] };
  },
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": (call) => {
    const name = textAt(call.args, "name");
    const id = textAt(call.args, "id") || prefixListId(call, name);
    const arn = `arn:${partitionOf(call.region)}:ec2:${call.region}:aws:prefix-list/${id}`;
    const rest = { addressFamily: "IPv4", entries: [], maxEntries: 0, tags: {}, version: 1 };
    return { ...call.args, id, name, arn, ownerId: "AWS", region: call.region, ...rest };
  },
  "aws:secretsmanager/getRandomPassword:getRandomPassword": ({ args, region, account }) => {
    const length = Number(args.passwordLength ?? 32);
    const seed = createHash("sha512").update(`password|${account}|${region}`).digest("hex");
    return { ...args, id: region, region, randomPassword: seed.repeat(32).slice(0, length) };
  },
  "aws:route53/getZone:getZone": (call) => {
    const name = textAt(call.args, "name").replace(/\.$/, "") || "payments.example";
    const zone = describeAwsResource(
      new Creation("aws:route53/zone:Zone", name, { name }, "", call.account),
      {},
    );
    const zoneId = textAt(call.args, "zoneId") || zone.id;
    const arn = `arn:aws:route53:::hostedzone/${zoneId}`;
    return { ...zone.outputs, ...call.args, id: zoneId, zoneId, arn, name };
  },
};

/** Answers a provider function. A function without a model is a loud error, never an empty answer. */
export function callAwsFunction(invoke: InvokeRecord, account: string): Properties {
  const answer = FUNCTIONS[invoke.token];
  if (!answer) {
    throw new Error(`the provider function ${invoke.token} has no local answer: model it first`);
  }
  const region = textAt(invoke.args, "region") || invoke.region;
  if (region === "") {
    throw new Error(`${invoke.token} was called without a provider: its region is not known`);
  }
  return answer({ args: invoke.args, region, account });
}

function prefixListId(call: Call, name: string): string {
  const seed = `${call.region}|${name}|${JSON.stringify(listAt(call.args, "filters"))}`;
  return `pl-${createHash("sha256").update(seed).digest("hex").slice(0, 8)}`;
}
