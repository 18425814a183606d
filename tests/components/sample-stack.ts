import { type ConfigSource, readConfig, type StackConfig } from "../../components/config";

/** Configuration as it comes from the CLI: texts, and objects as JSON. */
export function source(values: Readonly<Record<string, unknown>>): ConfigSource {
  return {
    get(key) {
      const value = values[key];
      if (value === undefined || typeof value === "string") return value;
      return JSON.stringify(value);
    },
    keys: () => Object.keys(values),
  };
}

/** A stack's configuration with everything at its default, but for what a test changes. */
export function sampleConfig(changes: Readonly<Record<string, unknown>> = {}): StackConfig {
  return readConfig(source({ environmentSuffix: "test", ...changes }));
}

/** The problems of a configuration, one text for each; none when it is accepted. */
export function problemsOf(changes: Readonly<Record<string, unknown>>): string[] {
  try {
    sampleConfig(changes);
    return [];
  } catch (error) {
    const [, ...lines] = (error as Error).message.split("\n");
    return lines.filter((line) => line.startsWith("- "));
  }
}
