import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readEnum, readMembers, type TypedProperties } from "./typing-members";

/** What the installed typings say about one resource type. */
export interface ResourceSchema {
  readonly inputs: TypedProperties;
  readonly outputs: TypedProperties;
}

const NOTHING: TypedProperties = new Map();

// `aws:sqs/queue:Queue` names its file; `awsx:ec2:Vpc` leaves it to be derived.
const TOKEN = /^([a-z]+):(\w+)(?:\/(\w+))?:(\w+)$/;

/**
 * The schema of a provider, rebuilt from the `.d.ts` files of its installed SDK: exact to the
 * version the program uses. Files are read when a type is first asked for.
 */
export class ProviderSchema {
  private readonly root: string;
  private readonly resources = new Map<string, ResourceSchema | undefined>();
  private readonly nested = new Map<string, TypedProperties | undefined>();
  private readonly enums = new Map<string, readonly string[]>();
  private inputText: string | undefined;

  constructor(private readonly packageName: string) {
    const manifest = createRequire(__filename).resolve(`@pulumi/${packageName}/package.json`);
    this.root = dirname(manifest);
  }

  /** Undefined for a type that the installed SDK does not have. */
  resource(type: string): ResourceSchema | undefined {
    if (!this.resources.has(type)) this.resources.set(type, this.readResource(type));
    return this.resources.get(type);
  }

  /** A nested input interface by its qualified name, e.g. `dynamodb.TableReplica`. */
  object(name: string): TypedProperties | undefined {
    if (!this.nested.has(name)) this.nested.set(name, this.readObject(name));
    return this.nested.get(name);
  }

  /** The values of a named enum, e.g. `lambda.Runtime`. */
  enumValues(name: string): readonly string[] {
    let values = this.enums.get(name);
    if (!values) {
      values = this.readEnumFile(name);
      this.enums.set(name, values);
    }
    return values;
  }

  /** Whether resources of the type can carry tags. */
  taggable(type: string): boolean {
    return this.resource(type)?.inputs.has("tags") ?? false;
  }

  private readResource(type: string): ResourceSchema | undefined {
    const [, packageName, module, file, name] = TOKEN.exec(type) ?? [];
    if (packageName !== this.packageName || !module || !name) return undefined;
    const folder = join(this.root, module === "index" ? "" : module);
    const path = join(folder, `${file ?? name[0]?.toLowerCase() + name.slice(1)}.d.ts`);
    if (!existsSync(path)) return undefined;
    const text = readFileSync(path, "utf8");
    return {
      inputs: membersAfter(text, `export interface ${name}Args {`) ?? NOTHING,
      outputs: membersAfter(text, new RegExp(`export declare class ${name} extends [^{]*\\{`)),
    };
  }

  private readObject(name: string): TypedProperties | undefined {
    this.inputText ??= readFileSync(join(this.root, "types", "input.d.ts"), "utf8");
    const dot = name.indexOf(".");
    if (dot < 0) return findMembers(this.inputText, `\nexport interface ${name} {`, 0);
    // Namespaces can nest and can occur twice; each occurrence is searched to its own end.
    const interfaceName = name.slice(name.lastIndexOf(".") + 1);
    const opening = `\nexport declare namespace ${name.slice(0, dot)} {`;
    for (let at = this.inputText.indexOf(opening); at >= 0; ) {
      const end = this.inputText.indexOf("\n}", at);
      const body = this.inputText.slice(at, end);
      const members = findMembers(body, `    interface ${interfaceName} {`, 0);
      if (members) return members;
      at = this.inputText.indexOf(opening, end);
    }
    return undefined;
  }

  private readEnumFile(name: string): readonly string[] {
    const [module, enumName] = name.includes(".") ? name.split(".") : ["", name];
    const path = join(this.root, "types", "enums", module ?? "", "index.d.ts");
    const text = readFileSync(path, "utf8");
    const at = text.indexOf(`export declare const ${enumName}: {`);
    if (at < 0) throw new Error(`the typings of ${this.packageName} have no enum ${name}`);
    return readEnum(text, at);
  }
}

const installed = new Map<string, ProviderSchema>();

/** The schema of an installed provider SDK, `aws` or `awsx`, shared by the whole process. */
export function providerSchema(packageName: "aws" | "awsx"): ProviderSchema {
  let schema = installed.get(packageName);
  if (!schema) {
    schema = new ProviderSchema(packageName);
    installed.set(packageName, schema);
  }
  return schema;
}

function membersAfter(text: string, opening: string | RegExp): TypedProperties {
  const at = typeof opening === "string" ? text.indexOf(opening) : text.search(opening);
  return at < 0 ? NOTHING : readMembers(text, text.indexOf("{", at) + 1);
}

function findMembers(text: string, opening: string, from: number): TypedProperties | undefined {
  const at = text.indexOf(opening, from);
  return at < 0 ? undefined : readMembers(text, at + opening.length);
}
