import { isShared, parameterSync, type RegionalParameter } from "./core/parameter-sync";
import type { BasePorts, Remote } from "./core/ports";
import type { SharedKeyArns } from "./core/settings";
import { callRepeatable } from "./store/call";
import { callExpecting } from "./store/expected-error";

export interface SyncParametersPorts extends BasePorts {
  readonly ssm: Remote;
  /** The other region's parameter store. */
  readonly peerSsm: Remote;
  readonly peerRegion: string;
  readonly sharedParametersPath: string;
  readonly sharedKeyArns: SharedKeyArns;
}

/** EventBridge's "Parameter Store Change". */
export interface ParameterChange {
  readonly detail?: { readonly name?: string; readonly operation?: string };
}

export interface ParameterSyncReport {
  readonly action: "ignored" | "copied" | "same" | "older" | "gone";
}

/**
 * Copies a changed shared parameter to the other region. Cross-region: a parameter is compared before it
 * is copied, so the copy's own change event ends there; secrets are encrypted again with the other
 * region's key. Deletions are left to the program, which declares the parameters in both regions.
 */
export function syncParameters(ports: SyncParametersPorts) {
  return async (event: ParameterChange): Promise<ParameterSyncReport> => {
    const { name = "", operation } = event.detail ?? {};
    const written = operation === "Create" || operation === "Update";
    if (!written || !isShared(name, ports.sharedParametersPath)) return { action: "ignored" };
    const own = await read(ports, ports.ssm, name);
    // Deleted since the event: whoever deleted it deals with both regions.
    if (!own) return { action: "gone" };
    const decision = parameterSync(own, await read(ports, ports.peerSsm, name));
    if (decision !== "copy") return { action: decision };
    await callRepeatable(ports, ports.peerSsm, "PutParameter", copyOf(ports, name, own));
    ports.metrics.count("ParameterCopied");
    return { action: "copied" };
  };
}

function copyOf(ports: SyncParametersPorts, name: string, parameter: RegionalParameter) {
  const put = { Name: name, Value: parameter.value, Type: parameter.type, Overwrite: true };
  if (parameter.type !== "SecureString") return put;
  const key = ports.sharedKeyArns[ports.peerRegion];
  if (!key) throw new Error(`no key is configured for secrets in ${ports.peerRegion}`);
  return { ...put, KeyId: key };
}

interface ParameterOutput {
  readonly Parameter?: {
    readonly Value?: string;
    readonly Type?: string;
    readonly LastModifiedDate?: Date;
  };
}

async function read(
  ports: SyncParametersPorts,
  ssm: Remote,
  name: string,
): Promise<RegionalParameter | undefined> {
  const request = { Name: name, WithDecryption: true };
  const missing = ["ParameterNotFound"];
  const answer = await callExpecting<ParameterOutput>(ports, ssm, "GetParameter", request, missing);
  if (answer.error !== undefined) return undefined;
  const { Value, Type, LastModifiedDate } = answer.output.Parameter ?? {};
  return {
    value: Value ?? "",
    type: (Type ?? "String") as RegionalParameter["type"],
    modifiedMs: LastModifiedDate?.getTime() ?? 0,
  };
}
