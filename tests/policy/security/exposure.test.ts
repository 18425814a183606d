import {
  apisHaveNoBackDoor,
  bucketsAreNeverPublic,
  databasesArePrivate,
  defaultGroupsAreClosed,
  firewallsAreAttached,
  methodsAskWhoCalls,
  networksAreRecorded,
  nothingListensToTheWorld,
  stagesAreThrottled,
} from "../../../policy/security/exposure";
import { changed, resource, ruleCases } from "../rule-cases";

const bucket = resource("s3.Bucket", "bucket", { bucket: "archive" });
const block = resource("s3.BucketPublicAccessBlock", "block", {
  bucket: "archive",
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});

ruleCases(bucketsAreNeverPublic, [bucket, block], {
  "a bucket that nobody closed": { graph: [bucket], says: "does not block public access" },
  "a bucket that is half closed": {
    graph: [bucket, changed(block, { ignorePublicAcls: false })],
    says: "does not ignorePublicAcls",
  },
});

const vpc = resource("ec2.Vpc", "vpc");
const closed = resource("ec2.DefaultSecurityGroup", "closed", { ingress: [], egress: [] });

ruleCases(defaultGroupsAreClosed, [vpc, closed], {
  "a default group that nobody closed": {
    graph: [vpc],
    says: "leaves its default security group open",
  },
  "a default group with a rule": {
    graph: [vpc, changed(closed, { egress: [{}] })],
    says: "closed has rules",
  },
});

const rule = resource("vpc.SecurityGroupIngressRule", "rule", {
  description: "TLS from functions",
  referencedSecurityGroupId: "sg",
});
const group = resource("ec2.SecurityGroup", "group");

ruleCases(nothingListensToTheWorld, [rule, group], {
  "a rule for everybody": {
    graph: [changed(rule, { cidrIpv4: "0.0.0.0/0" })],
    says: "rule lets everybody in",
  },
  "a rule for everybody over IPv6": {
    graph: [changed(rule, { cidrIpv6: "::/0" })],
    says: "rule lets everybody in",
  },
  "a group for everybody": {
    graph: [changed(group, { ingress: [{ cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }] })],
    says: "group lets everybody in",
  },
  "a rule without a purpose": {
    graph: [changed(rule, { description: undefined })],
    says: "does not say what it is for",
  },
});

const instance = resource("rds.ClusterInstance", "instance", { publiclyAccessible: false });

ruleCases(databasesArePrivate, [instance], {
  "a database on the internet": {
    graph: [changed(instance, { publiclyAccessible: true })],
    says: "may get a public address",
  },
});

const flow = resource("ec2.FlowLog", "flow", { vpcId: "vpc" });

ruleCases(networksAreRecorded, [vpc, flow], {
  "a network without a record": { graph: [vpc], says: "has no flow log" },
  "a record of the other region's": {
    graph: [vpc, { ...flow, region: "us-east-2" }],
    says: "has no flow log",
  },
});

const secured = { security: [{ jwt: [] }] };
const apiWith = (paths: object) =>
  resource("apigateway.RestApi", "api", { body: JSON.stringify({ paths }) });
const health = { "/health": { get: {} }, "/dr/latched": { get: {} } };
const approvals = { "/dr/approvals/{id}": { post: secured } };

ruleCases(methodsAskWhoCalls, [apiWith({ ...health, ...approvals, "/pay": { post: secured } })], {
  "one method that was forgotten": {
    graph: [apiWith({ ...approvals, "/pay": { post: secured }, "/sessions": { post: {} } })],
    says: "lets anybody post /sessions",
  },
  "an approval that anybody may give": {
    graph: [apiWith({ ...health, "/dr/approvals/{id}": { post: {} }, "/pay": { post: {} } })],
    says: "lets anybody post /dr/approvals/{id}",
  },
});
ruleCases(methodsAskWhoCalls, [apiWith({ ...approvals, "/pay": { post: {} } })], {});

const api = resource("apigateway.RestApi", "api", { disableExecuteApiEndpoint: true });
const domain = resource("apigateway.DomainName", "domain");

ruleCases(apisHaveNoBackDoor, [api, domain], {
  "a second name around the firewall": {
    graph: [changed(api, { disableExecuteApiEndpoint: false }), domain],
    says: "also answers under the name",
  },
});
ruleCases(apisHaveNoBackDoor, [changed(api, { disableExecuteApiEndpoint: false })], {});

const stage = resource("apigateway.Stage", "stage", {
  accessLogSettings: {},
  xrayTracingEnabled: true,
});
const settings = resource("apigateway.MethodSettings", "settings", {
  settings: { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 },
});

ruleCases(stagesAreThrottled, [stage, settings], {
  "a stage without limits": { graph: [stage], says: "limits nobody" },
  "a stage without a burst limit": {
    graph: [stage, changed(settings, { settings: { throttlingRateLimit: 10_000 } })],
    says: "limits nobody",
  },
  "a stage without a log": {
    graph: [changed(stage, { accessLogSettings: undefined }), settings],
    says: "writes no access log",
  },
  "a stage without traces": {
    graph: [changed(stage, { xrayTracingEnabled: false }), settings],
    says: "is not traced",
  },
  "payments in a log": {
    graph: [
      stage,
      changed(settings, {
        settings: { throttlingRateLimit: 1, throttlingBurstLimit: 1, dataTraceEnabled: true },
      }),
    ],
    says: "writes requests and their payments into its log",
  },
});

const acl = resource("wafv2.WebAcl", "acl", {
  rules: [{ rateBasedStatement: {} }, { managedRuleGroupStatement: {} }],
});
const association = resource("wafv2.WebAclAssociation", "association");

ruleCases(firewallsAreAttached, [acl, association], {
  "a firewall beside its API": { graph: [acl], says: "protects nothing" },
  "a firewall without a rate": {
    graph: [changed(acl, { rules: [{ managedRuleGroupStatement: {} }] }), association],
    says: "has no rateBasedStatement",
  },
});
