import { expect } from "chai";
import { approval } from "../../functions/approval";
import { approvalId, approvalToken } from "../../functions/core/approval";
import type { WorkflowInput } from "../../functions/core/workflow";
import { type RequestApprovalEvent, requestApproval } from "../../functions/request-approval";
import { FAILOVER } from "./core/failover-scene";
import { FailoverWorld, SECONDARY } from "./failover-world";
import { scriptedRemote, serviceError } from "./recording-ports";

const TASK_TOKEN = "AQCEAAAAKgAAAAMAAAAAAAAAAeHDqJ2".padEnd(64, "x");
const TOKEN = approvalToken(TASK_TOKEN);
const ID = approvalId(TASK_TOKEN);
const INPUT: WorkflowInput = { ...FAILOVER, epoch: 1, by: "arn:aws:iam::1:user/jane" };

async function asked(approvers = 2) {
  const world = new FailoverWorld({ policy: { approvers } });
  const ports = world.ports(SECONDARY);
  const sns = scriptedRemote(() => ({}));
  const sfn = scriptedRemote(() => ({}));
  const ask = (event: RequestApprovalEvent = { input: INPUT, taskToken: TASK_TOKEN }) =>
    world.finish(requestApproval({ ...ports, sns, alertsTopicArn: "alerts" })(event));
  await ask();
  const answer = (subject: string, body: unknown, id = ID, dynamo = ports.dynamo) =>
    world.finish(
      approval({ ...ports, dynamo, sfn })({
        method: "POST",
        path: `/dr/approvals/${id}`,
        parameters: { approval_id: id },
        headers: {},
        body: typeof body === "string" ? body : JSON.stringify(body),
        principal: { tenant: "default", subject },
      }),
    );
  const say = async (subject: string, decision: "approve" | "deny", token = TOKEN) =>
    (await answer(subject, { decision, token })).status;
  const told = () => sfn.calls.map(({ input }) => JSON.parse(input.output));
  return { world, ports, sns, sfn, ask, answer, say, told };
}

const APPROVED_BY_BOB = {
  method: "POST",
  path: "/",
  parameters: { approval_id: ID },
  headers: {},
  body: JSON.stringify({ decision: "approve", token: TOKEN }),
  principal: { tenant: "default", subject: "bob" },
};

describe("request-approval", () => {
  it("tells people what is asked and how to answer", async () => {
    const { sns } = await asked();
    const { TopicArn, Message, Subject } = sns.calls[0]?.input ?? {};
    expect([TopicArn, Subject]).to.deep.equal(["alerts", "Approval needed: failover to us-east-2"]);
    expect(JSON.parse(Message)).to.deep.include({
      kind: "approval-requested",
      request: `POST /dr/approvals/${ID}`,
      move: INPUT,
      approvers: 2,
      expires_in_seconds: 600,
    });
    expect(JSON.parse(Message).body.token).to.equal(TOKEN);
    expect(Message).not.to.contain(TASK_TOKEN);
  });

  it("asks again after a lost answer without forgetting who agreed", async () => {
    const { ask, say, sns } = await asked();
    await say("bob", "approve");
    expect(await ask()).to.deep.equal({ approvalId: ID });
    expect(sns.calls).to.have.length(2);
    expect(await say("ann", "approve")).to.equal(200);
  });

  it("fails when nobody can be told", async () => {
    const { ports, world } = await asked();
    const sns = scriptedRemote(() => {
      throw serviceError("AuthorizationError");
    });
    const event = { input: INPUT, taskToken: TASK_TOKEN };
    const work = world.finish(requestApproval({ ...ports, sns, alertsTopicArn: "a" })(event));
    expect(await work.catch((error: Error) => error.name)).to.equal("AuthorizationError");
  });

  it("fails without a task that waits", async () => {
    const { ask } = await asked();
    for (const taskToken of [undefined, "short"]) {
      const error = await ask({ input: INPUT, taskToken }).catch((e: Error) => e.name);
      expect(error).to.equal("InvalidInput");
    }
  });
});

describe("POST /dr/approvals/{approval_id}", () => {
  it("lets the workflow go on when two different people agree", async () => {
    const { say, told } = await asked();
    expect(await say("bob", "approve")).to.equal(202);
    expect(told()).to.deep.equal([]);
    expect(await say("ann", "approve")).to.equal(200);
    expect(told()).to.deep.equal([{ approved: true, by: ["ann", "bob"], approvalId: ID }]);
  });

  it("does not count one person twice", async () => {
    const { say, told } = await asked();
    for (let i = 0; i < 3; i++) expect(await say("bob", "approve")).to.equal(202);
    expect(told()).to.deep.equal([]);
  });

  it("counts two sessions of one role as one person, and tells who it was", async () => {
    const { say, told } = await asked();
    const session = (role: string, name: string) => `arn:aws:sts::1:assumed-role/${role}/${name}`;
    expect(await say(session("Operators", "ann"), "approve")).to.equal(202);
    expect(await say(session("Operators", "bob"), "approve")).to.equal(202);
    expect(told()).to.deep.equal([]);
    expect(await say(session("Approvers", "eve"), "approve")).to.equal(200);
    expect(told()[0]?.by).to.deep.equal([session("Approvers", "eve"), session("Operators", "ann")]);
  });

  it("does not count whoever asked for the move, unless one person is enough", async () => {
    const { say, told } = await asked();
    expect(await say("arn:aws:iam::1:user/jane", "approve")).to.equal(403);
    expect(told()).to.deep.equal([]);
    const alone = await asked(1);
    expect(await alone.say("arn:aws:iam::1:user/jane", "approve")).to.equal(200);
  });

  it("ends the move when one person says no", async () => {
    const { say, told } = await asked();
    await say("bob", "approve");
    expect(await say("eve", "deny")).to.equal(200);
    expect(told()).to.deep.equal([{ approved: false, by: ["eve"], approvalId: ID }]);
    expect(await say("ann", "approve")).to.equal(409);
    expect(await say("eve", "deny")).to.equal(200);
    expect(await say("eve", "approve")).to.equal(409);
  });

  it("is answered once: later words change nothing, repeated ones get the same answer", async () => {
    const { say, told } = await asked(1);
    expect(await say("bob", "approve")).to.equal(200);
    expect(await say("ann", "approve")).to.equal(409);
    expect(await say("ann", "deny")).to.equal(409);
    expect(await say("bob", "deny")).to.equal(409);
    expect(await say("bob", "approve")).to.equal(200);
    expect(told().every(({ approved }) => approved)).to.equal(true);
  });

  it("refuses a wrong token, a caller without a name, an unknown request and a late answer", async () => {
    const { say, answer, world, told } = await asked();
    expect(await say("bob", "approve", "0".repeat(40))).to.equal(403);
    expect(await say("anonymous", "approve")).to.equal(401);
    const body = { decision: "approve", token: TOKEN };
    expect((await answer("bob", body, "nothing")).status).to.equal(404);
    await world.pass(600_000);
    expect(await say("bob", "approve")).to.equal(409);
    expect(told()).to.deep.equal([]);
  });

  it("answers every problem as problem details and echoes nothing", async () => {
    const { answer } = await asked();
    const reply = await answer("bob", { decision: "<b>", token: 1, more: "<i>" });
    expect(reply.status).to.equal(400);
    expect(reply.headers["Content-Type"]).to.equal("application/problem+json");
    expect(JSON.parse(reply.body).problems).to.have.length(3);
    expect(reply.body).not.to.match(/<b>|<i>/);
  });

  it("never shows the task's token to the caller", async () => {
    const { answer } = await asked(1);
    const reply = await answer("bob", { decision: "approve", token: TOKEN });
    expect(reply.body).not.to.contain(TASK_TOKEN);
  });

  it("is completed by a repeated word after a crash between counting and telling", async () => {
    const { ports, answer, say, told } = await asked(1);
    let crashed = false;
    const dynamo: typeof ports.dynamo = {
      send(operation, input) {
        if (JSON.stringify(input).includes(":approved") && !crashed) {
          crashed = true;
          return Promise.reject(serviceError("AccessDeniedException"));
        }
        return ports.dynamo.send(operation, input);
      },
    };
    const body = { decision: "approve", token: TOKEN };
    const failed = await answer("bob", body, ID, dynamo).catch((error: Error) => error.name);
    expect(failed).to.equal("AccessDeniedException");
    expect(told()).to.deep.equal([]);
    expect(await say("bob", "approve")).to.equal(200);
    expect(told()).to.have.length(1);
  });

  it("lets a denial win that comes between the last word and the verdict", async () => {
    const { ports, answer, say, told } = await asked(1);
    const dynamo: typeof ports.dynamo = {
      async send(operation, input) {
        if (JSON.stringify(input).includes(":approved")) await say("eve", "deny");
        return ports.dynamo.send(operation, input);
      },
    };
    const reply = await answer("bob", { decision: "approve", token: TOKEN }, ID, dynamo);
    expect(reply.status).to.equal(409);
    expect(told()).to.deep.equal([{ approved: false, by: ["eve"], approvalId: ID }]);
  });

  it("does not take a word whose time ran out while it was written", async () => {
    const { ports, world, answer } = await asked();
    const dynamo: typeof ports.dynamo = {
      async send(operation, input) {
        if (operation === "UpdateItem") world.timeline.jumpTo(world.clock.nowMs() + 600_000);
        return ports.dynamo.send(operation, { ...input, ...refreshed(input, world) });
      },
    };
    const reply = await answer("bob", { decision: "approve", token: TOKEN }, ID, dynamo);
    expect(reply.status).to.equal(409);
  });

  it("says when the workflow no longer waits", async () => {
    for (const [error, status] of [
      ["TaskTimedOut", 409],
      ["TaskDoesNotExist", 200],
    ] as const) {
      const { world, ports } = await asked(1);
      const sfn = scriptedRemote(() => {
        throw serviceError(error);
      });
      expect((await world.finish(approval({ ...ports, sfn })(APPROVED_BY_BOB))).status).to.equal(
        status,
      );
    }
  });

  it("gives the same answer to a repeated word although the workflow has gone on", async () => {
    const { world, ports, say } = await asked(1);
    expect(await say("bob", "approve")).to.equal(200);
    const sfn = scriptedRemote(() => {
      throw serviceError("TaskTimedOut");
    });
    const again = async (nowMs: number) => {
      const clock = { ...ports.clock, nowMs: () => nowMs };
      return (await world.finish(approval({ ...ports, clock, sfn })(APPROVED_BY_BOB))).status;
    };
    expect(await again(ports.clock.nowMs())).to.equal(200);
    expect(await again(ports.clock.nowMs() + 86_400_000)).to.equal(409);
  });

  it("is 503 when the store does not answer", async () => {
    const { answer } = await asked();
    const dynamo = scriptedRemote(() => {
      throw serviceError("InternalServerError");
    });
    const reply = await answer("bob", { decision: "approve", token: TOKEN }, ID, dynamo);
    expect(reply.status).to.equal(503);
  });
});

/** The write is evaluated with the time at which it arrives. */
function refreshed(input: object, world: FailoverWorld): object {
  const { ExpressionAttributeValues: values } = input as {
    ExpressionAttributeValues?: Record<string, unknown>;
  };
  if (!values?.[":now"]) return {};
  return {
    ExpressionAttributeValues: { ...values, ":now": { N: String(world.clock.nowMs()) } },
  };
}
