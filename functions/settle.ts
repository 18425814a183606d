import { type Authority, authorityFrom, settleInput } from "./core/control-item";
import type { BasePorts } from "./core/ports";
import { failureOf } from "./core/retry";
import { StepError } from "./core/step-error";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { callRepeatable } from "./store/call";
import type { ControlPorts } from "./store/control";

export interface SettlePorts extends BasePorts, ControlPorts {}

/**
 * Lets this region process after its takeover. Cross-region: under eventual consistency the workflow has
 * waited before this step until nothing that the old region started can still be under way.
 */
export function settle(ports: SettlePorts) {
  return async (event: StepEvent): Promise<Pick<Authority, "epoch" | "phase">> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const epoch = input.epoch + 1;
    const takeover: Authority = { active: ports.region, epoch, phase: "TAKEOVER" };
    const update = settleInput(ports.controlTable, takeover, ports.clock.nowMs());
    try {
      await callRepeatable(ports, ports.dynamo, "UpdateItem", update);
    } catch (error) {
      if (failureOf(error) !== "condition") throw error;
      const found = authorityFrom((error as { Item?: unknown }).Item);
      const { active = "nobody", epoch: current } = found ?? {};
      throw new StepError("Superseded", `authority is with ${active} at epoch ${current}`);
    }
    return { epoch, phase: "STEADY" };
  };
}
