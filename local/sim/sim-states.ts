import { authorityFrom } from "../../functions/core/control-item";
import { isAutomatic, type WorkflowInput } from "../../functions/core/workflow";
import { NotModelled } from "../engine/aws-error";
import type { Caller } from "../engine/service";
import { States } from "../engine/states/states";
import type { World } from "./world";

/** The declared state machines, whose tasks are the simulated functions, and what they decide. */
export class SimStates {
  private readonly states: States;

  constructor(private readonly world: World) {
    this.states = new States({
      timeline: world.timeline,
      random: world.random.fork("states"),
      services: {
        call: (caller, service, operation, input) => {
          if (service !== "lambda") throw new NotModelled(service, operation, "in the simulator");
          return world.lambda.call(caller, operation, input);
        },
      },
      sdk: {
        call: (_caller, service, action) => {
          throw new NotModelled(service, action, "in the simulator");
        },
      },
    });
    for (const { region, stateMachines } of Object.values(world.topology.regions)) {
      for (const machine of stateMachines) this.states.createStateMachine(region, machine);
    }
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    return this.states.call(caller, operation, input);
  }

  kill(region: string): void {
    this.states.kill(region);
  }

  revive(region: string): void {
    this.states.revive(region);
  }

  /** Starts an execution the way a person would: an order to a dark region reaches nobody. */
  start(region: string, stateMachineArn: string, name: string, input: WorkflowInput): void {
    try {
      this.call({ region }, "StartExecution", {
        stateMachineArn,
        name,
        input: JSON.stringify(input),
      });
      this.world.history.note(`${input.by} orders the ${input.kind} to ${input.to}`);
    } catch {
      // Nobody heard the order.
    }
  }

  /** Somebody stops whatever a region's workflow is doing. */
  stopAll(region: string): void {
    for (const { arn } of this.world.topology.regions[region]?.stateMachines ?? []) {
      try {
        const { executions } = this.call({ region }, "ListExecutions", {
          stateMachineArn: arn,
          statusFilter: "RUNNING",
        }) as { executions: readonly { readonly executionArn: string }[] };
        for (const { executionArn } of executions) {
          this.call({ region }, "StopExecution", { executionArn });
          this.world.history.note(`stopped ${executionArn.split(":").at(-1)}`);
        }
      } catch {
        // The region is dark: there is nothing to stop.
      }
    }
  }

  /** Called after every write of the control item. */
  noteAuthority(region: string): void {
    const { history, impairments, people, placeOf, stack } = this.world;
    const authority = this.readAuthority(region);
    if (!authority) return;
    const before = history.authorities.at(-1);
    const isSame =
      before?.epoch === authority.epoch &&
      before.phase === authority.phase &&
      before.active === authority.active;
    if (isSame) return;
    const atMs = this.world.elapsedMs();
    history.authorities.push({ atMs, ...authority });
    history.note(`authority ${authority.active} epoch ${authority.epoch} ${authority.phase}`);
    if (!before || before.epoch === authority.epoch) return;
    const [old, next] = [placeOf(before.active), placeOf(authority.active)];
    const waitedMs = people.wereAsked(authority.epoch)
      ? stack.policy.approvalTimeoutSeconds * 1000
      : 0;
    history.takeovers.push({
      atMs,
      epoch: authority.epoch,
      to: authority.active,
      automatic: isAutomatic(authority.by),
      ...impairments.justificationFor(old, next, waitedMs),
      targetHealthy: impairments.isHealthy(next),
      approval: people.approvalOf(authority.epoch, authority.by),
    });
  }

  /** The control item as the quorum has it; undefined where nobody could read it. */
  readAuthority(region: string) {
    const { conditions, controlTable, dynamo, placeOf } = this.world;
    if (conditions.isDown(placeOf(region))) return undefined;
    const item = dynamo.itemOf(region, controlTable, "authority") as AuthorityItem | undefined;
    const authority = authorityFrom(item);
    return authority && { ...authority, by: item?.by?.S ?? "" };
  }
}

interface AuthorityItem {
  readonly by?: { readonly S: string };
}
