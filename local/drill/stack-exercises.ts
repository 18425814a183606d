import type { DrillReport } from "./report-document";
import type { Scenario } from "./scenario";

type Described = Pick<Scenario, "name" | "title" | "background">;

/** What is done to a deployed stack unless somebody asks for more. */
export const READ_ONLY_PROBE: Described = {
  name: "read-only-probe",
  title: "would a failover work now?",
  background:
    "Nothing is changed: both regions, the latch, DNS, the detector, the workflow and the tables are asked.",
};

/** What `--disrupt` does. */
export const PLANNED_MOVE: Described = {
  name: "planned-move",
  title: "authority moves to the standby and back",
  background:
    "The way of a disaster, walked in calm: the workflow of the region that takes over moves authority and " +
    "with it DNS, and the same again on the way back, through all gates.",
};

export const STACK_DEVIATIONS: DrillReport["deviations"] = [
  {
    what: "clients",
    declared: "payments",
    drilled: "questions to /health under the shared name, twice a second",
    why: "an exercise on a deployed stack moves no money but the workflow's own synthetic payment",
  },
  {
    what: "reconciliation",
    declared: "clients, tables, processor, ledger and archive",
    drilled: "the tables of both regions, up to a few thousand payments",
    why: "the other books are compared by the stack's own reconcile function, which holds the permissions",
  },
];

export const STACK_REALITY: DrillReport["realAndSimulated"] = {
  real: ["the stack that its outputs name, through the same API that every operator has"],
  simulated: ["nothing, unless the target says that a local cloud plays the stack"],
};
