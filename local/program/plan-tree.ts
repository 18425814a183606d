import type { FailoverBudget } from "./budget-reader";
import { type Capture, type ResourceNode, STACK_TYPE } from "./resource-node";

const NO_REGION = "in no region";

/**
 * What would be created, for people: per region the components with their resources, then counts
 * and the failover budget.
 */
export function planTree(title: string, capture: Capture): string {
  const tree = new Tree(capture.nodes);
  return [title, "", ...tree.lines(), "", ...countLines(capture.nodes)].join("\n");
}

/** The failover budget as the last lines of a plan. */
export function budgetLines(budget: FailoverBudget | undefined): string[] {
  if (!budget) return ["failover budget: not declared"];
  return [
    `failover budget: payments are accepted again after ${budget.acceptSeconds} s, ` +
      `the whole failover is finished after ${budget.wholeSeconds} s (worst case)`,
    ...budget.path.map((step) => `  ${step}`),
  ];
}

class Tree {
  private readonly children = new Map<string, ResourceNode[]>();
  private readonly roots: ResourceNode[] = [];

  constructor(nodes: readonly ResourceNode[]) {
    const regionByUrn = new Map(nodes.map(({ urn, region }) => [urn, region]));
    for (const node of nodes) {
      if (node.type === STACK_TYPE || isProvider(node)) continue;
      // A resource in another region than its component is listed under its own region.
      const atHome = regionByUrn.get(node.parent) === node.region;
      const siblings = this.children.get(node.parent);
      if (!atHome || node.parent.includes(`::${STACK_TYPE}::`)) this.roots.push(node);
      else if (siblings) siblings.push(node);
      else this.children.set(node.parent, [node]);
    }
  }

  lines(): string[] {
    const regions = [...new Set(this.roots.map(({ region }) => region || NO_REGION))].sort();
    return regions.flatMap((region) => {
      const roots = this.roots.filter((node) => (node.region || NO_REGION) === region);
      const shown = roots.filter((node) => node.region !== "" || !this.isEmptyGroup(node));
      return shown.length === 0 ? [] : [region, ...this.branch(shown, "  ")];
    });
  }

  /** A component that spans regions has only children listed elsewhere. */
  private isEmptyGroup(node: ResourceNode): boolean {
    return !node.custom && !this.children.has(node.urn);
  }

  private branch(nodes: readonly ResourceNode[], indent: string): string[] {
    // Children that a plugin declares are counted, not listed; `--json` has every one of them.
    const own = nodes.filter(({ impliedBy }) => impliedBy === "");
    return own.sort(componentsLast).flatMap((node) => {
      const below = this.children.get(node.urn) ?? [];
      const notes = [
        node.read ? "existing" : "",
        node.protect ? "protected" : "",
        node.retainOnDelete ? "kept on destroy" : "",
        below.length > 0 && !node.custom ? this.size(node) : "",
      ].filter(Boolean);
      const label = `${indent}${node.name}  ${shortType(node.type)}`;
      return [
        notes.length > 0 ? `${label}  (${notes.join(", ")})` : label,
        ...this.branch(below, `${indent}  `),
      ];
    });
  }

  private size(component: ResourceNode): string {
    const count = this.countBelow(component);
    return `${count} resources${component.remote ? " from its plugin" : ""}`;
  }

  private countBelow(node: ResourceNode): number {
    return (this.children.get(node.urn) ?? []).reduce(
      (sum, child) => sum + (child.custom ? 1 : 0) + this.countBelow(child),
      0,
    );
  }
}

function countLines(nodes: readonly ResourceNode[]): string[] {
  const resources = nodes.filter((node) => node.custom && !isProvider(node));
  const byRegion = new Map<string, number>();
  for (const { region } of resources) {
    const key = region || NO_REGION;
    byRegion.set(key, (byRegion.get(key) ?? 0) + 1);
  }
  const components = nodes.filter(({ custom, type }) => !custom && type !== STACK_TYPE).length;
  const perRegion = [...byRegion].sort().map(([region, count]) => `${region} ${count}`);
  return [`${resources.length} resources in ${components} components: ${perRegion.join(", ")}`];
}

function componentsLast(a: ResourceNode, b: ResourceNode): number {
  if (a.custom !== b.custom) return a.custom ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.type < b.type ? -1 : 1;
}

/** `aws:sqs/queue:Queue` reads `sqs.Queue`. */
function shortType(type: string): string {
  const [packageName, module = "", name] = type.split(":");
  const area = module.split("/")[0];
  return packageName === "aws" ? `${area}.${name}` : `${packageName}.${area}.${name}`;
}

function isProvider(node: ResourceNode): boolean {
  return node.type.startsWith("pulumi:providers:");
}
