import { byId, clockTime, make, makeSvg } from "./dom.js";
import { story } from "./night-log.js";

const WINDOW_MS = 300_000;
const BAR_HEIGHT = 56;
const BAND_HEIGHT = 22;
const MARKS = { alarm: "!", repair: "▲", disaster: "▼" };
const LABEL_MIN_WIDTH = 84;
/** Minutes that are named; on a phone not all of them fit. */
const MINUTES = [5, 4, 3, 2, 1, 0];
const FEW_MINUTES = [5, 3, 1, 0];
const FEW_BELOW_WIDTH = 420;

const rows = new Map();

function row(key, label, height) {
  let svg = rows.get(key);
  if (!svg) {
    svg = makeSvg("svg", { role: "img", height: String(height) });
    byId("timeline").append(make("p", { class: "row-name" }, label), svg);
    rows.set(key, svg);
  }
  return svg;
}

/** Payments, DNS answers, authority and events of the last five minutes, one above the other. */
export function showTimeline(state) {
  const { atMs, payments, dns, authorityHistory, regions } = state;
  const roles = Object.fromEntries(regions.map(({ region, role }) => [region, role]));
  drawPayments(row("payments", "payments / second", BAR_HEIGHT), payments.history, atMs);
  if (dns)
    drawBand(row("dns", "DNS leads to", BAND_HEIGHT), dns.history, roles, atMs, "DNS led to");
  drawBand(row("active", "active", BAND_HEIGHT), authorityHistory, roles, atMs, "Active was");
  drawEvents(row("events", "events", BAND_HEIGHT), atMs);
  drawScale(atMs);
}

function placer(svg, atMs) {
  const width = svg.clientWidth || svg.parentElement.clientWidth;
  return { width, x: (ms) => ((ms - (atMs - WINDOW_MS)) / WINDOW_MS) * width };
}

function drawPayments(svg, { fromMs, accepted, failed }, atMs) {
  const { width, x } = placer(svg, atMs);
  const sums = accepted.map((value, index) => value + failed[index]);
  // Tries that fail are repeated; beyond a point more of them say nothing more.
  const highest = Math.min(Math.max(4, ...sums), 3 * Math.max(2, ...accepted));
  const bar = Math.max(1, width / accepted.length - 0.4);
  const shapes = [];
  const rect = (index, from, value, kind) => {
    const height = (value / highest) * BAR_HEIGHT;
    const y = BAR_HEIGHT - (from / highest) * BAR_HEIGHT - height;
    const left = x(fromMs + index * 1000);
    shapes.push(makeSvg("rect", { x: left, y, width: bar, height, class: kind }));
  };
  for (const [index, value] of accepted.entries()) {
    if (value > 0) rect(index, 0, value, "accepted");
    if (failed[index] > 0) rect(index, value, failed[index], "failed");
  }
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  name(
    svg,
    `${sum(accepted)} payments accepted, ${sum(failed)} tries failed in the last five minutes`,
  );
  svg.replaceChildren(...shapes);
}

function drawBand(svg, history, roles, atMs, lead) {
  const { x } = placer(svg, atMs);
  const shapes = [];
  const told = [];
  for (const [index, { fromMs, value }] of history.entries()) {
    const left = Math.max(0, x(fromMs));
    const right = x(history[index + 1]?.fromMs ?? atMs);
    if (right <= 0) continue;
    const width = Math.max(1.5, right - left);
    const box = { x: left, y: 0, width, height: BAND_HEIGHT, rx: 3 };
    shapes.push(
      makeSvg(
        "rect",
        { ...box, class: "band", "data-role": roles[value] ?? "none" },
        title(value, fromMs),
      ),
    );
    if (width > LABEL_MIN_WIDTH) {
      shapes.push(
        makeSvg("text", { x: left + 7, y: BAND_HEIGHT - 7, class: "band-name" }, value ?? "nobody"),
      );
    }
    told.push(`${value ?? "nobody"} since ${clockTime(fromMs)}`);
  }
  name(svg, `${lead} ${told.join(", then ") || "nobody yet"}`);
  svg.replaceChildren(...shapes);
}

function title(value, fromMs) {
  return makeSvg("title", {}, `${value ?? "nobody"} since ${clockTime(fromMs)}`);
}

function drawEvents(svg, atMs) {
  const { x } = placer(svg, atMs);
  // What weighs most is drawn last, over everything else.
  const weight = ({ kind }) => Object.keys(MARKS).indexOf(kind);
  const lately = story
    .filter((entry) => entry.atMs > atMs - WINDOW_MS)
    .sort((a, b) => weight(a) - weight(b));
  const shapes = lately.map(({ kind, atMs: when, text }) =>
    makeSvg(
      "text",
      { x: x(when), y: BAND_HEIGHT - 6, class: "mark", "data-kind": kind, "text-anchor": "middle" },
      MARKS[kind] ?? "●",
      makeSvg("title", {}, `${clockTime(when)} ${text}`),
    ),
  );
  name(svg, `${lately.length} events in the last five minutes; the log below tells them`);
  svg.replaceChildren(...shapes);
}

function drawScale(atMs) {
  const svg = row("scale", "", 16);
  svg.setAttribute("aria-hidden", "true");
  const { width } = placer(svg, atMs);
  const named = width < FEW_BELOW_WIDTH ? FEW_MINUTES : MINUTES;
  const texts = named.map((minutes) => {
    const anchor = minutes === 5 ? "start" : minutes === 0 ? "end" : "middle";
    const at = width * (1 - minutes / 5);
    const label = minutes === 0 ? "now" : `−${minutes} min`;
    return makeSvg("text", { x: at, y: 12, class: "scale", "text-anchor": anchor }, label);
  });
  svg.replaceChildren(...texts);
}

function name(svg, text) {
  if (svg.getAttribute("aria-label") !== text) svg.setAttribute("aria-label", text);
}
