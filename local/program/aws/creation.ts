import { createHash } from "node:crypto";
import { listAt, textAt, valueAt } from "../property-path";
import type { Properties } from "../resource-node";

/** The account everything is created in when a program is read back. */
export const LOCAL_ACCOUNT = "000000000000";

/** The moment everything is created, so that two captures of a program are equal. */
export const CREATED_AT = "2025-01-01T00:00:00Z";

/** What a resource model may add to the inputs: an identifier and computed properties. */
export interface Described {
  readonly id: string;
  readonly outputs?: Properties;
}

/** Describes one resource type after its creation. */
export type Describe = (creation: Creation) => Described;

/** Models by resource type. */
export type ResourceModels = Readonly<Record<string, Describe>>;

/** One resource at the moment of its creation, with the vocabulary AWS builds identifiers from. */
export class Creation {
  constructor(
    readonly type: string,
    readonly logicalName: string,
    readonly inputs: Properties,
    readonly region: string,
    readonly account: string,
  ) {}

  get partition(): string {
    return partitionOf(this.region);
  }

  text(...path: readonly (string | number)[]): string {
    return textAt(this.inputs, ...path);
  }

  list(...path: readonly (string | number)[]): readonly unknown[] {
    return listAt(this.inputs, ...path);
  }

  flag(name: string): boolean {
    return valueAt(this.inputs, name) === true;
  }

  /** The name given by the program, else the one the provider generates from the logical name. */
  named(property = "name"): string {
    const given = this.text(property);
    if (given !== "") return given;
    const prefix = this.text(`${property}Prefix`);
    return prefix === "" ? `${this.logicalName}-${this.hex(7)}` : `${prefix}${this.hex(26)}`;
  }

  /** A regional ARN in our account, e.g. `arn("sqs", "payments")`. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** An ARN without region, as IAM and a few other global services have. */
  globalArn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}::${this.account}:${resource}`;
  }

  /** Hexadecimal digits that depend only on what is created; `salt` gives another sequence. */
  hex(length: number, salt = ""): string {
    const seed = `${this.type}|${this.logicalName}|${this.region}|${salt}`;
    let digits = "";
    for (let round = 0; digits.length < length; round++) {
      digits += createHash("sha256").update(`${seed}|${round}`).digest("hex");
    }
    return digits.slice(0, length);
  }

  /** Lower-case letters and digits, as in API identifiers and endpoints. */
  word(length: number, salt = ""): string {
    const letters = this.hex(length * 2, `word|${salt}`);
    let word = "";
    for (let at = 0; at < length; at++) {
      word += (Number.parseInt(letters.slice(at * 2, at * 2 + 2), 16) % 36).toString(36);
    }
    return word;
  }

  uuid(salt = ""): string {
    const digits = this.hex(32, `uuid|${salt}`);
    return [8, 12, 16, 20, 32]
      .map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end))
      .join("-");
  }
}

/** The AWS partition a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** The part of an ARN after its n-th colon-separated field. */
export function arnResource(arn: string): string {
  return arn.split(":").slice(5).join(":");
}
