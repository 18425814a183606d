import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import * as packet from "dns-packet";
import type { DnsAnswer } from "../engine/route53/resolver";

export type Answerer = (name: string, type: string) => DnsAnswer;

export interface OpenNameServer {
  close(): Promise<void>;
}

const RCODES: Readonly<Record<DnsAnswer["code"], number>> = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 };
const AUTHORITATIVE = 1 << 10;

/** An authoritative name server on loopback, UDP and TCP, for `dig`, resolvers and the drill. */
export async function openNameServer(port: number, answer: Answerer): Promise<OpenNameServer> {
  const udp = await openUdp(port, answer);
  const tcp = await openTcp(port, answer);
  return {
    close: () =>
      new Promise((resolve) => {
        udp.close(() => tcp.close(() => resolve()));
      }),
  };
}

function openUdp(port: number, answer: Answerer): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (message, { address, port: from }) => {
    const reply = replyTo(message, answer);
    if (reply) socket.send(reply, from, address);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, "127.0.0.1", () => resolve(socket));
  });
}

/** Over TCP every message is preceded by its length. */
function openTcp(port: number, answer: Answerer): Promise<Server> {
  const server = createServer((socket) => {
    let waiting = Buffer.alloc(0);
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
        const length = waiting.readUInt16BE(0);
        const reply = replyTo(waiting.subarray(2, 2 + length), answer);
        waiting = waiting.subarray(2 + length);
        if (!reply) {
          socket.destroy();
          return;
        }
        const head = Buffer.alloc(2);
        head.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([head, reply]));
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** Undefined for anything that is no query: garbage is dropped, never answered, never fatal. */
export function replyTo(message: Buffer, answer: Answerer): Buffer | undefined {
  if (!looksLikeQuery(message)) return undefined;
  try {
    const query = packet.decode(message);
    const question = query.questions?.[0];
    if (query.type !== "query" || !question) return undefined;
    const { code, records } = answer(question.name, question.type);
    return packet.encode({
      id: query.id ?? 0,
      type: "response",
      flags: ((query.flags ?? 0) & packet.RECURSION_DESIRED) | AUTHORITATIVE | RCODES[code],
      questions: [question],
      answers: records.map(
        ({ name, type, ttl, value }) =>
          ({
            name,
            type,
            ttl,
            data: type === "TXT" ? [value] : value.replace(/\.$/, ""),
          }) as packet.Answer,
      ),
    });
  } catch {
    return undefined;
  }
}

const HEADER_BYTES = 12;
const RESPONSE_BIT = 0x80;

/**
 * One question, nothing else but perhaps an EDNS record. A header that promises thousands of records
 * would otherwise keep the decoder busy for as long as it takes to not find them.
 */
function looksLikeQuery(message: Buffer): boolean {
  if (message.length <= HEADER_BYTES || (message.readUInt8(2) & RESPONSE_BIT) !== 0) return false;
  const [questions, answers, authorities, additional] = [4, 6, 8, 10].map((at) =>
    message.readUInt16BE(at),
  );
  return questions === 1 && answers === 0 && authorities === 0 && (additional ?? 0) <= 1;
}
