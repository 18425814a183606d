import { closeMoveInput } from "./core/authority-move";
import { encodeTick } from "./core/detection-history";
import {
  canonicalJson,
  type EvidenceDocument,
  evidenceKey,
  evidenceStepsFrom,
  type Outcome,
  outcomeFrom,
  sealEvidence,
} from "./core/evidence";
import type { BasePorts, Remote } from "./core/ports";
import { errorName, failureOf } from "./core/retry";
import { type StepEvent, workflowInputFrom } from "./core/workflow";
import { type ArchivePorts, archiveReport } from "./store/archive";
import { callRepeatable } from "./store/call";
import type { ControlPorts } from "./store/control";
import { readDetectState } from "./store/detection";

export interface EvidencePorts extends BasePorts, ControlPorts, ArchivePorts {
  readonly sns: Remote;
  readonly alertsTopicArn: string;
}

export interface EvidenceEvent extends StepEvent {
  readonly outcome?: unknown;
  readonly execution?: unknown;
  readonly startedAt?: unknown;
  readonly steps?: unknown;
}

export interface EvidenceReceipt {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  readonly outcome: Outcome;
}

/** Last step, whatever the outcome: a sealed document in the archive, a message to people, a closed record. */
export function evidence(ports: EvidencePorts) {
  return async (event: EvidenceEvent): Promise<EvidenceReceipt> => {
    const outcome = outcomeFrom(event.outcome);
    const document = sealEvidence({
      execution: String(event.execution ?? "unknown"),
      region: ports.region,
      input: workflowInputFrom(event.input),
      outcome,
      startedAt: String(event.startedAt ?? "unknown"),
      finishedAt: new Date(ports.clock.nowMs()).toISOString(),
      observations: await observations(ports),
      steps: evidenceStepsFrom(event.steps),
    });
    const key = evidenceKey(document);
    await archiveReport(ports, key, "application/json", canonicalJson(document));
    await close(ports, document, key);
    await tell(ports, document, key);
    ports.metrics.count(outcome === "succeeded" ? "MoveSucceeded" : "MoveNotSucceeded");
    return { bucket: ports.archiveBucket, key, hash: document.hash, outcome };
  };
}

/** What the detector saw; evidence without it is still evidence. */
async function observations(ports: EvidencePorts): Promise<readonly string[]> {
  try {
    const { ticks } = await readDetectState(ports, ports.region);
    return ticks.map(encodeTick);
  } catch (error) {
    return [`not readable: ${errorName(error)}`];
  }
}

/** A workflow that ended before it took authority has no record to close, and no say in another's. */
async function close(ports: EvidencePorts, document: EvidenceDocument, key: string): Promise<void> {
  const { input, outcome, execution } = document;
  const ending = { execution, outcome, evidence: key };
  const update = closeMoveInput(ports.controlTable, input.epoch + 1, ending);
  try {
    await callRepeatable(ports, ports.dynamo, "UpdateItem", update);
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
  }
}

async function tell(ports: EvidencePorts, document: EvidenceDocument, key: string): Promise<void> {
  const { input, outcome, execution, hash, steps } = document;
  const deferred = steps.filter((step) => step.deferred !== undefined).map(({ name }) => name);
  const drill = input.drill ? "Drill: " : "";
  await callRepeatable(ports, ports.sns, "Publish", {
    TopicArn: ports.alertsTopicArn,
    Subject: `${drill}${input.kind} to ${input.to}: ${outcome}`.slice(0, 100),
    Message: JSON.stringify({ kind: "move-ended", execution, outcome, input, deferred, key, hash }),
    MessageAttributes: { kind: { DataType: "String", StringValue: "move-ended" } },
  });
}
