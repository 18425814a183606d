import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

interface YamlParser {
  load(text: string, options: { schema: unknown; filename: string }): unknown;
  readonly CORE_SCHEMA: unknown;
}

/** A YAML document that must be a map; undefined when there is no such file. */
export function readYamlMap(path: string): Record<string, unknown> | undefined {
  if (!existsSync(path)) return undefined;
  // The parser the SDK itself depends on and reads Pulumi.yaml with.
  const yaml = createRequire(require.resolve("@pulumi/pulumi/package.json"))(
    "js-yaml",
  ) as YamlParser;
  const document = yaml.load(readFileSync(path, "utf8"), {
    schema: yaml.CORE_SCHEMA,
    filename: path,
  });
  if (document === undefined || document === null) return {};
  if (typeof document !== "object" || Array.isArray(document)) {
    throw new Error(`${path} is not a map of settings`);
  }
  return document as Record<string, unknown>;
}
