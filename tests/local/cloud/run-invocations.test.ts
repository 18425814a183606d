import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { runInvocations } from "../../../local/cloud/run-invocations";
import { rejection } from "../wire/rejection";

const migrate = {
  region: "us-east-1",
  functionName: "payment-migrate-local-us-east-1",
  qualifier: "live",
  input: '{"revision":"1"}',
};

describe("What a deployment runs", () => {
  let server: Server;
  let port: number;
  let asked: string[];
  let answers: { status: number; error?: string; body: string }[];

  beforeEach(async () => {
    asked = [];
    server = createServer((incoming, outgoing) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      const { status, error, body } = answers.shift() ?? { status: 200, body: "null" };
      outgoing.writeHead(status, error ? { "x-amz-function-error": error } : {}).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it("is invoked one after the other, by alias", async () => {
    answers = [];
    await runInvocations([migrate, { ...migrate, qualifier: undefined }], () => port);
    const path = "/2015-03-31/functions/payment-migrate-local-us-east-1/invocations";
    expect(asked).to.deep.equal([`POST ${path}?Qualifier=live`, `POST ${path}`]);
  });

  for (const [what, answer] of [
    ["throws", { status: 200, error: "Unhandled", body: '{"errorMessage":"no database"}' }],
    ["is refused", { status: 404, body: "no database" }],
  ] as const) {
    it(`fails the deployment when it ${what}, and stops there`, async () => {
      answers = [answer];
      const error = await rejection(runInvocations([migrate, migrate], () => port));
      expect(error.message).to.match(
        /payment-migrate-\S+, which the deployment runs, .*no database/,
      );
      expect(asked).to.have.length(1);
    });
  }
});
