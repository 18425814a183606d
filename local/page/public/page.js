import { showApprovals } from "./approvals.js";
import { buildCustomers, showCustomers } from "./customers.js";
import { showDisasters } from "./disasters.js";
import { byId, setData, setSentence, setText } from "./dom.js";
import { buildMoves, showMoves } from "./moves.js";
import { addToLog, buildLog, clearLog } from "./night-log.js";
import { showRegions } from "./regions.js";
import { showTimeline } from "./timeline.js";

const AGAIN_MS = 2_000;
/** The cloud speaks once a second; a silence of this length is a stop, too. */
const SILENCE_MS = 6_000;

let startedMs;
let heardMs = performance.now();

function show(state) {
  if (startedMs !== undefined && startedMs !== state.startedMs) clearLog();
  startedMs = state.startedMs;
  const { tone, title, detail } = state.headline;
  setData(byId("headline"), "tone", tone);
  setSentence(byId("headline-title"), title);
  setSentence(byId("headline-detail"), detail);
  document.title = `${title} · payments-dr`;
  showApprovals(state);
  showCustomers(state);
  showRegions(state);
  showMoves(state);
  showDisasters(state);
  showTimeline(state);
}

function connected(is) {
  setData(document.body, "connection", is ? "live" : "lost");
  setText(byId("connection"), is ? "live" : "not connected");
  byId("stopped").hidden = is;
  for (const button of document.querySelectorAll("button")) button.disabled = !is;
}

function listen() {
  const source = new EventSource("/events");
  source.addEventListener("state", ({ data }) => {
    heardMs = performance.now();
    if (document.body.dataset.connection !== "live") connected(true);
    show(JSON.parse(data));
  });
  source.addEventListener("night", ({ data }) => addToLog(JSON.parse(data)));
  source.addEventListener("error", () => {
    connected(false);
    // Most failures the browser mends by itself; after this one it would not try again.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  });
}

buildCustomers();
buildMoves();
buildLog();
listen();
setInterval(() => {
  if (performance.now() - heardMs > SILENCE_MS) connected(false);
}, 1_000);
