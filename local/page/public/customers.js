import { byId, count, duration, setData, setSentence, setText } from "./dom.js";
import { onPress, press } from "./press.js";

let loadOn = false;

/** The buttons of the demo client. */
export function buildCustomers() {
  onPress(byId("load"), () => press(loadOn ? "stop-load" : "start-load"));
  onPress(byId("pay"), () => press("pay"));
}

/** What the demo client has lived through. */
export function showCustomers({ payments, dns }) {
  loadOn = payments.loadOn;
  const button = byId("load");
  setText(button, loadOn ? "Stop payments" : "Start payments");
  button.classList.toggle("primary", !loadOn);
  for (const key of ["accepted", "processed", "trying", "failed"]) {
    setText(byId(key), count(payments[key]));
  }
  const failing = payments.failingForMs !== undefined;
  setData(byId("trying").parentElement, "warn", failing ? "yes" : "no");
  setData(byId("failed").parentElement, "warn", payments.failed > 0 ? "yes" : "no");
  const { latencyMs } = payments;
  setText(byId("latency"), latencyMs ? duration(latencyMs.p50) : "–");
  const most = latencyMs ? `, 95\u00a0% within ${duration(latencyMs.p95)}` : "";
  setText(byId("latency-note"), `answer time${most}`);
  const note = byId("customers-note");
  setSentence(note, sentence(payments, dns));
  setData(note, "warn", failing ? "yes" : "no");
}

function sentence({ loadOn: on, perSecond, failingForMs, lastOutageMs }, dns) {
  if (failingForMs !== undefined) {
    return `No payment has been accepted for ${duration(failingForMs)}; customers try again.`;
  }
  const before =
    lastOutageMs === undefined
      ? ""
      : ` The last interruption took ${duration(lastOutageMs)} from the first failed try.`;
  if (!on && before) return `Nobody is paying.${before}`;
  if (!on) return "Nobody is paying. Start payments first, then cause a disaster.";
  return `${perSecond} payments a second to ${dns?.name ?? "the primary"}, wherever DNS leads them.${before}`;
}
