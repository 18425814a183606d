import { errorName } from "./retry";

/** What one observer says about a region. Silence of the observer itself is "unknown", never "bad". */
export type Health = "good" | "bad" | "unknown";

/**
 * Independent places from which the active region is observed.
 * `standby`: its public health endpoint asked from the standby; `witness`: the same asked from a third
 * region; `heartbeat`: what the active region itself writes; `alarm`: a CloudWatch alarm about it.
 */
export type Vantage = "standby" | "witness" | "heartbeat" | "alarm";

/** One observer's word about the active region. */
export interface Signal {
  readonly vantage: Vantage;
  readonly health: Health;
}

/** The text that the health endpoint's body carries when the region works; Route 53 looks for it too. */
export const HEALTHY_TEXT = '"status":"ok"';

/**
 * What an answer of `/health` means. A region that answers 4xx, or 200 without the expected text, is
 * there but was not understood (throttled, blocked, a proxy in between): unknown, not bad.
 */
export function healthOfReply(status: number, body: string): Health {
  if (status >= 500) return "bad";
  return status >= 200 && status < 300 && body.includes(HEALTHY_TEXT) ? "good" : "unknown";
}

const UNREACHABLE = new Set(["Timeout", "Refused", "Broken"]);

/** No answer over the network speaks against the region; any other error is the observer's own. */
export function healthOfFailure(error: unknown): Health {
  return UNREACHABLE.has(errorName(error)) ? "bad" : "unknown";
}

/** Reads a health that travelled through another function; anything unexpected is unknown. */
export function healthFrom(value: unknown): Health {
  return value === "good" || value === "bad" ? value : "unknown";
}
