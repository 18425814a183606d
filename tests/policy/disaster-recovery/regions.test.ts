import {
  bothRegionsAreComplete,
  functionsAreEqualInBothRegions,
  networksCanBeJoined,
  networksSpanThreeZones,
} from "../../../policy/disaster-recovery/regions";
import { changed, resource, ruleCases } from "../rule-cases";

const elsewhere = { region: "us-east-2" };
const both = (kind: string, inputs: Record<string, unknown> = {}) => [
  resource(kind, `primary-${kind}`, inputs),
  resource(kind, `secondary-${kind}`, inputs, elsewhere),
];
const apis = both("apigateway.RestApi");

ruleCases(bothRegionsAreComplete, [...apis, ...both("sqs.Queue")], {
  "a program that was reduced to one region": {
    graph: [resource("apigateway.RestApi", "api"), resource("sqs.Queue", "queue")],
    says: "there is only one region, us-east-1",
  },
  "a queue that only one region has": {
    graph: [...apis, resource("sqs.Queue", "queue")],
    says: "us-east-1 has 1 sqs.Queue, us-east-2 has 0",
  },
});
ruleCases(bothRegionsAreComplete, [...apis, resource("rds.GlobalCluster", "global")], {});

const SIZE = {
  memorySize: 256,
  timeout: 30,
  code: { assets: { "index.js": { text: "code" } } },
  environment: { variables: { TABLE: "x" } },
};
const here = resource("lambda.Function", "here", {
  name: "payment-validate-dev-us-east-1",
  ...SIZE,
});
const there = resource(
  "lambda.Function",
  "there",
  { name: "payment-validate-dev-us-east-2", ...SIZE },
  elsewhere,
);

ruleCases(functionsAreEqualInBothRegions, [...apis, here, there], {
  "a function without a counterpart": { graph: [...apis, here], says: "has no counterpart" },
  "a smaller function in the standby": {
    graph: [...apis, here, changed(there, { memorySize: 128 })],
    says: "has another memorySize",
  },
  "other code in the standby": {
    graph: [...apis, here, changed(there, { code: { assets: { "index.js": { text: "old" } } } })],
    says: "has other code",
  },
  "a variable that the standby lacks": {
    graph: [...apis, here, changed(there, { environment: { variables: {} } })],
    says: "reads another environment",
  },
});

const vpc = (name: string, cidrBlock: string) => resource("ec2.Vpc", name, { cidrBlock });

ruleCases(networksCanBeJoined, [vpc("one", "10.10.0.0/16"), vpc("two", "10.20.0.0/16")], {
  "two networks with the same range": {
    graph: [vpc("one", "10.0.0.0/16"), vpc("two", "10.0.0.0/16")],
    says: "one shares addresses with two",
  },
  "a network inside another one": {
    graph: [vpc("one", "10.0.0.0/8"), vpc("two", "10.20.0.0/16")],
    says: "one shares addresses with two",
  },
  "a range that is not written from its beginning": {
    graph: [vpc("one", "10.20.128.0/16"), vpc("two", "10.20.0.0/17")],
    says: "one shares addresses with two",
  },
});

const subnet = (id: string, zone: string) => resource("ec2.Subnet", id, { availabilityZone: zone });
const zones = ["a", "b", "c"].map((zone) => subnet(zone, `us-east-1${zone}`));
const networked = resource("lambda.Function", "f", { vpcConfig: { subnetIds: ["a", "b", "c"] } });
const group = resource("rds.SubnetGroup", "g", { subnetIds: ["a", "b", "c"] });

ruleCases(networksSpanThreeZones, [...zones, networked, group], {
  "a function in two zones": {
    graph: [...zones, changed(networked, { vpcConfig: { subnetIds: ["a", "b"] } })],
    says: "f runs in 2 zones",
  },
  "three subnets in one zone": {
    graph: [subnet("a", "us-east-1a"), subnet("b", "us-east-1a"), subnet("c", "us-east-1a"), group],
    says: "g spans 1 zones",
  },
});
