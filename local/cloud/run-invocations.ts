import { request } from "node:http";
import type { DeclaredInvocation } from "../topology/invocations";

/**
 * Runs what the deployment itself runs, in the declared order and as an operator; a function that fails
 * fails the deployment.
 */
export async function runInvocations(
  invocations: readonly DeclaredInvocation[],
  awsPort: (region: string) => number,
): Promise<void> {
  for (const one of invocations) {
    const { status, functionError, body } = await invoke(one, awsPort(one.region));
    if (status === 200 && functionError === undefined) continue;
    throw new Error(`${one.functionName}, which the deployment runs, failed: ${body}`);
  }
}

interface Answer {
  readonly status: number;
  readonly functionError: string | undefined;
  readonly body: string;
}

function invoke(one: DeclaredInvocation, port: number): Promise<Answer> {
  const { region, functionName, qualifier, input } = one;
  const name = encodeURIComponent(functionName);
  const query = qualifier ? `?Qualifier=${encodeURIComponent(qualifier)}` : "";
  const scope = `DEPLOYMENT/20260101/${region}/lambda/aws4_request`;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path: `/2015-03-31/functions/${name}/invocations${query}`,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(input),
      },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const error = incoming.headers["x-amz-function-error"];
        resolve({
          status: incoming.statusCode ?? 0,
          functionError: typeof error === "string" ? error : undefined,
          body: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    outgoing.end(input);
  });
}
