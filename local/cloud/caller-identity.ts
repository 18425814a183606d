import { createHash } from "node:crypto";
import { parseArn } from "../engine/arn";
import { NotModelled } from "../engine/aws-error";
import { LOCAL_ACCOUNT } from "../program/aws/creation";
import type { Dispatcher } from "../wire/exchange";

/**
 * STS for whoever signed a request: the operation that operators and tools begin with, which tells them
 * who they are. It asks no permission, as in AWS. A role answers as the session of the function that
 * took it on; any other key is an operator of the account.
 */
export function tokenService(accessKeyId: string, role: string | undefined): Dispatcher {
  return {
    call(_caller, service, operation) {
      if (operation !== "GetCallerIdentity") throw new NotModelled(service, operation);
      return role === undefined ? operator(accessKeyId) : session(role, accessKeyId);
    },
  };
}

/** The ARN of somebody at a terminal, who is no role of the program. */
export function operatorArn(accessKeyId: string, account = LOCAL_ACCOUNT): string {
  return `arn:aws:iam::${account}:user/${accessKeyId}`;
}

function operator(accessKeyId: string) {
  const UserId = `AIDA${uniquePart(accessKeyId)}`;
  return { Account: LOCAL_ACCOUNT, Arn: operatorArn(accessKeyId), UserId };
}

function session(roleArn: string, accessKeyId: string) {
  const { account, resource } = parseArn(roleArn);
  const name = resource.split("/").at(-1) ?? resource;
  const Arn = `arn:aws:sts::${account}:assumed-role/${name}/${accessKeyId}`;
  return { Account: account, Arn, UserId: `AROA${uniquePart(roleArn)}:${accessKeyId}` };
}

/** Seventeen characters as IAM has them, the same for the same name. */
function uniquePart(name: string): string {
  const digits = BigInt(`0x${createHash("sha256").update(name).digest("hex")}`).toString(32);
  return digits.toUpperCase().slice(0, 17);
}
