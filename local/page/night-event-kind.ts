import type { NightEvent } from "../cloud/supervisor";

/** What an event of the night is about; the page marks it, the terminal chooses by it. */
export type EventKind =
  | "disaster"
  | "repair"
  | "alarm"
  | "workflow"
  | "authority"
  | "dns"
  | "health"
  | "detail";

const SAID: readonly (readonly [pattern: RegExp, kind: EventKind])[] = [
  [/ goes dark$/, "disaster"],
  [/ recovers$|messages were still in the queues$/, "repair"],
  [/^alarm .+ is ALARM$/, "alarm"],
  [/^detect: (the active region is lost|failover workflow)/, "workflow"],
];

const KINDS: ReadonlySet<unknown> = new Set<EventKind>([
  "disaster",
  "repair",
  "alarm",
  "workflow",
  "authority",
  "dns",
  "health",
  "detail",
]);

/** By what the event says of itself, or by its words. */
export function eventKind({ text, data }: Pick<NightEvent, "text" | "data">): EventKind {
  const named = (data as { kind?: unknown } | undefined)?.kind;
  if (KINDS.has(named)) return named as EventKind;
  return SAID.find(([pattern]) => pattern.test(text))?.[1] ?? "detail";
}

/** A terminal tells the story; the details are on the page. */
export function isForTheTerminal(event: NightEvent): boolean {
  return eventKind(event) !== "detail";
}
