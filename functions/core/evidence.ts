import { createHash } from "node:crypto";
import { StepError } from "./step-error";
import type { WorkflowInput } from "./workflow";

/** How a workflow ended; only `succeeded` moved authority and verified it. */
const OUTCOMES = ["succeeded", "failed", "refused", "denied", "expired"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One step as the state machine kept it. Exactly one of the three results is present. */
export interface EvidenceStep {
  readonly name: string;
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly result?: unknown;
  readonly error?: unknown;
  /** The error of a best-effort step: what is still to be done by hand or by the next one. */
  readonly deferred?: unknown;
}

/** A step and the hash that ties it to everything before it. */
export interface ChainedStep extends EvidenceStep {
  readonly hash: string;
}

/** What auditors get of one failover or failback. */
export interface EvidenceDocument {
  readonly schema: "payments-dr/failover-evidence/1";
  readonly execution: string;
  readonly region: string;
  readonly input: WorkflowInput;
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The detector's ticks around the decision, as it wrote them. */
  readonly observations: readonly string[];
  readonly steps: readonly ChainedStep[];
  /** Hash over everything above, the last link of the chain. */
  readonly hash: string;
}

export type EvidenceContent = Omit<EvidenceDocument, "schema" | "steps" | "hash"> & {
  readonly steps: readonly EvidenceStep[];
};

/** More steps or larger results than a workflow can have are a mistake, not evidence. */
const STEPS_MAX = 100;

/** Chains the steps and seals the document: changing or removing anything changes the last hash. */
export function sealEvidence(content: EvidenceContent): EvidenceDocument {
  const schema = "payments-dr/failover-evidence/1";
  const { steps, ...head } = content;
  let previous = hashOf({ schema, ...head });
  const chained = steps.map((step) => {
    previous = hashOf({ previous, ...step });
    return { ...step, hash: previous };
  });
  return { schema, ...head, steps: chained, hash: hashOf({ previous, count: steps.length }) };
}

/** Whether a document is the one that was sealed. */
export function isSealIntact(document: EvidenceDocument): boolean {
  const { schema, hash, steps, ...head } = document;
  const bare = steps.map(({ hash: _hash, ...step }) => step);
  const again = sealEvidence({ ...head, steps: bare });
  return (
    schema === again.schema &&
    hash === again.hash &&
    steps.every((step, index) => step.hash === again.steps[index]?.hash)
  );
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** Equal values give equal text: members are sorted, and missing ones are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Checks what the state machine hands over; evidence of an unknown shape is refused loudly. */
export function evidenceStepsFrom(value: unknown): readonly EvidenceStep[] {
  // JSONata may hand over a list of one as its only member.
  const steps: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (steps.length > STEPS_MAX) {
    throw new StepError("InvalidInput", `steps is a list of at most ${STEPS_MAX} steps`);
  }
  return (steps as readonly (Partial<EvidenceStep> | null)[]).map((step, index) => {
    if (typeof step?.name !== "string" || typeof step.at !== "string") {
      throw new StepError("InvalidInput", `step ${index} has no name and time`);
    }
    const { name, at, result, error, deferred } = step;
    return { name, at, result, error, deferred };
  });
}

export function outcomeFrom(value: unknown): Outcome {
  const outcome = OUTCOMES.find((known) => known === value);
  if (!outcome) throw new StepError("InvalidInput", `outcome is one of ${OUTCOMES.join(", ")}`);
  return outcome;
}

/** Where a document lies in the archive: by day, under a name that holds its hash. */
export function evidenceKey(document: EvidenceDocument): string {
  const day = document.finishedAt.slice(0, 10).replaceAll("-", "/");
  return `evidence/failover/${day}/${document.execution}-${document.hash.slice(0, 16)}.json`;
}
