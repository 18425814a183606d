import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { type Child, runChild } from "./child-channel";

/** One line of the ledger that nobody edits: what really happened to the money. */
export interface LedgerLine {
  readonly key: string;
  /** The payment that the order named, whatever its key was. */
  readonly payment: string;
  readonly result: "approved" | "declined";
  readonly reference: string;
  readonly reason?: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly parameters: string;
  readonly at: number;
}

/** The card processor: another company, with its own process and its own append-only ledger on disk. */
async function playProcessor(child: Child): Promise<() => Promise<void>> {
  const { deployment } = child;
  const file = join(deployment.dataFolder, "processor-ledger.jsonl");
  const known = new Map<string, LedgerLine>();
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    if (line === "") continue;
    const entry = JSON.parse(line) as LedgerLine;
    known.set(entry.key, entry);
  }
  const server = createServer((incoming, outgoing) => {
    void respond(incoming).then(
      ({ status, body }) => {
        outgoing.writeHead(status, { "content-type": "application/json" });
        outgoing.end(JSON.stringify(body));
      },
      () => outgoing.writeHead(400).end("{}"),
    );
  });

  async function respond(incoming: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = incoming.url ?? "/";
    if (incoming.method === "GET" && path.startsWith("/charges/")) {
      const entry = known.get(decodeURIComponent(path.slice("/charges/".length)));
      return entry
        ? { status: 200, body: shown(entry) }
        : { status: 404, body: { result: "absent" } };
    }
    if (incoming.method !== "POST" || path !== "/charges") return { status: 404, body: {} };
    const order = JSON.parse(await text(incoming)) as Record<string, string>;
    const key = String(incoming.headers["idempotency-key"] ?? order.reference ?? "");
    const { amount_minor = "", currency = "", customer = "", method = "" } = order;
    const parameters = [amount_minor, currency, customer, method].join(" ");
    const before = known.get(key);
    if (before) {
      if (before.parameters !== parameters) return { status: 409, body: { error: "mismatch" } };
      return { status: 200, body: shown(before) };
    }
    const declined = method.startsWith("decline");
    const entry: LedgerLine = {
      key,
      payment: String(order.reference ?? key),
      result: declined ? "declined" : "approved",
      reference: `ref-${known.size + 1}`,
      ...(declined ? { reason: "insufficient_funds" } : {}),
      amount_minor,
      currency,
      parameters,
      at: Date.now(),
    };
    // On disk before it is answered: the ledger knows everything that anybody was told.
    appendFileSync(file, `${JSON.stringify(entry)}\n`);
    known.set(key, entry);
    return { status: 200, body: shown(entry) };
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(deployment.ports.processor, "127.0.0.1", resolve);
  });
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}

function shown({ result, reference, reason }: LedgerLine) {
  return { result, reference, ...(reason ? { reason } : {}) };
}

async function text(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

runChild(playProcessor);
