import { byId, setData, setText } from "./dom.js";

const SHOWN_MS = 12_000;
let shown;

/**
 * Presses a button of the cloud and says what came of it. The header is one that no other site may
 * send, which is how the server knows that it was us.
 */
export async function press(action, input = {}) {
  let text;
  let went = false;
  try {
    const response = await fetch(`/actions/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-payments-dr-page": "1" },
      body: JSON.stringify(input),
    });
    const { done, problem } = await response.json();
    went = response.ok;
    text = went ? `${done}.` : `Not done: ${problem}.`;
  } catch {
    text = "Not done: the local cloud does not answer.";
  }
  say(text, went);
}

/** Says why a button does nothing now; nobody is asked. */
export function announce(reason) {
  say(`Not done: ${reason.replace(/\.$/, "")}.`, false);
}

function say(text, went) {
  const answer = byId("answer");
  setData(answer, "went", went ? "yes" : "no");
  setText(answer, text);
  clearTimeout(shown);
  shown = setTimeout(() => setText(answer, ""), SHOWN_MS);
}

/** A button that cannot act stays in reach of a keyboard and says why; no reason lets it act. */
export function setBlocked(button, reason) {
  setData(button, "blocked", reason);
  const is = reason === "" ? "false" : "true";
  if (button.getAttribute("aria-disabled") !== is) button.setAttribute("aria-disabled", is);
}

/** A button that cannot be pressed twice while the cloud still works on it. */
export function onPress(button, run) {
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await run();
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
