import { parseArn } from "../arn";
import { AwsError, NotModelled } from "../aws-error";
import { parseSchedule, type Recurrence } from "./schedule-expression";

/** A schedule as it is declared. */
export interface ScheduleDeclaration {
  readonly name: string;
  /** @default "default" */
  readonly group?: string;
  /** `rate(1 minute)`, `cron(0 3 * * ? *)` or `at(2026-01-01T00:00:00)`. */
  readonly expression: string;
  /** Only UTC is modelled. @default "UTC" */
  readonly timezone?: string;
  /** Invocations are spread over this many minutes after their time. @default 0 */
  readonly flexibleWindowMinutes?: number;
  /** @default true */
  readonly enabled?: boolean;
  readonly startAtMs?: number;
  readonly endAtMs?: number;
  /** The function to invoke. */
  readonly targetArn: string;
  /** The role that the target is invoked with. */
  readonly roleArn?: string;
  /** JSON text, in which AWS replaces the context variables. @default "{}" */
  readonly input?: string;
  /** @default 185 */
  readonly maximumRetryAttempts?: number;
  /** @default 86400 */
  readonly maximumEventAgeSeconds?: number;
  readonly deadLetterArn?: string;
}

/** A checked schedule of one region. */
export interface Schedule {
  readonly declaration: ScheduleDeclaration;
  readonly arn: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly next: Recurrence;
}

/** Refuses what EventBridge Scheduler refuses, and targets that are not modelled. */
export function checkSchedule(
  region: string,
  account: string,
  declaration: ScheduleDeclaration,
  nowMs: number,
): Schedule {
  const { name, group = "default", timezone = "UTC", targetArn, input = "{}" } = declaration;
  if (!/^[0-9A-Za-z_.-]{1,64}$/.test(name)) throw invalid(`${name} is not a schedule name`);
  if (timezone !== "UTC") {
    throw new NotModelled("scheduler", "CreateSchedule", `time zone ${timezone}`);
  }
  const target = parseArn(targetArn);
  if (target.service !== "lambda") {
    throw new NotModelled("scheduler", "CreateSchedule", `target ${targetArn}`);
  }
  // Cross-region: a schedule and its target share the fate of one region.
  if (target.region !== region) throw invalid(`${targetArn} is not in ${region}`);
  const { maximumRetryAttempts: retries = 185, maximumEventAgeSeconds: age = 86_400 } = declaration;
  if (!(retries >= 0 && retries <= 185)) throw invalid(`${retries} retries: at most 185`);
  if (!(age >= 60 && age <= 86_400)) throw invalid(`event age of ${age} s: 60 to 86400`);
  const window = declaration.flexibleWindowMinutes ?? 0;
  if (!(window >= 0 && window <= 1440)) throw invalid(`window of ${window} minutes: at most 1440`);
  try {
    JSON.parse(input);
  } catch {
    throw invalid("the input is no JSON");
  }
  return {
    declaration,
    arn: `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`,
    region,
    createdAtMs: nowMs,
    next: parseSchedule(declaration.expression, declaration.startAtMs ?? nowMs),
  };
}

function invalid(what: string): AwsError {
  return new AwsError("ValidationException", what);
}
