import type { Runner } from "../engine/lambda/function-declaration";
import type { DeclaredFunction } from "../topology/topology";
import type { Child } from "./child-channel";
import { databaseRoutesOf, routesOf, UNDECLARED_ROLE_KEY } from "./deployment";
import type { RegionServices } from "./region-services";
import { SandboxPool } from "./sandbox-pool";

/** The deployed bundles of a region in sandboxes of their own. */
export interface SandboxedFunctions {
  runner(one: DeclaredFunction, services: RegionServices): Runner;
  close(): void;
}

export function sandboxedFunctions(child: Child): SandboxedFunctions {
  const { deployment, region } = child;
  const pools: SandboxPool[] = [];
  return {
    runner(one, services) {
      const pool = new SandboxPool({
        file: deployment.bundles[one.name] ?? "",
        environment: environmentOf(child, one),
        timeoutMs: one.timeoutMs,
        memoryMb: one.memoryMb,
        routes: routesOf(deployment),
        databases: databaseRoutesOf(deployment),
        awsPort: deployment.ports.regions[region]?.aws ?? 0,
        storesPort: deployment.ports.stores,
        clockSpeed: deployment.clockSpeed,
        clockStartMs: deployment.clockStartMs,
        onLine: (line) => hear(child, services, one, line),
      });
      pools.push(pool);
      return (event, context) => pool.run(event, context);
    },
    close() {
      for (const pool of pools) pool.close();
    },
  };
}

/** The declared variables and what Lambda itself sets; nothing of this machine's own environment. */
function environmentOf({ deployment, region }: Child, one: DeclaredFunction) {
  const key = Object.entries(deployment.principals).find(([, arn]) => arn === one.roleArn)?.[0];
  return {
    ...one.environment,
    AWS_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: one.name,
    // A role that nobody declares has no key, and a key of nobody's must not be an operator's.
    AWS_ACCESS_KEY_ID: key ?? UNDECLARED_ROLE_KEY,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** Metrics in a function's output become metrics; warnings and errors become events of the night. */
function hear(child: Child, services: RegionServices, one: DeclaredFunction, line: string): void {
  try {
    services.cloudwatch.ingestLogLine(child.region, line);
    const { level, message, error, why } = JSON.parse(line) as Record<string, string | undefined>;
    if (level !== "WARN" && level !== "ERROR") return;
    const details = [message, why, error].filter(Boolean).join(": ");
    child.tell({ kind: "event", text: `${one.entry}: ${details}` });
  } catch {
    child.tell({ kind: "event", text: `${one.entry} printed: ${line.slice(0, 300)}` });
  }
}
