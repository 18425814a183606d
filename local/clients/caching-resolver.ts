import { createSocket } from "node:dgram";
import * as packet from "dns-packet";

export interface ResolverOptions {
  readonly server: { readonly host: string; readonly port: number };
  readonly nowMs: () => number;
  readonly timeoutMs: number;
  /** Told whenever the name server's answer is another one than before. */
  readonly onChange?: (name: string, target: string) => void;
}

interface Cached {
  readonly target: string;
  readonly untilMs: number;
}

const ID_MAX = 65_535;

/**
 * A resolver as clients have it: it believes an answer for its time to live, however wrong it has become,
 * and then asks over UDP again. It knows names that lead to other names.
 */
export class CachingResolver {
  private readonly cache = new Map<string, Cached>();
  private readonly asking = new Map<string, Promise<string>>();
  private readonly last = new Map<string, string>();
  private id = 0;

  constructor(private readonly options: ResolverOptions) {}

  /** Where a name leads; rejects when the name server does not answer or does not know it. */
  async resolve(name: string): Promise<string> {
    const cached = this.cache.get(name);
    if (cached && this.options.nowMs() < cached.untilMs) return cached.target;
    const under = this.asking.get(name);
    if (under) return under;
    const asking = this.ask(name).finally(() => this.asking.delete(name));
    this.asking.set(name, asking);
    return asking;
  }

  private async ask(name: string): Promise<string> {
    // The time that the answer took is part of its age.
    const askedMs = this.options.nowMs();
    const { answers = [] } = await this.exchange(name);
    const alias = answers.find((one) => one.type === "CNAME");
    if (alias?.type !== "CNAME") throw new Error(`${name} leads nowhere`);
    const target = alias.data;
    this.cache.set(name, { target, untilMs: askedMs + (alias.ttl ?? 0) * 1000 });
    if (this.last.get(name) !== target) {
      this.last.set(name, target);
      this.options.onChange?.(name, target);
    }
    return target;
  }

  private exchange(name: string): Promise<packet.DecodedPacket> {
    const { server, timeoutMs } = this.options;
    this.id = (this.id % ID_MAX) + 1;
    const { id } = this;
    const query = packet.encode({
      type: "query",
      id,
      flags: packet.RECURSION_DESIRED,
      questions: [{ type: "A", name }],
    });
    const socket = createSocket("udp4");
    return new Promise<packet.DecodedPacket>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name}: no name server`)), timeoutMs);
      socket.on("error", reject);
      socket.on("message", (message) => {
        const answer = answerIn(message, id);
        if (!answer) return;
        clearTimeout(timer);
        resolve(answer);
      });
      socket.send(query, server.port, server.host);
    }).finally(() => socket.close());
  }
}

/** Anything that is no answer to this very question is somebody else's. */
function answerIn(message: Buffer, id: number): packet.DecodedPacket | undefined {
  try {
    const answer = packet.decode(message);
    return answer.type === "response" && answer.id === id ? answer : undefined;
  } catch {
    return undefined;
  }
}
