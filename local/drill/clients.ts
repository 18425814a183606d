import { appendFileSync } from "node:fs";
import type { CachingResolver } from "../clients/caching-resolver";
import type { Random } from "../engine/random";
import { type ClientLine, isAcknowledgement, isFailure } from "./client-log";
import { conflicting, type Follow, type Planned, type PlannedPayment } from "./load-plan";
import { type Reply, sendOnce } from "./send-once";

/** The world as clients see it: names, and the ports of this machine that play them. */
export interface ClientsWorld {
  readonly sharedName: string;
  /** Each region's own name, for clients that are pinned to it. */
  readonly regionNames: Readonly<Record<string, string>>;
  readonly resolvers: readonly CachingResolver[];
  readonly portOf: (target: string) => number | undefined;
  readonly regionOf: (target: string) => string | undefined;
  readonly random: Random;
  readonly logFile: string;
  readonly onLine: (line: ClientLine) => void;
}

type Ask = Pick<ClientLine, "id" | "kind" | "via" | "request" | "path"> & {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly text?: string;
};

interface Way {
  readonly region: string;
  readonly port: number;
  readonly host: string;
}

/** A client waits this long for one answer, and goes on trying for this long. */
const ANSWER_MS = 6_000;
const PATIENCE_MS = 180_000;
/** After the last new payment, clients that have no answer yet try for so long. */
const LAST_TRIES_MS = 30_000;
const BACKOFF_MS = 500;
const BACKOFF_CAP_MS = 4_000;

/** Everybody who pays: they retry with the same identifier until they know, and write down what they hear. */
export class Clients {
  private readonly busy = new Set<Promise<void>>();
  private lastTryMs = Number.POSITIVE_INFINITY;
  private turn = 0;

  constructor(private readonly world: ClientsWorld) {}

  begin(planned: Planned): void {
    const work = planned.kind === "payment" ? this.pay(planned.payment) : this.misbehave(planned);
    this.busy.add(work);
    void work.finally(() => this.busy.delete(work));
  }

  /** Resolves when the last client has its answer or has given up. */
  async end(): Promise<void> {
    this.lastTryMs = Date.now() + LAST_TRIES_MS;
    await Promise.all(this.busy);
  }

  private async pay({ body, path, via, twin, follows }: PlannedPayment): Promise<void> {
    const post = (kind: ClientLine["kind"], way: string, request = body) =>
      this.persist({
        ...{ id: body.transaction_id, kind, via: way, request, path },
        ...{ method: "POST", url: path, text: JSON.stringify(request) },
      });
    const [known] = await Promise.all([
      post("payment", via),
      ...(twin ? [post("duplicate", via)] : []),
    ]);
    if (!known) return;
    await Promise.all(
      follows.map(async ({ kind, via: way, afterMs }: Follow) => {
        await pause(afterMs);
        if (kind === "duplicate") await post("duplicate", way);
        if (kind === "conflict") await post("conflict", way, conflicting(body));
        if (kind === "reading") await this.read(body.transaction_id, way);
      }),
    );
  }

  private async read(id: string, via: string): Promise<void> {
    await this.persist({ id, kind: "reading", via, method: "GET", url: `/payments/${id}` });
  }

  private async misbehave({ request }: Extract<Planned, { kind: "malformed" }>): Promise<void> {
    const { id, body } = request;
    const ask = { id, kind: "malformed", via: "name", method: "POST" } as const;
    await this.persist({ ...ask, url: "/validate", text: body });
  }

  /** Tries until somebody says yes or no; false when nobody did in time. */
  private async persist(ask: Ask): Promise<boolean> {
    const firstMs = Date.now();
    for (let attempt = 1; ; attempt++) {
      const line = await this.tryOnce(ask, firstMs, attempt);
      if (!isFailure(line)) return true;
      const waitMs = Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** (attempt - 1));
      await pause(waitMs * this.world.random.between(0.5, 1));
      if (Date.now() > Math.min(firstMs + PATIENCE_MS, this.lastTryMs)) return false;
    }
  }

  private async tryOnce(ask: Ask, firstMs: number, attempt: number): Promise<ClientLine> {
    const beganMs = Date.now();
    let region = "";
    let reply: Reply;
    try {
      const way = await this.wayOf(ask.via);
      ({ region } = way);
      const { method, url: path, text: body } = ask;
      const order = { port: way.port, host: way.host, method, path, timeoutMs: ANSWER_MS };
      reply = await sendOnce(body === undefined ? order : { ...order, body });
    } catch (error) {
      reply = { status: 0, body: "", replayed: false, error: (error as Error).message };
    }
    const { id, kind, via, request, path } = ask;
    const { status, error } = reply;
    const whole = { id, kind, via, region, attempt, firstMs, beganMs, endedMs: Date.now(), status };
    const line: ClientLine = {
      ...whole,
      ...(error === undefined ? {} : { error }),
      ...(request ? { request, path } : {}),
      ...(kind === "reading" || isAcknowledgement(whole) ? { body: reply.body } : {}),
      ...(reply.replayed ? { replayed: true } : {}),
    };
    // On disk before anybody counts it: an acknowledgement that is not here was never given.
    appendFileSync(this.world.logFile, `${JSON.stringify(line)}\n`);
    this.world.onLine(line);
    return line;
  }

  private async wayOf(via: string): Promise<Way> {
    const { resolvers, sharedName, regionNames, portOf, regionOf } = this.world;
    this.turn += 1;
    const resolver = resolvers[this.turn % resolvers.length];
    const pinned = via === "name" ? undefined : regionNames[via];
    const target = pinned ?? (await resolver?.resolve(sharedName)) ?? "";
    const port = portOf(target);
    if (port === undefined) throw new Error(`nobody answers to ${target}`);
    return { port, region: regionOf(target) ?? "", host: pinned ?? sharedName };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
