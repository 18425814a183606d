/** The parameters that the workflow writes after a takeover, below the shared path. */
type WorkflowParameter = "active-region" | "epoch";

/** Full name of a shared parameter. */
export function sharedParameter(path: string, name: WorkflowParameter): string {
  return `${path.replace(/\/$/, "")}/${name}`;
}
