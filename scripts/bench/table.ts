import type { Row } from "./row";

const HEAD = ["what", "value", "baseline", "ratio", "goal", ""];

/** The rows for people: every number beside what it is compared with, missed goals marked. */
export function tableText(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? "").length)),
  );
  return lines
    .map((cells) =>
      cells
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const isNumber = (column: number) => column === 1 || column === 3;

function cellsOf(row: Row): string[] {
  const { name, value, unit, baseline, ratio, goal, met, note } = row;
  if (value === null) return [name, "-", note ?? ""];
  return [
    name,
    `${shown(value)} ${unit}`.trim(),
    baseline ? `${shown(baseline.value)} ${baseline.name}` : "",
    ratio === null ? "" : `${shown(ratio)} ×`,
    goal ?? "",
    met === null ? "" : met ? "met" : "MISSED",
  ];
}

/** Three digits say all that a benchmark knows. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
