import type { ResourceModels } from "./creation";
import { arnResource, CREATED_AT } from "./creation";

/** Roles, policies and keys: who may do what. */
export const identityModels: ResourceModels = {
  "aws:iam/role:Role": (role) => {
    const name = role.named();
    return {
      id: name,
      outputs: {
        name,
        arn: role.globalArn("iam", `role${role.text("path") || "/"}${name}`),
        uniqueId: `AROA${role.word(17).toUpperCase()}`,
        createDate: CREATED_AT,
        namePrefix: "",
      },
    };
  },
  "aws:iam/policy:Policy": (policy) => {
    const name = policy.named();
    const arn = policy.globalArn("iam", `policy${policy.text("path") || "/"}${name}`);
    return { id: arn, outputs: { name, arn, policyId: `ANPA${policy.word(17).toUpperCase()}` } };
  },
  "aws:iam/rolePolicy:RolePolicy": (policy) => {
    const name = policy.named();
    return { id: `${policy.text("role")}:${name}`, outputs: { name } };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (attachment) => ({
    id: `${attachment.text("role")}/${attachment.text("policyArn")}`,
  }),
  "aws:kms/key:Key": (key) => {
    const keyId = key.flag("multiRegion") ? `mrk-${key.hex(32)}` : key.uuid();
    return { id: keyId, outputs: { keyId, arn: key.arn("kms", `key/${keyId}`) } };
  },
  "aws:kms/replicaKey:ReplicaKey": (replica) => {
    // A multi-region key has the same identifier everywhere; only the ARN's region differs.
    const keyId = arnResource(replica.text("primaryKeyArn")).replace("key/", "");
    return { id: keyId, outputs: { keyId, arn: replica.arn("kms", `key/${keyId}`) } };
  },
  "aws:kms/alias:Alias": (alias) => {
    const name = alias.text("name") || `alias/${alias.named()}`;
    const target = alias.text("targetKeyId");
    const targetKeyArn = target.startsWith("arn:") ? target : alias.arn("kms", `key/${target}`);
    return { id: name, outputs: { name, targetKeyArn, arn: alias.arn("kms", name) } };
  },
  "aws:kms/keyPolicy:KeyPolicy": (policy) => ({ id: policy.text("keyId") }),
};
