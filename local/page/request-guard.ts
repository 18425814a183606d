import type { IncomingHttpHeaders } from "node:http";

/** A header that no other site can send to us without asking first, and we never say yes. */
const ACTION_HEADER = "x-payments-dr-page";

const OURS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost"]);

/**
 * Whether the request was made for this machine by name. A site that has its own name resolve to
 * 127.0.0.1 gets as far as our port, but its browser still sends that site's name.
 */
export function isForThisMachine({ host }: IncomingHttpHeaders): boolean {
  return OURS.has(/^([a-z0-9.-]+)(:\d+)?$/i.exec(host ?? "")?.[1]?.toLowerCase() ?? "");
}

/** Whether our own page sent it, or a terminal that knows the header; never another site's page. */
export function mayPressButtons(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (headers[ACTION_HEADER] !== "1") return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return site === undefined || site === "same-origin";
}

/** Nothing but what this server serves, in no frame, sent to nobody. */
export const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;
