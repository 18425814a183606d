import { AwsError } from "../aws-error";

interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const reference =
  /^(?:(?:arn:aws:lambda:([a-z0-9-]+):)?(?:\d{12}:)?function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9$_-]+))?$/;
const known = new Map<string, { region: string | undefined } & FunctionReference>();

/** Understands a name, a partial or a full ARN, each with or without a version or alias. */
export function parseFunctionName(region: string, given: unknown): FunctionReference {
  const text = String(given);
  let parsed = known.get(text);
  if (!parsed) {
    const match = reference.exec(text);
    if (!match?.[2]) throw new AwsError("ValidationException", `${text} is not a function name`);
    parsed = { region: match[1], name: match[2], qualifier: match[3] };
    known.set(text, parsed);
  }
  if (parsed.region && parsed.region !== region) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Functions from '${parsed.region}' are not reachable in this region ('${region}')`,
      404,
    );
  }
  return parsed;
}
