/** The parameters that the workflow writes after a takeover, below the shared path. */
export const WORKFLOW_PARAMETERS = ["active-region", "epoch"] as const;

/** Full name of a shared parameter. */
export function sharedParameter(path: string, name: (typeof WORKFLOW_PARAMETERS)[number]): string {
  return `${path.replace(/\/$/, "")}/${name}`;
}
