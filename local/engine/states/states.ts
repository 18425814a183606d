import { AwsError, NotModelled } from "../aws-error";
import type { Random } from "../random";
import type { Caller, Service } from "../service";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import { readDefinition } from "./definition-check";
import { Execution, executionArn, type StateMachine } from "./execution";
import {
  describeExecution,
  describeStateMachine,
  listedExecution,
  pageOf,
} from "./execution-answers";
import { ExecutionBook } from "./execution-book";
import { runExecution } from "./execution-run";
import { RegionPower } from "./region-power";
import { ExecutionEnded, StateError } from "./state-error";
import type { TaskIntegrations } from "./task-integrations";
import { TaskTokens } from "./task-tokens";

/** What the emulated Step Functions needs from outside. */
export interface StatesOptions extends TaskIntegrations {
  readonly timeline: Timeline;
  readonly random: Random;
  /**
   * Told about what is not modelled and about faults of the interpreter, beside the execution that
   * fails of them. @default throws, so that the process does not go on as if nothing had happened
   */
  readonly onFault?: (error: unknown) => void;
}

/** A state machine as the program declares it. */
export interface StateMachineDeclaration {
  readonly name: string;
  readonly arn: string;
  /** The definition's JSON text. */
  readonly definition: string;
  readonly roleArn: string;
}

interface Region {
  readonly power: RegionPower;
  readonly machines: Map<string, StateMachine>;
  readonly executions: ExecutionBook;
  readonly tokens: TaskTokens;
}

type Input = Record<string, unknown>;

/** Standard workflows in JSONata, in every region, on the injected timeline. */
export class States implements Service {
  readonly name = "states";
  private readonly regions = new Map<string, Region>();

  constructor(private readonly options: StatesOptions) {}

  /** Declares a state machine, refusing definitions that could not be carried out exactly. */
  createStateMachine(region: string, declaration: StateMachineDeclaration): void {
    const { name, arn, definition, roleArn } = declaration;
    this.region(region).machines.set(arn, {
      name,
      arn,
      region,
      roleArn,
      source: definition,
      definition: readDefinition(definition),
      creationDate: new Date(this.nowMs()),
    });
  }

  /** The region goes dark: its executions stand still, its API answers nobody. */
  kill(region: string): void {
    this.region(region).power.kill();
  }

  /** The region recovers: its executions go on where they stood. */
  revive(region: string): void {
    this.region(region).power.revive();
  }

  call(caller: Caller, operation: string, input: Input): unknown {
    const region = this.region(caller.region);
    if (!region.power.isOn) {
      throw new AwsError("ServiceUnavailableException", `${caller.region} is dark`, 503);
    }
    switch (operation) {
      case "StartExecution":
        return this.start(region, input);
      case "StopExecution":
        return this.stop(region, input);
      case "DescribeExecution":
        return describeExecution(region.executions.get(input.executionArn));
      case "DescribeStateMachine":
        return describeStateMachine(machineOf(region, input.stateMachineArn));
      case "ListExecutions": {
        const { arn } = machineOf(region, input.stateMachineArn);
        const listed = region.executions.list(arn, input.statusFilter as string | undefined);
        const { page, nextToken } = pageOf(listed, input);
        return { executions: page.map(listedExecution), ...(nextToken && { nextToken }) };
      }
      case "GetExecutionHistory": {
        const { events } = region.executions.get(input.executionArn).history;
        const { page, nextToken } = pageOf(
          input.reverseOrder ? events.toReversed() : events,
          input,
        );
        return { events: page, ...(nextToken && { nextToken }) };
      }
      case "SendTaskSuccess":
        region.tokens.succeed(String(input.taskToken), parseOutput(input.output));
        return {};
      case "SendTaskFailure":
        region.tokens.fail(String(input.taskToken), taskFailure(input));
        return {};
      case "SendTaskHeartbeat":
        region.tokens.heartbeat(String(input.taskToken));
        return {};
      default:
        throw new NotModelled(this.name, operation);
    }
  }

  private start(region: Region, input: Input): unknown {
    const machine = machineOf(region, input.stateMachineArn);
    const name = (input.name as string | undefined) ?? uuid(this.options.random);
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) {
      throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
    }
    const text = (input.input as string | undefined) ?? "{}";
    checkInput(text);
    const arn = executionArn(machine, name);
    const before = region.executions.alreadyStarted(arn, text);
    if (before) return { executionArn: before.arn, startDate: before.startDate };
    const execution = new Execution(
      machine,
      name,
      text,
      () => this.nowMs(),
      this.options.random.fork(arn),
      region.power,
    );
    region.executions.add(execution);
    runExecution(execution, this.options, region.tokens).catch((error: unknown) => {
      if (!this.options.onFault) throw error;
      this.options.onFault(error);
    });
    return { executionArn: execution.arn, startDate: execution.startDate };
  }

  private stop(region: Region, input: Input): unknown {
    const execution = region.executions.get(input.executionArn);
    const error = input.error as string | undefined;
    const cause = input.cause as string | undefined;
    // Closed at once, so that whoever asks next sees it; the strand ends what is still going on.
    execution.close("ABORTED", { error, cause });
    execution.strand.cancel(new ExecutionEnded("ABORTED", error, cause));
    return { stopDate: execution.stopDate };
  }

  private region(name: string): Region {
    let region = this.regions.get(name);
    if (!region) {
      const executions = new ExecutionBook(() => this.nowMs());
      const power = new RegionPower(this.options.timeline);
      region = { power, machines: new Map(), executions, tokens: new TaskTokens() };
      this.regions.set(name, region);
    }
    return region;
  }

  private nowMs(): number {
    return this.options.timeline.nowMs();
  }
}

function machineOf(region: Region, arn: unknown): StateMachine {
  const machine = region.machines.get(String(arn));
  if (machine) return machine;
  throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

const largestInputBytes = 262_144;

function checkInput(text: string): void {
  if (Buffer.byteLength(text) > largestInputBytes) {
    throw new AwsError("InvalidExecutionInput", "the input is larger than 262144 bytes");
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      "InvalidExecutionInput",
      `the input is not JSON: ${(error as Error).message}`,
    );
  }
}

function parseOutput(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    throw new AwsError("InvalidOutput", `the output is not JSON: ${(error as Error).message}`);
  }
}

function taskFailure(input: Input): StateError {
  const { error = "States.TaskFailed", cause = "" } = input as { error?: string; cause?: string };
  return new StateError(error, cause);
}
