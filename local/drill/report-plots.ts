import { escaped } from "./markup";
import type { RunReport } from "./report-document";
import type { Bucket } from "./series";

const WIDTH = 960;
const LEFT = 46;
const RIGHT = 10;

interface Scale {
  readonly x: (seconds: number) => number;
  readonly lastSeconds: number;
}

function scaleOf({ series, seconds }: RunReport): Scale {
  const lastSeconds = Math.max(10, seconds, series.at(-1)?.atSeconds ?? 0);
  const x = (at: number) => LEFT + (at / lastSeconds) * (WIDTH - LEFT - RIGHT);
  return { x, lastSeconds };
}

/** The night on one axis: what happened when, payments accepted and failed, and how long they took. */
export function nightPlots(run: RunReport): string {
  if (run.series.length === 0) return '<p class="bad">No client was measured in this run.</p>';
  const scale = scaleOf(run);
  return [
    markLine(run, scale),
    `<h3>Payments a second<span class="key" style="background:var(--accept)"></span>accepted`,
    `<span class="key" style="background:var(--fail)"></span>failed attempts</h3>`,
    throughput(run, scale),
    `<h3>Waiting for the acknowledgement, retries included`,
    `<span class="key" style="background:var(--p50)"></span>p50`,
    `<span class="key" style="background:var(--p99)"></span>p99</h3>`,
    latency(run, scale),
    `<ol class="marks">${run.marks.map(markItem).join("")}</ol>`,
  ].join("\n");
}

function markItem({ atSeconds, text }: RunReport["marks"][number]): string {
  return `<li><b>${atSeconds.toFixed(1)} s</b> ${escaped(text)}</li>`;
}

/** Numbers on a line; the list below says what they mean, so that labels never overlap. */
function markLine({ marks }: RunReport, scale: Scale): string {
  let freeX = 0;
  const badges = marks.map(({ atSeconds }, index) => {
    const at = scale.x(atSeconds);
    const x = Math.max(at, freeX);
    freeX = x + 20;
    return (
      `<line class="mark" x1="${px(at)}" x2="${px(at)}" y1="24" y2="32"/>` +
      `<circle class="badge" cx="${px(x)}" cy="13" r="9"/>` +
      `<text class="badge-text" x="${px(x)}" y="17" text-anchor="middle">${index + 1}</text>`
    );
  });
  return svg(32, "Moments of the night", badges.join(""));
}

function throughput({ series, marks }: RunReport, scale: Scale): string {
  const height = 150;
  const floor = height - 20;
  const width = bucketSeconds(series);
  const rate = (count: number) => count / width;
  const top = Math.max(1, ...series.map(({ accepted, failed }) => rate(accepted + failed)));
  const y = (value: number) => floor - (value / top) * (floor - 8);
  const wide = Math.max(1, scale.x(width) - scale.x(0) - 0.5);
  const bars = series.flatMap(({ atSeconds, accepted, failed }) => {
    const x = px(scale.x(atSeconds));
    const middle = y(rate(accepted));
    const upper = y(rate(accepted + failed));
    return [
      rect("accepted", x, middle, wide, floor - middle),
      ...(failed > 0 ? [rect("failed", x, upper, wide, middle - upper)] : []),
    ];
  });
  const labels = valueLabel(top, y(top), "/s") + valueLabel(0, floor, "");
  return svg(
    height,
    "Accepted and failed payments a second",
    markLines(marks, scale, floor) + bars.join("") + axis(scale, floor) + labels,
  );
}

/** Logarithmic, because a payment that waits out a failover takes a thousand times the usual time. */
function latency({ series, marks }: RunReport, scale: Scale): string {
  const height = 160;
  const floor = height - 20;
  const values = series.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0, p99Ms ?? 0]);
  const top = Math.max(100, ...values);
  const y = (ms: number) => floor - (Math.log10(Math.max(1, ms)) / Math.log10(top)) * (floor - 8);
  const steps = [1, 10, 100, 1_000, 10_000, 100_000].filter((ms) => ms <= top);
  const labels = steps.map((ms) =>
    valueLabel(ms < 1000 ? ms : ms / 1000, y(ms), ms < 1000 ? " ms" : " s"),
  );
  const half = bucketSeconds(series) / 2;
  const lines = (["p50Ms", "p99Ms"] as const).map((member) => {
    const points = (part: readonly Bucket[]) =>
      part
        .map((bucket) => `${px(scale.x(bucket.atSeconds + half))},${px(y(bucket[member] ?? 1))}`)
        .join(" ");
    const name = member === "p50Ms" ? "p50" : "p99";
    return stretches(series)
      .map((part) => `<polyline class="${name}" points="${points(part)}"/>`)
      .join("");
  });
  return svg(
    height,
    "Time until payments are acknowledged, p50 and p99",
    markLines(marks, scale, floor) + lines.join("") + axis(scale, floor) + labels.join(""),
  );
}

/** Stretches in which payments were acknowledged; nothing is drawn where there was nothing. */
function stretches(series: readonly Bucket[]): Bucket[][] {
  const parts: Bucket[][] = [[]];
  for (const bucket of series) {
    if (bucket.p50Ms === null) parts.push([]);
    else parts.at(-1)?.push(bucket);
  }
  return parts.filter((part) => part.length > 0);
}

/** Objective and measured value as one bar each. */
export function objectiveBar(found: number | null, limit: number, label: string): string {
  const height = 46;
  const most = Math.max(limit, found ?? 0) * 1.15 || 1;
  const x = (seconds: number) => LEFT + (seconds / most) * (WIDTH - LEFT - 90);
  const bar =
    found === null
      ? `<text x="${LEFT}" y="28">not measured</text>`
      : rect(found <= limit ? "accepted" : "failed", LEFT, 14, x(found) - LEFT, 18) +
        `<text x="${px(x(found) + 6)}" y="28">${found.toFixed(1)} s</text>`;
  const mark =
    `<line class="limit" x1="${px(x(limit))}" x2="${px(x(limit))}" y1="8" y2="38"/>` +
    `<text x="${px(x(limit) + 4)}" y="44">objective ${limit} s</text>`;
  return svg(height, `${label} against its objective`, bar + mark);
}

function svg(height: number, label: string, content: string): string {
  const box = `viewBox="0 0 ${WIDTH} ${height}"`;
  return `<svg ${box} role="img" aria-label="${escaped(label)}">${content}</svg>`;
}

function rect(name: string, x: number | string, y: number, width: number, height: number): string {
  const size = `width="${px(width)}" height="${px(Math.max(0, height))}"`;
  return `<rect class="${name}" x="${x}" y="${px(y)}" ${size}/>`;
}

function axis({ x, lastSeconds }: Scale, floor: number): string {
  const step = lastSeconds > 240 ? 60 : lastSeconds > 90 ? 30 : 10;
  const ticks = Array.from({ length: Math.floor(lastSeconds / step) + 1 }, (_, i) => i * step);
  const labels = ticks.map(
    (at) => `<text x="${px(x(at))}" y="${floor + 15}" text-anchor="middle">${at} s</text>`,
  );
  const line = `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${floor}" y2="${floor}"/>`;
  return line + labels.join("");
}

function markLines(marks: RunReport["marks"], { x }: Scale, floor: number): string {
  return marks
    .map(({ atSeconds }) => px(x(atSeconds)))
    .map((at) => `<line class="mark" x1="${at}" x2="${at}" y1="0" y2="${floor}"/>`)
    .join("");
}

function valueLabel(value: number, y: number, unit: string): string {
  const text = `${Number(value.toFixed(1))}${unit}`;
  return `<text x="${LEFT - 6}" y="${px(y + 4)}" text-anchor="end">${text}</text>`;
}

function bucketSeconds(series: readonly Bucket[]): number {
  const [first, second] = series;
  return first && second ? second.atSeconds - first.atSeconds : 1;
}

function px(value: number): string {
  return value.toFixed(1);
}
