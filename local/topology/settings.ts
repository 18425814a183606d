import type { SecretDeclaration } from "../engine/secrets/secrets";
import type { ResourceNode } from "../program/resource-node";
import { declared } from "./declared";

export interface DeclaredParameter {
  readonly region: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export function readParameters(nodes: readonly ResourceNode[]): DeclaredParameter[] {
  return declared(nodes, "ssm/parameter:Parameter").map((one) => ({
    region: one.region,
    name: one.text("name"),
    type: one.text("type"),
    value: one.optionalText("value") ?? one.optionalText("insecureValue") ?? "",
  }));
}

/** Functions may be given the whole ARN, so the local secret has to end like the declared one. */
const SUFFIX_LENGTH = 6;

/** Secrets with their first value and their replicas. */
export function readSecrets(nodes: readonly ResourceNode[]): SecretDeclaration[] {
  const versions = declared(nodes, "secretsmanager/secretVersion:SecretVersion");
  return declared(nodes, "secretsmanager/secret:Secret").map((one) => {
    const version = versions.find((each) => each.text("secretId") === one.node.id);
    const replicas = one.list<{ region: string; kmsKeyId?: string }>("replicas");
    const kmsKeyId = one.optionalText("kmsKeyId");
    return {
      name: one.text("name"),
      primaryRegion: one.region,
      value: version?.optionalText("secretString") ?? "",
      ...(kmsKeyId ? { kmsKeyId } : {}),
      replicas,
      suffix: one.output("arn").slice(-SUFFIX_LENGTH),
    };
  });
}
