import type { BasePorts, Remote } from "../core/ports";
import { errorName } from "../core/retry";
import { type KeysAge, type TokenKeys, tokenKeysFrom, wantsRefresh } from "../core/token-keys";

export interface TokenKeysPorts extends Pick<BasePorts, "clock" | "log" | "metrics"> {
  readonly ssm: Remote;
  readonly keysParameter: string;
}

/** The issuer's public keys, from memory whenever that is good enough. */
export interface TokenKeysReader {
  /** Rejects when no key was ever read: then nobody can be let in, and nobody is to blame. */
  keys(): Promise<TokenKeys>;
  /** After a token named a key that is not among them; undefined when there is nothing newer. */
  newer(): Promise<TokenKeys | undefined>;
}

/**
 * Cross-region: the keys come from a parameter in the function's own region, not from the issuer's
 * address, and the last good ones stay in use when the parameter cannot be read.
 */
export function tokenKeysReader(ports: TokenKeysPorts): TokenKeysReader {
  let held: TokenKeys | undefined;
  let text: string | undefined;
  let age: KeysAge = { readMs: Number.NEGATIVE_INFINITY, triedMs: Number.NEGATIVE_INFINITY };

  async function refresh(): Promise<void> {
    age = { ...age, triedMs: ports.clock.nowMs() };
    try {
      const { Parameter } = await ports.ssm.send<{ Parameter?: { Value?: string } }>(
        "GetParameter",
        { Name: ports.keysParameter, WithDecryption: true },
      );
      const read = tokenKeysFrom(Parameter?.Value);
      if (!read) throw Object.assign(new Error("no usable key"), { name: "NoTokenKeys" });
      // The same text stays the same object, so that imported keys stay imported.
      if (Parameter?.Value !== text) held = read;
      text = Parameter?.Value;
      age = { readMs: age.triedMs, triedMs: age.triedMs };
    } catch (error) {
      ports.metrics.count("TokenKeysUnreadable");
      ports.log.warn("token keys were not read", {
        error: errorName(error),
        kept: held !== undefined,
      });
    }
  }

  return {
    async keys() {
      if (!held || wantsRefresh(age, false, ports.clock.nowMs())) await refresh();
      if (!held) throw new Error("no token keys are known");
      return held;
    },
    async newer() {
      if (!wantsRefresh(age, true, ports.clock.nowMs())) return undefined;
      const before = held;
      await refresh();
      return held === before ? undefined : held;
    },
  };
}
