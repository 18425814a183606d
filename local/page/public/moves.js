import { byId, clockTime, duration, make, setSentence, setText } from "./dom.js";
import { announce, onPress, press, setBlocked } from "./press.js";

let kind = "failover";

/** The one button that moves the payments. */
export function buildMoves() {
  const button = byId("move");
  onPress(button, () => (button.dataset.blocked ? announce(button.dataset.blocked) : press(kind)));
}

/** Which move is possible, and the workflows so far. */
export function showMoves({ moves, executions, atMs }) {
  const button = byId("move");
  kind = moves.kind ?? "failover";
  const order = kind === "failback" ? "Fail back to" : "Fail over to";
  setText(button, `${order} ${moves.to ?? "…"}`);
  setBlocked(button, moves.blocked ?? "");
  setSentence(byId("move-how"), moves.blocked ?? explanation(moves));
  showExecutions(executions, atMs);
}

function explanation({ kind: possible, mode }) {
  if (possible === "failback") {
    return "Starts the declared workflow over there. It goes back only when that region has been well for a while and nothing is overdue; otherwise it says why not.";
  }
  const automatic = {
    auto: "When a region is lost, the standby starts it by itself after about half a minute.",
    approve: "When a region is lost, the standby starts it and waits for people to approve.",
    manual: "Nobody else starts it in this stack.",
  };
  return `Starts the declared workflow in the standby: it takes over, finishes what was left, and proves it with a payment. ${automatic[mode] ?? ""}`;
}

const ENDINGS = {
  RUNNING: "runs",
  SUCCEEDED: "succeeded",
  FAILED: "ended without moving",
  TIMED_OUT: "took too long",
  ABORTED: "was lost",
};

function showExecutions(executions, atMs) {
  const lines = executions.map((one) => ({ status: one.status, text: describe(one, atMs) }));
  const list = byId("executions");
  while (list.children.length > lines.length) list.lastElementChild.remove();
  for (const [index, { status, text }] of lines.entries()) {
    const item = list.children[index] ?? list.appendChild(make("li"));
    item.dataset.status = status;
    setText(item, text);
  }
}

function describe({ name, status, step, startMs, stopMs, cause }, atMs) {
  const took = duration((stopMs ?? atMs) - startMs);
  const now = status === "RUNNING" && step ? `: ${step}` : "";
  const why = cause ? `: ${cause}` : "";
  return `${clockTime(startMs)}  ${name} ${ENDINGS[status] ?? status}${now} (${took})${why}`;
}
