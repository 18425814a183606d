import { type Graph, kindOf, type PolicyNode } from "../../policy/graph";
import { ALLOWANCES, PRICES, type PriceName } from "../prices";
import { COMPUTE } from "./compute";
import { DATA, NoPrice } from "./data";
import { DELIVERY } from "./delivery";
import type { Load } from "./load";
import { Usage } from "./usage";

/** One line of an estimate. */
export interface CostLine {
  /** Outermost component around the resources. */
  readonly component: string;
  readonly region: string;
  readonly price: PriceName;
  readonly quantity: number;
  readonly usd: number;
}

/** What a stack costs in a month, and what the estimate does not cover. */
export interface Estimate {
  readonly lines: readonly CostLine[];
  readonly totalUsd: number;
  /** Kinds and usages without a price: they are charged, and missing in the total. */
  readonly notPriced: readonly string[];
}

const PRICERS = { ...COMPUTE, ...DATA, ...DELIVERY };

/** Kinds of resources that have a price. */
export const PRICED_KINDS: readonly string[] = Object.keys(PRICERS);

/** Kinds that AWS charges nothing for, beside what they cause elsewhere. */
const FREE =
  /^(acm|iam|vpc)\.|^apigateway\.(Account|BasePathMapping|Deployment|DomainName|UsagePlan)$|^cloudwatch\.(Event\w+|LogGroup)$|^codedeploy\.|^dynamodb\.(TableItem|Tag)$|^ec2\.(DefaultSecurityGroup|FlowLog|InternetGateway|Route|RouteTable|RouteTableAssociation|SecurityGroup|Subnet|Vpc)$|^kms\.Alias$|^lambda\.(Alias|EventSourceMapping|FunctionEventInvokeConfig|Invocation|Permission)$|^rds\.(ClusterParameterGroup|GlobalCluster|ParameterGroup|SubnetGroup)$|^route53\.Record$|^s3\.Bucket.+|^secretsmanager\.SecretVersion$|^sns\.Topic.+|^sqs\..*Policy$|^ssm\.Parameter$|^wafv2\.WebAclAssociation$|^xray\.SamplingRule$/;

/** Usage that every stack has and no declaration shows. */
const NEVER_PRICED = [
  "data transfer to the internet and between zones",
  "requests to keys (0.03 USD for 10,000)",
  "DNS queries (0.40 USD a million, aliases free)",
  "flow logs, which follow the traffic",
  "backups of the ledger beyond its own size",
  "e-mail notifications (2 USD for 100,000)",
  "savings plans, credits and taxes",
] as const;

/** How an estimate is made. */
export interface EstimateOptions {
  /** Take off what AWS charges no account for. @default false: other stacks may use it up */
  readonly allowances?: boolean;
}

/** Estimates a month of a declared stack under a load. */
export function estimate(graph: Graph, load: Load, options: EstimateOptions = {}): Estimate {
  const usage = new Usage(graph, load);
  const sums = new Map<string, CostLine>();
  const notPriced = new Set<string>();
  for (const node of graph.nodes) {
    if (!node.custom || !node.type.startsWith("aws:")) continue;
    const kind = kindOf(node);
    const pricer = PRICERS[kind];
    if (pricer === undefined) {
      if (!FREE.test(kind)) notPriced.add(`resources of kind ${kind}`);
      continue;
    }
    try {
      for (const { price, quantity, region = node.region } of pricer(node, usage, graph)) {
        add(sums, { component: outermost(graph, node), region, price, quantity });
      }
    } catch (error) {
      if (!(error instanceof NoPrice)) throw error;
      notPriced.add(error.message);
    }
  }
  const charged = [...sums.values()].sort(byCost);
  const lines = options.allowances ? [...charged, ...allowancesOf(charged)] : charged;
  return {
    lines,
    totalUsd: lines.reduce((sum, { usd }) => sum + usd, 0),
    notPriced: [...[...notPriced].sort(), ...NEVER_PRICED],
  };
}

function add(sums: Map<string, CostLine>, part: Omit<CostLine, "usd">): void {
  if (part.quantity === 0) return;
  const key = [part.component, part.region, part.price].join("/");
  const quantity = part.quantity + (sums.get(key)?.quantity ?? 0);
  sums.set(key, { ...part, quantity, usd: quantity * PRICES[part.price].usd });
}

/** What is charged nowhere, as lines of their own: each as much as is used, at most. */
function allowancesOf(lines: readonly CostLine[]): readonly CostLine[] {
  return Object.entries(ALLOWANCES).flatMap(([name, allowed]) => {
    const price = name as PriceName;
    const used = lines
      .filter((line) => line.price === price)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const quantity = Math.min(used, allowed);
    if (quantity === 0) return [];
    const usd = -quantity * PRICES[price].usd;
    return [{ component: "free allowances", region: "account", price, quantity, usd }];
  });
}

/** The component that a reader of the program knows: a child of the stack. */
function outermost(graph: Graph, node: PolicyNode): string {
  let current = node;
  for (;;) {
    const parent = graph.at(current.parent);
    if (parent === undefined || parent.type === "pulumi:pulumi:Stack") return current.name;
    current = parent;
  }
}

function byCost(a: CostLine, b: CostLine): number {
  return compare(a.component, b.component) || compare(a.region, b.region) || b.usd - a.usd;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
