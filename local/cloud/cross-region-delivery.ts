import { request } from "node:http";
import { parseArn } from "../engine/arn";
import type { DeliveredMessage } from "../engine/sqs/queue-delivery";
import type { Deployment } from "./deployment";

/**
 * Cross-region: a topic delivers to a queue of the other region. The message goes to the AWS endpoint
 * over there like any client's would; who cannot be reached is handled by the topic before this.
 */
export function deliverElsewhere(
  deployment: Deployment,
  queueArn: string,
  message: DeliveredMessage,
): void {
  const { region, account, resource } = parseArn(queueArn);
  const body = JSON.stringify({
    QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${resource}`,
    MessageBody: message.body,
    ...(message.attributes ? { MessageAttributes: message.attributes } : {}),
  });
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AmazonSQS.SendMessage",
  };
  post(deployment, { region, service: "sqs", path: "/", headers, body }).catch(() => undefined);
}

/** Cross-region: hands an event to a function of the other region; rejects when nobody takes it. */
export function invokeElsewhere(
  deployment: Deployment,
  functionArn: string,
  event: unknown,
): Promise<void> {
  const { region } = parseArn(functionArn);
  const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const headers = {
    "content-type": "application/json",
    "x-amz-invocation-type": "Event",
  };
  const body = JSON.stringify(event);
  return post(deployment, { region, service: "lambda", path, headers, body });
}

interface Post {
  readonly region: string;
  readonly service: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function post(
  deployment: Deployment,
  { region, service, path, headers, body }: Post,
): Promise<void> {
  const port = deployment.ports.regions[region]?.aws;
  if (port === undefined) return Promise.reject(new Error(`no region ${region} is here`));
  const scope = `TOPIC/20260101/${region}/${service}/aws4_request`;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path,
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}`,
        "content-length": Buffer.byteLength(body),
      },
    });
    outgoing.on("response", (answer) => {
      answer.resume();
      const { statusCode = 0 } = answer;
      if (statusCode < 300) resolve();
      else reject(new Error(`${service} in ${region} answered ${statusCode}`));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
