import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { expect } from "chai";
import * as packet from "dns-packet";
import { type OpenNameServer, openNameServer, replyTo } from "../../../local/cloud/name-server";
import { Random } from "../../../local/engine/random";
import type { DnsAnswer } from "../../../local/engine/route53/resolver";

const PORT = 45_353;

function answer(name: string, type: string): DnsAnswer {
  if (name !== "api.test" || type !== "CNAME") return { code: "NXDOMAIN", records: [] };
  const records = [{ name, type, ttl: 10, value: "region.test" }];
  return { code: "NOERROR", records };
}

function question(name: string, type: packet.RecordType = "CNAME"): Buffer {
  return packet.encode({ type: "query", id: 7, questions: [{ name, type }] });
}

function askOverUdp(message: Buffer): Promise<packet.Packet> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    const send = () => socket.send(message, PORT, "127.0.0.1");
    // As any resolver does: a datagram may get lost in a full buffer.
    const again = setInterval(send, 300);
    socket.on("message", (reply) => {
      clearInterval(again);
      socket.close();
      resolve(packet.decode(reply));
    });
    send();
  });
}

function askOverTcp(message: Buffer): Promise<packet.Packet> {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return new Promise((resolve) => {
    const socket = connect(PORT, "127.0.0.1", () => {
      // In two pieces: a stream keeps no message together.
      socket.write(length);
      socket.write(message);
    });
    socket.once("data", (reply: Buffer) => {
      socket.destroy();
      resolve(packet.decode(reply.subarray(2)));
    });
  });
}

describe("the local name server", () => {
  let server: OpenNameServer;

  before(async () => {
    server = await openNameServer(PORT, answer);
  });

  after(() => server.close());

  for (const [way, ask] of [
    ["UDP", askOverUdp],
    ["TCP", askOverTcp],
  ] as const) {
    it(`answers a question over ${way}`, async () => {
      const reply = await ask(question("api.test"));
      expect(reply.id).to.equal(7);
      expect(reply.answers).to.have.length(1);
      expect(reply.answers?.[0]).to.include({ name: "api.test", ttl: 10, data: "region.test" });
    });

    it(`says over ${way} that there is no such name`, async () => {
      const reply = await ask(question("other.test"));
      expect((reply.flags ?? 0) & 15).to.equal(3);
      expect(reply.answers).to.deep.equal([]);
    });
  }

  it("is not stopped by any number of malformed packets", async () => {
    const random = new Random("garbage");
    const socket = createSocket("udp4");
    for (let i = 0; i < 3_000; i++) {
      const bytes = Buffer.from(Array.from({ length: random.int(80) }, () => random.int(256)));
      expect(() => replyTo(bytes, answer)).not.to.throw();
      socket.send(bytes, PORT, "127.0.0.1");
    }
    expect((await askOverUdp(question("api.test"))).answers).to.have.length(1);
    socket.close();
  });

  it("does not answer an answer, which would begin an endless conversation", () => {
    const reply = packet.encode({ type: "response", id: 7, questions: [], answers: [] });
    expect(replyTo(reply, answer)).to.equal(undefined);
  });
});
