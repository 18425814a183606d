import { importsOf, type Rule, type SourceFile, typescript } from "./source-tree";

interface Layer {
  readonly of: RegExp;
  /** What it may import from this repository, beside its own folder. */
  readonly repository: RegExp;
  /** Packages it may use; Node's own modules are judged by the banned calls. */
  readonly packages: RegExp;
}

const NO_PACKAGE = /^node:/;
const PULUMI = /^@pulumi\//;

/** The direction of imports, most specific layer first. */
const LAYERS: readonly Layer[] = [
  { of: /^functions\/core\//, repository: /^functions\/core\//, packages: /^node:crypto$/ },
  { of: /^functions\/store\//, repository: /^functions\/(core|store)\//, packages: NO_PACKAGE },
  {
    of: /^functions\/adapters\//,
    repository: /^functions\/(core|adapters)\//,
    packages: /^(node:|@aws-sdk\/|pg$|jose$)/,
  },
  { of: /^functions\/runtime\//, repository: /^functions\/(core|runtime)\//, packages: NO_PACKAGE },
  { of: /^functions\/lambda\//, repository: /^functions\//, packages: NO_PACKAGE },
  {
    of: /^functions\//,
    repository: /^functions\/(core|store|ledger)\/|^functions\/[a-z-]+$/,
    packages: NO_PACKAGE,
  },
  {
    of: /^components\//,
    repository: /^(components\/|functions\/core\/|scripts\/bundle$)/,
    packages: /^(node:|@pulumi\/|esbuild$)/,
  },
  { of: /^index\.ts$/, repository: /^components\//, packages: PULUMI },
  {
    of: /^policy\//,
    repository: /^(policy\/|functions\/core\/|local\/(program|iam|topology)\/)/,
    packages: /^(node:|@pulumi\/)/,
  },
  {
    of: /^local\//,
    repository: /^(local\/|functions\/|policy\/|scripts\/)/,
    packages: /./,
  },
  {
    of: /^scripts\//,
    repository: /^(scripts\/|functions\/|local\/|policy\/)/,
    packages: /./,
  },
];

/** Only these know Pulumi; everything else would drag its engine into a function or a process. */
const KNOWS_PULUMI = /^(index\.ts|components\/|policy\/|local\/program\/|tests\/)/;

/** Only adapters speak to AWS on behalf of the product; the tools around it speak for an operator. */
const KNOWS_AWS = /^(functions\/adapters\/|local\/|scripts\/|tests\/)/;

/** Cross-region resources and functions meet through paths and names only, never through imports. */
export const importDirection: Rule = (files) =>
  typescript(files).flatMap((file) => {
    const layer = LAYERS.find(({ of }) => of.test(file.path));
    return importsOf(file)
      .filter((target) => !allowed(file, target, layer))
      .map((target) => `${file.path} must not import ${target}`);
  });

function allowed({ path }: SourceFile, target: string, layer: Layer | undefined): boolean {
  if (target.startsWith("tests/") && !path.startsWith("tests/")) return false;
  if (PULUMI.test(target) && !KNOWS_PULUMI.test(path)) return false;
  if (target.startsWith("@aws-sdk/") && !KNOWS_AWS.test(path)) return false;
  if (!layer) return true;
  const inRepository = /^(functions|components|local|policy|scripts|index|tests)\b/.test(target);
  if (target.startsWith(".") || inRepository) return layer.repository.test(target);
  return layer.packages.test(target);
}

/** A file that needs itself cannot be understood, moved or tested alone. Types may refer back. */
export const noCycles: Rule = (files) => {
  const graph = new Map(
    typescript(files).map((file) => [
      file.path.replace(/\.ts$/, ""),
      importsOf(withoutTypes(file)),
    ]),
  );
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (name: string, trail: readonly string[]) => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") {
      found.push(`import cycle: ${[...trail.slice(trail.indexOf(name)), name].join(" > ")}`);
      return;
    }
    state.set(name, "open");
    for (const target of graph.get(name) ?? []) {
      if (graph.has(target)) visit(target, [...trail, name]);
    }
    state.set(name, "done");
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
};

function withoutTypes(file: SourceFile): SourceFile {
  return { ...file, text: file.text.replace(/import type [^;]*;/g, "") };
}
