/**
 * Queue URLs are names that look like addresses. The engine writes them with AWS's host; a client
 * on this machine must get one it can reach, and may send back whichever it has stored.
 */
export function canonicalQueueUrl(url: string, region: string): string {
  const path = /^https?:\/\/[^/]+(\/.*)$/.exec(url)?.[1];
  return path ? `https://sqs.${region}.amazonaws.com${path}` : url;
}

/** The same queue URL with the host and port the client has just used. */
export function reachableQueueUrl(url: string, origin: string): string {
  const path = /^https?:\/\/[^/]+(\/.*)$/.exec(url)?.[1];
  return path ? `${origin}${path}` : url;
}

/** Applies a rewrite to the members of an SQS input or output that hold queue URLs. */
export function rewriteQueueUrls(
  members: Record<string, unknown>,
  rewrite: (url: string) => string,
): Record<string, unknown> {
  const { QueueUrl: one, QueueUrls: many } = members;
  if (typeof one === "string") return { ...members, QueueUrl: rewrite(one) };
  if (Array.isArray(many))
    return { ...members, QueueUrls: many.map((url) => rewrite(String(url))) };
  // ListDeadLetterSourceQueues is the one operation that spells the member in lower case.
  if (Array.isArray(members.queueUrls)) {
    return { ...members, queueUrls: members.queueUrls.map((url) => rewrite(String(url))) };
  }
  return members;
}
