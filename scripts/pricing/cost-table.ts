import { PRICES, PRICES_AS_OF } from "../prices";
import type { CostLine, Estimate } from "./estimate";
import { ASSUMED, type Load } from "./load";

/** Lines below this are summed up in one. */
const SMALL_USD = 0.01;

/** An estimate for people: by component and region, largest first, with what it rests on. */
export function costTable(
  title: string,
  load: Load,
  { lines, totalUsd, notPriced }: Estimate,
): string {
  const groups = groupedBy(lines, ({ component, region }) => `${component}, ${region}`);
  const shown = [...groups]
    .map(([name, members]) => ({ name, members, usd: sumOf(members) }))
    .sort((a, b) => b.usd - a.usd);
  const unsure = lines.filter(({ price }) => PRICES[price].grade !== "read");
  return [
    `${title}: ${count(load.payments)} payments a month, ${load.readsPerPayment} reads each, ` +
      `${load.monthsKept} months kept`,
    "",
    ...shown.flatMap(({ name, members, usd }) => [
      row(name, usd),
      ...members.filter((line) => !isSmall(line)).map(lineRow),
      ...restRow(members.filter(isSmall)),
    ]),
    "",
    row("by region", totalUsd),
    ...[...groupedBy(lines, ({ region }) => region)]
      .map(([region, members]) => row(`  ${region}`, sumOf(members)))
      .sort(),
    "",
    row("total, US dollars a month", totalUsd),
    "",
    `Prices as of ${PRICES_AS_OF}; ${usd(sumOf(unsure))} rest on prices that were not read on AWS's own page.`,
    "Not in the total:",
    ...notPriced.map((what) => `  ${what}`),
    "Taken for granted:",
    ...Object.entries(ASSUMED).map(([name, value]) => `  ${name} ${JSON.stringify(value)}`),
  ].join("\n");
}

function isSmall({ usd: cost }: CostLine): boolean {
  return Math.abs(cost) < SMALL_USD;
}

function lineRow({ price, quantity, usd: cost }: CostLine): string {
  return row(`  ${count(quantity)} × ${PRICES[price].per}`, cost);
}

function restRow(lines: readonly CostLine[]): readonly string[] {
  return lines.length === 0
    ? []
    : [row(`  ${lines.length} items below ${SMALL_USD}`, sumOf(lines))];
}

function row(name: string, cost: number): string {
  return `${name.padEnd(78)}${usd(cost).padStart(10)}`;
}

function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, line) => sum + line.usd, 0);
}

function usd(cost: number): string {
  return cost.toFixed(2);
}

function count(quantity: number): string {
  return quantity.toLocaleString("en", { maximumFractionDigits: quantity < 100 ? 2 : 0 });
}

function groupedBy(
  lines: readonly CostLine[],
  keyOf: (line: CostLine) => string,
): Map<string, readonly CostLine[]> {
  const groups = new Map<string, CostLine[]>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (group) group.push(line);
    else groups.set(keyOf(line), [line]);
  }
  return groups;
}
