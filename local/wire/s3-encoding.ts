import { AwsError } from "../engine/aws-error";

type Members = Record<string, unknown>;

/** Listings that can be asked to write keys so that XML can carry any of them. */
const LISTINGS: ReadonlySet<string> = new Set(["ListObjectsV2", "ListObjectVersions"]);

/** Members of a listing, and of what it lists, that are keys or parts of keys. */
const KEYS: ReadonlySet<string> = new Set([
  "Delimiter",
  "Key",
  "KeyMarker",
  "NextKeyMarker",
  "Prefix",
  "StartAfter",
]);

/** What the engine is asked, and how its answer is written. */
export interface EncodedListing {
  readonly input: Members;
  encode(output: Members): Members;
}

/**
 * The parameter `encoding-type` of a listing, which the AWS CLI always sends: it is about the wire
 * alone, so the engine never sees it. Undefined for every other request.
 */
export function encodedListing(operation: string, input: Members): EncodedListing | undefined {
  if (!LISTINGS.has(operation) || input.EncodingType === undefined) return undefined;
  const { EncodingType: encoding, ...rest } = input;
  if (encoding !== "url") {
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return { input: rest, encode: (output) => ({ ...encoded(output), EncodingType: encoding }) };
}

function encoded(members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (typeof value === "string") return [name, KEYS.has(name) ? urlEncoded(value) : value];
      return [name, Array.isArray(value) ? value.map((one) => encoded(one as Members)) : value];
    }),
  );
}

/** As S3 writes them: a space is a plus, the slash stays, and of punctuation only `-_.*`. */
function urlEncoded(key: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, percent)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}
