import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, physicalName } from "../naming";
import { databaseGraph, type Graph, graphedFunctions, graphsOf } from "./dashboard-widgets";
import { declaredFunctions } from "./declared-functions";

export interface DashboardArgs {
  context: RegionContext;
  config: Pick<StackConfig, "api" | "ledger">;
  /** What Route 53 sees, by what it watches. */
  healthCheckIds: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Route 53 publishes its metrics here and nowhere else. */
const ROUTE53_REGION = "us-east-1";

const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 6;

/**
 * Both regions side by side. Cross-region: dashboards are global by name, but each region declares its own,
 * so that one can be opened from a console of either region when the other one's does not answer.
 */
export class Dashboard extends pulumi.ComponentResource {
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:Dashboard", name, {}, opts);
    const { context } = args;
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-board`,
      {
        dashboardName: physicalName("dashboard", context, NAME_LIMITS.dashboard),
        dashboardBody: pulumi.jsonStringify({
          widgets: [...graphPairs(args).map(widget), healthWidget(args)],
        }),
      },
      { parent: this },
    );
    const { region } = context;
    this.url = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The same graph of both regions next to each other, the dashboard's own region on the left. */
function graphPairs({ context, config }: DashboardArgs): Graph[] {
  const { suffix, region, peerRegion } = context;
  const functions = graphedFunctions(declaredFunctions(config));
  const places = [
    { suffix, region, peerRegion },
    { suffix, region: peerRegion, peerRegion: region },
  ];
  const [left = [], right = []] = places.map((place) => [
    ...graphsOf(place, functions),
    ...(config.ledger.kind === "none" ? [] : [databaseGraph(place)]),
  ]);
  return left.flatMap((graph, index) => {
    const beside = right[index];
    return beside === undefined ? [graph] : [graph, beside];
  });
}

function widget({ title, region, stat, lines }: Graph, index: number) {
  return {
    type: "metric",
    x: (index % COLUMNS) * WIDTH,
    y: HEIGHT * (1 + Math.floor(index / COLUMNS)),
    width: WIDTH,
    height: HEIGHT,
    properties: { title, region, stat, period: 60, view: "timeSeries", metrics: lines },
  };
}

function healthWidget({ healthCheckIds }: DashboardArgs) {
  return {
    type: "metric",
    x: 0,
    y: 0,
    width: 24,
    height: HEIGHT,
    properties: {
      title: "What Route 53 sees: 1 is healthy",
      region: ROUTE53_REGION,
      stat: "Minimum",
      period: 60,
      view: "timeSeries",
      metrics: Object.entries(healthCheckIds).map(([label, id]) => [
        "AWS/Route53",
        "HealthCheckStatus",
        "HealthCheckId",
        id,
        { label },
      ]),
    },
  };
}
