import { expect } from "chai";
import { credential } from "../../../functions/adapters/credential";
import { httpProcessor } from "../../../functions/adapters/http-processor";
import type { HttpRequest, HttpResponse } from "../../../functions/core/ports";
import type { ProcessorSettings } from "../../../functions/core/settings";

const settings: ProcessorSettings = {
  kind: "http",
  url: "https://processor.test/v1/",
  secretId: "processor",
  idempotencyKey: true,
  keyRetentionSeconds: 86_400,
  lookup: true,
  timeoutMs: 8_000,
  maxInFlightMs: 30_000,
};
const order = {
  key: "shop#t-1",
  amountMinor: "12345",
  currency: "USD",
  customer: "c-1",
  method: "tok",
};

type Reply = Partial<HttpResponse> | Error;

function response(status: number, body: unknown = {}, headers: Record<string, string> = {}): Reply {
  return { status, body: typeof body === "string" ? body : JSON.stringify(body), headers };
}

function named(name: string): Error {
  return Object.assign(new Error("detail that must stay here"), { name });
}

/** A processor that answers from a script, with secrets that change with each fetch. */
function world(
  replies: readonly Reply[],
  secrets: readonly (string | Error)[] = ["one", "two"],
  secretMs = 10,
) {
  const requests: HttpRequest[] = [];
  let fetched = 0;
  let nowMs = 0;
  const clock = { monoMs: () => nowMs };
  const http = {
    async request(request: HttpRequest): Promise<HttpResponse> {
      const reply = replies[requests.length] ?? named("Unscripted");
      requests.push(request);
      nowMs += 100;
      if (reply instanceof Error) throw reply;
      return { status: 200, headers: {}, body: "", ...reply };
    },
  };
  const remote = {
    async send<Output>(): Promise<Output> {
      const secret = secrets[fetched++] ?? named("Unscripted");
      nowMs += secretMs;
      if (secret instanceof Error) throw secret;
      return { SecretString: secret } as Output;
    },
  };
  const processor = httpProcessor(settings, {
    http,
    clock,
    credential: credential(remote, "processor", clock),
  });
  return {
    processor,
    requests,
    fetches: () => fetched,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

const approved = response(200, { result: "approved", reference: "r-1" });

describe("the HTTP processor", () => {
  it("sends the key, the amount as text and the credential, within the deadline", async () => {
    const { processor, requests } = world([approved]);
    const answer = await processor.charge(order);
    expect(answer).to.deep.equal({ kind: "approved", reference: "r-1" });
    expect(requests[0]).to.deep.include({
      method: "POST",
      url: "https://processor.test/v1/charges",
    });
    expect(requests[0]?.headers).to.deep.include({
      "Idempotency-Key": "shop#t-1",
      Authorization: "Bearer one",
    });
    expect(JSON.parse(requests[0]?.body ?? "")).to.deep.equal({
      reference: "shop#t-1",
      amount_minor: "12345",
      currency: "USD",
      customer: "c-1",
      method: "tok",
    });
    expect(requests[0]?.timeoutMs).to.be.at.most(settings.timeoutMs - 10);
  });

  const none = { "x-charge-effect": "none" };
  const meanings: [string, Reply, string][] = [
    ["200 approved", approved, "approved"],
    ["201 approved", response(201, { result: "approved", reference: "r" }), "approved"],
    [
      "200 declined",
      response(200, { result: "declined", reference: "r", reason: "no" }),
      "declined",
    ],
    ["200 without a reference", response(200, { result: "approved" }), "unknown"],
    ["200 with another result", response(200, { result: "maybe", reference: "r" }), "unknown"],
    ["200 that is no JSON", response(200, "<html>"), "unknown"],
    ["200 null", response(200, "null"), "unknown"],
    ["204", response(204, ""), "unknown"],
    ["302", response(302), "unknown"],
    ["400", response(400), "rejected"],
    ["403", response(403), "refused"],
    ["404", response(404), "unknown"],
    ["409", response(409), "mismatch"],
    ["422", response(422), "mismatch"],
    ["429 without a word about effects", response(429), "unknown"],
    ["429 without effect", response(429, {}, none), "refused"],
    ["503 without a word about effects", response(503), "unknown"],
    ["503 without effect", response(503, {}, none), "refused"],
    ["500", response(500), "unknown"],
    ["a deadline that passed", named("Timeout"), "unknown"],
    ["a connection lost after sending", named("Broken"), "unknown"],
    ["a connection that was never made", named("Refused"), "refused"],
  ];
  for (const [title, reply, kind] of meanings) {
    it(`takes ${title} as ${kind}`, async () => {
      const answer = await world([reply]).processor.charge(order);
      expect(answer.kind).to.equal(kind);
      expect(JSON.stringify(answer)).not.to.contain("detail that must stay here");
    });
  }

  it("passes on how long to wait", async () => {
    const reply = response(429, {}, { ...none, "retry-after": "7" });
    const answer = await world([reply]).processor.charge(order);
    expect(answer).to.have.property("retryAfterMs", 7_000);
  });

  describe("asked what became of a key", () => {
    const answers: [string, Reply, string][] = [
      ["an approval", approved, "approved"],
      ["a refusal by the bank", response(200, { result: "declined", reference: "r" }), "declined"],
      ["its own 404", response(404, { result: "absent" }), "absent"],
      ["somebody else's 404", response(404, "not found"), "unknown"],
      ["500", response(500, { result: "absent" }), "unknown"],
      ["silence", named("Timeout"), "unknown"],
      ["nothing, because nothing was sent", named("Refused"), "unknown"],
    ];
    for (const [title, reply, kind] of answers) {
      it(`takes ${title} as ${kind}`, async () => {
        const { processor, requests } = world([reply]);
        expect((await processor.lookup(order.key)).kind).to.equal(kind);
        expect(requests[0]?.url).to.equal("https://processor.test/v1/charges/shop%23t-1");
      });
    }
  });

  describe("signed in with a credential", () => {
    it("fetches it once for many charges", async () => {
      const { processor, fetches } = world([approved, approved, approved]);
      for (let i = 0; i < 3; i++) await processor.charge(order);
      expect(fetches()).to.equal(1);
    });

    it("fetches it again after a 401, and charges with the new one under the same key", async () => {
      const { processor, requests, wait } = world([approved, response(401), approved]);
      await processor.charge(order);
      wait(60_000);
      expect((await processor.charge(order)).kind).to.equal("approved");
      expect(requests.map(({ headers }) => headers?.Authorization)).to.deep.equal([
        "Bearer one",
        "Bearer one",
        "Bearer two",
      ]);
      expect(new Set(requests.map(({ headers }) => headers?.["Idempotency-Key"])).size).to.equal(1);
    });

    it("does not fetch it for every payment while it stays wrong", async () => {
      const { processor, fetches } = world(Array(5).fill(response(401)));
      for (let i = 0; i < 5; i++) {
        expect((await processor.charge(order)).kind).to.equal("refused");
      }
      expect(fetches()).to.equal(1);
    });

    it("proves that nothing was charged when there is none", async () => {
      const { processor, requests } = world([approved], [named("AccessDeniedException")]);
      expect((await processor.charge(order)).kind).to.equal("refused");
      expect(requests).to.have.length(0);
    });

    it("proves that nothing was charged when fetching it took all the time", async () => {
      const { processor, requests } = world([approved], ["one"], settings.timeoutMs);
      expect((await processor.charge(order)).kind).to.equal("refused");
      expect(requests).to.have.length(0);
    });

    it("accepts a JSON secret and refuses one in an unknown form without showing it", async () => {
      const good = world([approved], ['{"token":"abc"}']);
      await good.processor.charge(order);
      expect(good.requests[0]?.headers?.Authorization).to.equal("Bearer abc");
      for (const secret of ['{"tokn":"hidden"}', '{"token":hidden', ""]) {
        const answer = await world([approved], [secret]).processor.charge(order);
        expect(answer.kind).to.equal("refused");
        expect(JSON.stringify(answer)).not.to.contain("hidden");
      }
    });
  });
});
