import type { DnsConfig } from "../config/dns-config";
import type { RegionContext } from "../context";
import { regionCode } from "../naming";
import { type PerRole, perRole } from "../per-role";

/** The names under which a stack with a domain is reached. */
export interface PublicNames {
  /** The name clients use; it follows the active region. */
  readonly shared: string;
  /** Each region's own name, which never moves: health checks and operators ask it. */
  readonly own: PerRole<string>;
}

/** `api.<domain>` for clients, `api-use1.<domain>` for one region. */
export function publicNames(
  dns: Pick<DnsConfig, "name"> & { domain: string },
  contexts: PerRole<Pick<RegionContext, "region">>,
): PublicNames {
  const { name, domain } = dns;
  return {
    shared: `${name}.${domain}`,
    own: perRole((role) => `${name}-${regionCode(contexts[role].region)}.${domain}`),
  };
}

/** Types of the shared records: an alias needs one for each IP version. */
export function sharedRecordTypes({
  recordType,
}: Pick<DnsConfig, "recordType">): readonly string[] {
  return recordType === "alias" ? ["A", "AAAA"] : ["CNAME"];
}
