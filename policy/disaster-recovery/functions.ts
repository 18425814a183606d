import type { Graph, PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { isKnown, numberAt, textAt, textsAt, valueAt } from "../values";

/** A file with the handler's name that is too small to do anything is a placeholder. */
const STUB_BYTES = 1_000;

/** Seen: a 200-byte stub that exports `handler` under a function whose handler is `index.lambda_handler`. */
export const deployedCodeHoldsItsHandler: Rule = {
  name: "deployed-code-holds-its-handler",
  description: "Every function ships the file that its handler names, and that file exports it",
  *check(graph) {
    for (const node of graph.all("lambda.Function")) {
      const [file = "", handler = ""] = (textAt(node.inputs, "handler") ?? "").split(".");
      const files = valueAt(node.inputs, "code", "assets");
      // Code that is given as a path or an address cannot be looked into from here.
      if (files === undefined || !isKnown(files)) continue;
      const text = textAt(files, `${file}.js`, "text");
      if (text === undefined) yield of(node, `has no file ${file}.js for its handler`);
      else if (text.length < STUB_BYTES) yield of(node, `ships a stub of ${text.length} bytes`);
      else if (!exportsName(text, handler)) yield of(node, `does not export ${handler}`);
    }
  },
};

function exportsName(code: string, name: string): boolean {
  const ending = code.slice(code.lastIndexOf("exports"));
  return new RegExp(`exports\\s*=\\s*\\{[^}]*\\b${name}\\b|exports\\.${name}\\s*=`).test(ending);
}

/** Seen: functions in private subnets without NAT, endpoints or even route tables. */
export const networkedFunctionsReachAws: Rule = {
  name: "networked-functions-reach-aws",
  description:
    "A function in a subnet has a NAT route, or endpoints to every service it could call",
  *check(graph) {
    for (const node of graph.all("lambda.Function")) {
      for (const subnet of textsAt(node.inputs, "vpcConfig", "subnetIds")) {
        const routes = routesOf(graph, subnet);
        if (routes === undefined) yield of(node, `is in ${subnet}, which has no route table`);
        else if (!routes.nat && !hasEndpoints(graph, node, routes.tables)) {
          yield of(node, `is in ${subnet}, from which no AWS service can be reached`);
        }
      }
    }
  },
};

function routesOf(graph: Graph, subnet: string) {
  const tables = graph
    .all("ec2.RouteTableAssociation")
    .filter(({ inputs }) => inputs.subnetId === subnet)
    .map(({ inputs }) => inputs.routeTableId);
  if (tables.length === 0) return undefined;
  const nat = graph
    .all("ec2.Route")
    .some(
      ({ inputs }) => tables.includes(inputs.routeTableId) && inputs.natGatewayId !== undefined,
    );
  return { tables, nat };
}

/** One gateway endpoint on the subnet's own route table, and at least one interface endpoint. */
function hasEndpoints(graph: Graph, { region }: PolicyNode, tables: readonly unknown[]): boolean {
  const endpoints = graph.all("ec2.VpcEndpoint").filter((endpoint) => endpoint.region === region);
  const gateway = endpoints.some(({ inputs }) =>
    textsAt(inputs, "routeTableIds").some((table) => tables.includes(table)),
  );
  return gateway && endpoints.some(({ inputs }) => inputs.vpcEndpointType === "Interface");
}

/**
 * Seen: reserved concurrency removed, because the numbers left too little unreserved. A stack may reserve
 * nothing, in an account that cannot; but a function that is left out competes with all others.
 */
export const reservationsAreForAllOrNone: Rule = {
  name: "reservations-are-for-all-or-none",
  description: "Once one function reserves concurrency, every function of both regions does",
  *check(graph) {
    const functions = graph.all("lambda.Function");
    const reserves = (node: PolicyNode) =>
      (numberAt(node.inputs, "reservedConcurrentExecutions") ?? 0) > 0;
    if (!functions.some(reserves)) return;
    for (const node of functions) {
      if (!reserves(node)) yield of(node, "reserves no concurrency, although others do");
    }
  },
};

/** Functions that must run every minute, in whichever region has to act. */
const EVERY_MINUTE = ["detect", "sweep"] as const;

/** Cross-region: the standby decides and finishes what was left; without a clock it does neither. */
export const clocksTickInBothRegions: Rule = {
  name: "clocks-tick-in-both-regions",
  description: "In each region a schedule runs the detector and the sweeper every minute",
  *check(graph) {
    const schedules = graph.all("scheduler.Schedule");
    if (schedules.some(({ inputs }) => !isKnown(valueAt(inputs, "target", "arn")))) return;
    for (const node of graph.all("lambda.Function")) {
      const name = textAt(node.inputs, "name") ?? "";
      if (!EVERY_MINUTE.some((purpose) => name.startsWith(`payment-${purpose}-`))) continue;
      const ticking = schedules.some(
        ({ inputs }) =>
          graph.byArn(textAt(inputs, "target", "arn") ?? "") === node &&
          inputs.scheduleExpression === "rate(1 minute)" &&
          inputs.state !== "DISABLED",
      );
      if (!ticking) yield of(node, "is not run every minute");
    }
  },
};

/** Lambda puts a function in a VPC to sleep when nobody has called it for two weeks. */
export const everyFunctionIsExercised: Rule = {
  name: "every-function-is-exercised",
  description:
    "A schedule calls every function of the two regions, so that the standby's never sleep",
  *check(graph) {
    const called = new Set(
      graph
        .all("scheduler.Schedule")
        .map(({ inputs }) => graph.byArn(textAt(inputs, "target", "arn") ?? "")?.urn),
    );
    const unknown = graph
      .all("scheduler.Schedule")
      .some(({ inputs }) => !isKnown(valueAt(inputs, "target", "arn")));
    const regions = graph.regions();
    for (const node of graph.all("lambda.Function")) {
      if (!regions.includes(node.region) || called.has(node.urn) || unknown) continue;
      yield of(node, "is called by no schedule and falls asleep in the standby");
    }
  },
};
