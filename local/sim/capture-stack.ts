import { join } from "node:path";
import type { FailoverPolicy, ProcessorSettings } from "../../functions/core/settings";
import { declaredBudget } from "../program/budget-reader";
import type { Capture } from "../program/resource-node";
import { captureProgram } from "../program/run-in-process";
import { readStackSettings } from "../program/stack-settings";
import { readTopology } from "../topology/read-topology";
import type { Topology } from "../topology/topology";
import { POLICIES } from "./policies";
import { PROCESSORS } from "./processors";
import type { SimStack, StackChoice } from "./sim-topology";

const ROOT = join(__dirname, "../..");

/** A public name that nobody is asked for, and answers that grow old quickly. */
const DNS = { mode: "create", domain: "payments-sim.net", recordType: "cname", ttlSeconds: 10 };

/**
 * Runs the program. A combination that it refuses is built from the nearest one that it allows, the
 * same stack with a processor that keeps keys, with only the functions' processor settings exchanged.
 */
export async function captureStack(choice: StackChoice): Promise<SimStack> {
  const wanted = PROCESSORS[choice.processor](choice.mode);
  const refused = choice.mode === "eventual" && !wanted.idempotencyKey;
  const allowed = refused ? PROCESSORS.idempotent(choice.mode) : wanted;
  const captured = await run(choice, allowed);
  const topology = withProcessor(withoutCode(readTopology(captured.nodes)), wanted, refused);
  const budget = declaredBudget(captured.outputs);
  if (!budget) throw new Error("the program publishes no failover budget");
  const detect = topology.regions[topology.secondary]?.functions.find(
    ({ entry }) => entry === "detect",
  );
  return {
    topology,
    acceptWithinMs: budget.acceptSeconds * 1000,
    processor: wanted,
    policy: JSON.parse(detect?.environment.FAILOVER_POLICY ?? "{}") as FailoverPolicy,
    refused,
  };
}

async function run(choice: StackChoice, processor: ProcessorSettings): Promise<Capture> {
  const settings = readStackSettings({ folder: ROOT, stack: "dev" });
  const set = (key: string, value: object) => ({
    [`${settings.project}:${key}`]: JSON.stringify(value),
  });
  const captured = await captureProgram({
    program: join(ROOT, settings.main),
    project: settings.project,
    stack: settings.stack,
    secretKeys: settings.secretKeys,
    config: {
      ...settings.config,
      [`${settings.project}:consistency`]: choice.mode,
      ...set("dns", DNS),
      ...set("processor", processor),
      ...set("failover", POLICIES[choice.policy](choice.mode)),
    },
  });
  if (captured.errors.length === 0) return captured;
  throw new Error(`the simulated stack is refused:\n${captured.errors.join("\n")}`);
}

type Functions = Topology["regions"][string]["functions"];

function withFunctions(topology: Topology, change: (functions: Functions) => Functions): Topology {
  const regions = Object.entries(topology.regions).map(([name, region]) => [
    name,
    { ...region, functions: change(region.functions) },
  ]);
  return { ...topology, regions: Object.fromEntries(regions) };
}

/** Bundles are megabytes, and the simulator runs the sources. */
function withoutCode(topology: Topology): Topology {
  return withFunctions(topology, (functions) =>
    functions.map((one) => ({ ...one, code: undefined })),
  );
}

function withProcessor(
  topology: Topology,
  processor: ProcessorSettings,
  refused: boolean,
): Topology {
  if (!refused) return topology;
  const PROCESSOR = JSON.stringify(processor);
  return withFunctions(topology, (functions) =>
    functions.map((one) =>
      one.environment.PROCESSOR === undefined
        ? one
        : { ...one, environment: { ...one.environment, PROCESSOR } },
    ),
  );
}
