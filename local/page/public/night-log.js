import { byId, clockTime, make } from "./dom.js";

const SHOWN_MAX = 500;
const QUIET_MS = 3_000;
const MARKS = {
  disaster: "▼",
  repair: "▲",
  alarm: "!",
  workflow: "●",
  authority: "★",
  dns: "➜",
  health: "♥",
  detail: "·",
};

/** Entries that the timeline marks, the oldest first. */
export const story = [];
let lastId = 0;

/** The cloud was started anew: another night, another log. */
export function clearLog() {
  byId("log").replaceChildren();
  story.length = 0;
  lastId = 0;
}

/** The newest on top; a browser that reconnects may be told something twice. */
export function addToLog(entry) {
  if (entry.id <= lastId) return;
  lastId = entry.id;
  const { kind, atMs, source, text } = entry;
  const item = make(
    "li",
    { "data-kind": kind },
    make("time", { datetime: new Date(atMs).toISOString() }, clockTime(atMs)),
    make("span", { class: "mark", "data-kind": kind, "aria-hidden": "true" }, MARKS[kind] ?? "·"),
    make("span", { class: "source" }, source),
    make("span", { class: "text" }, text),
  );
  const log = byId("log");
  log.prepend(item);
  if (log.children.length > SHOWN_MAX) log.lastElementChild.remove();
  if (kind === "detail") return;
  story.push(entry);
  if (story.length > SHOWN_MAX) story.shift();
}

/** What was there before is read, not read out; only what happens from now on is announced. */
export function buildLog() {
  // A keyboard scrolls only what it can reach.
  byId("log-box").tabIndex = 0;
  setTimeout(() => byId("log-box").setAttribute("aria-live", "polite"), QUIET_MS);
  const details = byId("details");
  details.addEventListener("change", () => {
    byId("log-box").classList.toggle("every-detail", details.checked);
  });
}
