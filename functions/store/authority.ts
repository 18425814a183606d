import {
  type AuthorityLease,
  authorityFrom,
  leaseRemainingMs,
  mayProcess,
  readAuthorityInput,
} from "../core/control-item";
import type { Clock, Remote } from "../core/ports";
import { type CallPorts, callRepeatable } from "./call";

interface AuthorityPorts extends CallPorts {
  readonly clock: Clock;
  readonly region: string;
  readonly dynamo: Remote;
  readonly controlTable: string;
}

/** Tells whether this region may start a side effect now. */
export interface AuthorityReader {
  /**
   * The lease under which a side effect of `neededMs` may start, or undefined.
   * Rejects when the control item cannot be read: no answer is no authority.
   */
  hold(neededMs: number): Promise<AuthorityLease | undefined>;
}

/**
 * Cross-region: a read lease instead of a heartbeat. The clock is noted before the strongly consistent
 * read is sent, so a region that was fenced in the meantime stops at the latest one lease later.
 */
export function authorityReader(ports: AuthorityPorts): AuthorityReader {
  let held: AuthorityLease | undefined;

  async function read(): Promise<AuthorityLease | undefined> {
    const monoMs = ports.clock.monoMs();
    const wallMs = ports.clock.nowMs();
    const output = await callRepeatable<{ Item?: unknown }>(
      ports,
      ports.dynamo,
      "GetItem",
      readAuthorityInput(ports.controlTable),
      { attempts: 2, baseMs: 40, capMs: 100 },
    );
    const authority = authorityFrom(output.Item);
    return authority && { authority, monoMs, wallMs };
  }

  return {
    async hold(neededMs) {
      const { clock, region } = ports;
      if (held && mayProcess(held, region, neededMs, clock.monoMs(), clock.nowMs())) return held;
      held = await read();
      if (!held) return undefined;
      const { authority } = held;
      if (authority.active !== region || authority.phase !== "STEADY") return undefined;
      // The read itself may have used up the lease.
      return leaseRemainingMs(held, clock.monoMs(), clock.nowMs()) >= neededMs ? held : undefined;
    },
  };
}
