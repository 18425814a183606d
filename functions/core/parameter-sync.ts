/** A parameter as one region holds it. */
export interface RegionalParameter {
  readonly value: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly modifiedMs: number;
}

/** Whether a changed parameter is copied to the other region, and if not, why. */
export type ParameterSync = "copy" | "same" | "older";

/**
 * Cross-region: the copy is itself a change in the other region, which would copy it back. Equal
 * parameters end that at once. When both regions changed one at the same time, the later change wins in
 * both; equal times are decided by value, so that both regions decide alike.
 */
export function parameterSync(
  own: RegionalParameter,
  peer: RegionalParameter | undefined,
): ParameterSync {
  if (!peer) return "copy";
  if (own.value === peer.value && own.type === peer.type) return "same";
  if (own.modifiedMs !== peer.modifiedMs)
    return own.modifiedMs > peer.modifiedMs ? "copy" : "older";
  return `${own.type}${own.value}` > `${peer.type}${peer.value}` ? "copy" : "older";
}

/** Only what lies below the shared path is synchronised; endpoints of one region stay its own. */
export function isShared(name: string, sharedPath: string): boolean {
  const path = sharedPath.endsWith("/") ? sharedPath : `${sharedPath}/`;
  return name.startsWith(path);
}
