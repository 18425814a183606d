import type { WireRequest } from "./wire-message";

/** What a signature says about a request, without checking it: who signed, for where and what. */
export interface SignatureScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name, which is how one port serves every service. */
  readonly service: string;
}

const credential = /Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/** Reads the credential scope from the Authorization header or from a presigned query. */
export function signatureScope(request: WireRequest): SignatureScope | undefined {
  const presigned = request.query.get("X-Amz-Credential");
  const source = request.headers.authorization ?? (presigned ? `Credential=${presigned}` : "");
  const match = credential.exec(source);
  if (!match) return undefined;
  const [, accessKeyId = "", , region = "", service = ""] = match;
  return { accessKeyId, region, service };
}

/** Endpoint names of services whose host is called differently from their signing name. */
const hostServices: Readonly<Record<string, string>> = {
  ddb: "dynamodb",
  "sync-states": "states",
};

/**
 * What the host of an AWS endpoint says: clients in the same process may leave the signature out,
 * which saves a third of a call's time.
 */
export function endpointScope(host: string): { service: string; region?: string } | undefined {
  const labels = (host.split(":")[0] ?? "").split(".");
  const aws = labels.indexOf("amazonaws");
  if (aws < 1) return undefined;
  const before = labels.slice(0, aws);
  const last = before[before.length - 1] as string;
  const isRegional = /^[a-z]{2}(-[a-z]+)+-\d$/.test(last);
  const name = isRegional ? before[before.length - 2] : last;
  if (!name) return undefined;
  return { service: hostServices[name] ?? name, ...(isRegional && { region: last }) };
}
