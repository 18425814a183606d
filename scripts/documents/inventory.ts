import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceNode } from "../../local/program/resource-node";
import { kindOf } from "../../policy/graph";

/** The captured resources of one stack. */
export interface StackNodes {
  readonly stack: string;
  readonly nodes: readonly ResourceNode[];
}

const HEADER = `# Inventory

Every component and what it declares, counted in the stacks of this repository. Written by \`npm run docs\`, which a
test repeats: do not edit. Resources that a plugin declares for \`awsx:ec2:Vpc\` are counted under that component.
`;

/** The inventory page: totals by region, and one section for each component. */
export function inventory(root: string, stacks: readonly StackNodes[]): string {
  const files = componentFiles(root);
  const counted = stacks.map(countsOf);
  const tokens = [...new Set(counted.flatMap(({ components }) => [...components.keys()]))].sort();
  return [
    HEADER,
    ...totals(stacks),
    ...tokens.flatMap((token) => [
      `## ${token}`,
      "",
      files.has(token) ? `\`${files.get(token)}\`` : "declared by its plugin",
      "",
      ...table(
        ["resource", ...stacks.map(({ stack }) => stack)],
        [
          ["the component itself", ...counted.map(({ components }) => components.get(token)?.size)],
          ...kindsIn(counted, token).map((kind) => [
            kind,
            ...counted.map(({ kinds }) => kinds.get(token)?.get(kind)),
          ]),
        ],
      ),
    ]),
  ].join("\n");
}

interface Counts {
  /** Instances of each component, by its type. */
  readonly components: ReadonlyMap<string, ReadonlySet<string>>;
  /** Resources directly below a component, by the component's type and their kind. */
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function countsOf({ nodes }: StackNodes): Counts {
  const types = new Map(
    nodes.map(({ urn, type, impliedBy }) => [urn, impliedBy === "" ? type : ""]),
  );
  const components = new Map<string, Set<string>>();
  const kinds = new Map<string, Map<string, number>>();
  for (const node of nodes) {
    if (!node.custom && node.type !== "pulumi:pulumi:Stack") {
      components.set(node.type, (components.get(node.type) ?? new Set()).add(node.urn));
    }
    if (!node.custom || !node.type.startsWith("aws:")) continue;
    // What a plugin declares belongs to its component, however deep it puts it.
    const owner = node.impliedBy === "" ? types.get(node.parent) : types.get(node.impliedBy);
    const own = kinds.get(owner ?? "") ?? new Map<string, number>();
    own.set(kindOf(node), (own.get(kindOf(node)) ?? 0) + 1);
    kinds.set(owner ?? "", own);
  }
  return { components, kinds };
}

function kindsIn(counted: readonly Counts[], token: string): readonly string[] {
  return [...new Set(counted.flatMap(({ kinds }) => [...(kinds.get(token)?.keys() ?? [])]))].sort();
}

function totals(stacks: readonly StackNodes[]): readonly string[] {
  const regions = stacks.map(({ nodes }) => {
    const counts = new Map<string, number>();
    for (const { custom, type, region } of nodes) {
      if (custom && type.startsWith("aws:")) counts.set(region, (counts.get(region) ?? 0) + 1);
    }
    return counts;
  });
  const names = [...new Set(regions.flatMap((counts) => [...counts.keys()]))].sort();
  const sum = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((a, b) => a + b, 0);
  return [
    "## Resources by region",
    "",
    ...table(
      ["region", ...stacks.map(({ stack }) => stack)],
      [
        ...names.map((name) => [name, ...regions.map((counts) => counts.get(name))]),
        ["together", ...regions.map(sum)],
      ],
    ),
  ];
}

type Cell = string | number | undefined;

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const line = (cells: readonly Cell[]) => `| ${cells.map((cell) => cell ?? "–").join(" | ")} |`;
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
  ];
}

/** Which file declares a component, by the type that its constructor names. */
function componentFiles(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" });
  return new Map(
    files
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(join(root, "components", file), "utf8");
        const token = /super\(\s*"(payments:[\w:]+)"/.exec(text)?.[1];
        return token === undefined ? [] : [[token, `components/${file}`] as const];
      }),
  );
}
