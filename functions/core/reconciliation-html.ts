import { currencyExponent } from "./currency";
import { toMajor } from "./money";
import {
  CLASS_MEANINGS,
  type Finding,
  needsAttention,
  RECONCILIATION_CLASSES,
  type ReconciliationClass,
} from "./reconciliation";
import type { ReconciliationReport } from "./reconciliation-report";

const STYLE =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}" +
  "table{border-collapse:collapse;width:100%;margin:1rem 0}" +
  "th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}" +
  "td.n{text-align:right;font-variant-numeric:tabular-nums}" +
  ".clean{color:#06603a}.attention{color:#9b1c1c}code{word-break:break-all}";

/** The report as a page that needs nothing else: no script, no style sheet, no network. */
export function reconciliationHtml(report: ReconciliationReport): string {
  const { scope, result, clean } = report;
  const verdict = clean
    ? '<p class="clean"><strong>Clean.</strong> All books agree.</p>'
    : '<p class="attention"><strong>Needs attention</strong>, or covers a part only.</p>';
  const unread = (scope.unread ?? []).map(
    (source) => `<p class="attention"><strong>Not read:</strong> ${escaped(source)}</p>`,
  );
  const part =
    scope.after !== undefined || scope.next !== undefined ? "a part of the table" : "whole table";
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>Reconciliation ${escaped(scope.at)}</title><style>${STYLE}</style></head><body>`,
    `<h1>Reconciliation</h1><p>${escaped(scope.at)} · ${escaped(scope.region)} · ${part} · `,
    `${escaped(scope.occasion)}</p><p>Compared: ${escaped(scope.sources.join(", "))}</p>${unread.join("")}${verdict}`,
    `<h2>Control totals of ${result.payments} payments</h2><table>`,
    "<tr><th>class</th><th>meaning</th><th>currency</th><th>payments</th><th>amount</th></tr>",
    ...RECONCILIATION_CLASSES.flatMap((one) => totalRows(report, one)),
    `</table>${findingsTable(report)}`,
    `<p>SHA-256 of the report: <code>${escaped(report.hash)}</code></p></body></html>`,
  ].join("\n");
}

function totalRows({ result }: ReconciliationReport, one: ReconciliationClass): string[] {
  return Object.entries(result.totals[one] ?? {}).map(
    ([currency, { count, amountMinor }]) =>
      `<tr${needsAttention(one) ? ' class="attention"' : ""}><td>${one}</td>` +
      `<td>${CLASS_MEANINGS[one]}</td><td>${escaped(currency)}</td>` +
      `<td class="n">${count}</td><td class="n">${money(amountMinor, currency)}</td></tr>`,
  );
}

function findingsTable({ result }: ReconciliationReport): string {
  if (result.findings.length === 0) return "";
  const rows = result.findings.map(findingRow).join("\n");
  const more = result.unlisted > 0 ? `<p>${result.unlisted} more are counted above.</p>` : "";
  const head = "<tr><th>payment</th><th>classes</th><th>amount</th></tr>";
  return `<h2>Payments that need attention</h2><table>${head}\n${rows}</table>${more}`;
}

function findingRow({ key, classes, amountMinor, currency }: Finding): string {
  const amount = `${money(amountMinor, currency)} ${escaped(currency)}`;
  const cells = `<td><code>${escaped(key)}</code></td><td>${classes.join(", ")}</td>`;
  return `<tr>${cells}<td class="n">${amount}</td></tr>`;
}

/** An amount in a currency that we do not know stays in minor units, and says so. */
function money(amountMinor: string, currency: string): string {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return `${escaped(amountMinor)} minor units`;
  return toMajor(BigInt(amountMinor), exponent);
}

/** Identifiers come from clients: none may become markup. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
