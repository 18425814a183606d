import { Agent, request } from "node:http";
import { paymentBody } from "./payment-body";

/** What the clients saw. */
export interface LoadResult {
  readonly accepted: readonly string[];
  readonly refused: number;
  /** How long they paid. */
  readonly seconds: number;
  readonly p99Ms: number;
}

/**
 * Clients in a process of their own, so that what they cost is nobody's else: `load-process URL
 * SECONDS CONNECTIONS PREFIX` pays as fast as it is answered and prints what it saw.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [url = "", seconds = "", connections = "", prefix = ""] = argv;
  const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
  const startMs = performance.now();
  const untilMs = startMs + Number(seconds) * 1000;
  const latencies: number[] = [];
  const accepted: string[] = [];
  let number = 0;
  let refused = 0;
  const client = async () => {
    while (performance.now() < untilMs) {
      const began = performance.now();
      const id = `${prefix}-${number++}`;
      const status = await pay(agent, url, paymentBody(id)).catch(() => 0);
      if (status === 200) {
        latencies.push(performance.now() - began);
        accepted.push(id);
      } else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(connections) }, client));
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const result: LoadResult = {
    accepted,
    refused,
    seconds: (performance.now() - startMs) / 1000,
    p99Ms: latencies[Math.ceil(0.99 * latencies.length) - 1] ?? 0,
  };
  process.stdout.write(JSON.stringify(result));
  return 0;
}

function pay(agent: Agent, url: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/validate`, { agent, method: "POST", headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
