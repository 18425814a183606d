import { AwsError } from "../aws-error";

export type ParameterType = "String" | "StringList" | "SecureString";

/** One parameter as it is now. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  readonly lastModified: Date;
  readonly keyId?: string;
}

const longestStandardValue = 4096;
const types = new Set(["String", "StringList", "SecureString"]);

/** The parameters of one region, with all their versions. */
export class ParameterStore {
  private readonly history = new Map<string, Parameter[]>();

  put(input: Record<string, unknown>, lastModified: Date): Parameter {
    const name = String(input.Name);
    const value = String(input.Value ?? "");
    const before = this.history.get(name) ?? [];
    const last = before[before.length - 1];
    if (last && !input.Overwrite) {
      const message =
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
      throw new AwsError("ParameterAlreadyExists", message);
    }
    const type = (input.Type ?? last?.type) as ParameterType | undefined;
    if (!type || !types.has(type)) {
      throw new AwsError("ValidationException", `the type of ${name} is ${String(type)}`);
    }
    if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name)) {
      throw new AwsError("ValidationException", `Parameter name ${name} is not allowed`);
    }
    if (value === "" || Buffer.byteLength(value) > longestStandardValue) {
      throw new AwsError("ValidationException", `the value of ${name} must have 1 to 4096 bytes`);
    }
    const keyId = (input.KeyId as string | undefined) ?? last?.keyId;
    const parameter: Parameter = {
      name,
      type,
      value,
      version: (last?.version ?? 0) + 1,
      lastModified,
      ...(type === "SecureString" && { keyId: keyId ?? "alias/aws/ssm" }),
    };
    this.history.set(name, [...before, parameter]);
    return parameter;
  }

  /** The parameter, or the version of it that `name:version` asks for. */
  find(reference: string): Parameter | undefined {
    const [name = "", version] = reference.split(":");
    const versions = this.history.get(name);
    if (version === undefined) return versions?.[versions.length - 1];
    if (!versions) return undefined;
    const found = versions.find((one) => String(one.version) === version);
    if (found) return found;
    throw new AwsError("ParameterVersionNotFound", `${name} has no version ${version}`);
  }

  delete(name: string): Parameter | undefined {
    const found = this.find(name);
    this.history.delete(name);
    return found;
  }

  /** Parameters below a path, by name; only its direct children unless recursive. */
  below(path: string, recursive: boolean): Parameter[] {
    const start = path.endsWith("/") ? path : `${path}/`;
    return [...this.history.keys()]
      .filter((name) => name.startsWith(start))
      .filter((name) => recursive || !name.slice(start.length).includes("/"))
      .sort()
      .flatMap((name) => this.find(name) ?? []);
  }
}
