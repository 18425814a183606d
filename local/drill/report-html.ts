import { currencyExponent } from "../../functions/core/currency";
import { toMajor } from "../../functions/core/money";
import { CLASS_MEANINGS, RECONCILIATION_CLASSES } from "../../functions/core/reconciliation";
import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import type { MachinePressure } from "./machine-watch";
import { escaped, table } from "./markup";
import type { Spread } from "./percentile";
import type { DrillReport, RunReport } from "./report-document";
import { nightPlots, objectiveBar } from "./report-plots";
import { REPORT_STYLE } from "./report-style";

/** The report as a page that needs nothing else: no script, no style sheet, no network. */
export function reportHtml(report: DrillReport): string {
  const { exercise } = report;
  const sections = [
    head(report),
    objectives(report),
    ...report.runs.map((run) => night(run, report.runs.length)),
    section("Every check", checks(report)),
    section("Findings", findings(report)),
    section("Everything that was measured", measured(report)),
    section("Deviations from the deployed system", deviations(report)),
    section("Real and simulated", reality(report)),
    section("Which rules this exercise answers", obligations(report)),
    section("What exactly was drilled", provenance(report)),
    section("Sign-off", signOff(report)),
    section("The night as it happened", events(report)),
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>Drill ${escaped(exercise.scenario)} ${escaped(exercise.startedAt.slice(0, 10))}</title>`,
    `<style>${REPORT_STYLE}</style></head><body><main>`,
    ...sections,
    "</main></body></html>",
  ].join("\n");
}

function section(title: string, content: string): string {
  return `<section><h2>${escaped(title)}</h2>${content}</section>`;
}

function head({ exercise, parameters, measured: all, checks: list }: DrillReport): string {
  const failed = list.filter(({ passed }) => !passed).length;
  const verdict = !exercise.complete
    ? '<p class="verdict warn">Incomplete: it was stopped, and proves nothing.</p>'
    : exercise.passed
      ? `<p class="verdict good">Passed: all ${list.length} checks.</p>`
      : `<p class="verdict bad">Failed: ${failed} of ${list.length} checks.</p>`;
  const scaled =
    parameters.scale === 1
      ? "in real time"
      : `with all clocks ${parameters.scale} times faster than real time`;
  const numbers = [
    [secondsText(all.rtoSeconds.p99), "recovery time, p99"],
    [countText(all.lost), "acknowledged payments lost"],
    [countText(all.doubleCharged), "payments charged twice"],
    [countText(all.inDoubt), "payments in doubt"],
    [String(all.acknowledged), "payments acknowledged"],
    [secondsText(all.failbackSeconds.max), "way back"],
  ].map(([value, label]) => `<div class="number"><b>${value}</b><span>${label}</span></div>`);
  return [
    `<p class="soft">Disaster recovery exercise ${escaped(exercise.id)}</p>`,
    `<h1>${escaped(exercise.scenario)}: ${escaped(exercise.title)}</h1>${verdict}`,
    `<p>${escaped(exercise.background)}</p>`,
    `<p class="soft">${escaped(exercise.startedAt)} to ${escaped(exercise.endedAt)} · `,
    `${escaped(exercise.target)} · ${parameters.runs} run${parameters.runs === 1 ? "" : "s"} ${scaled} · `,
    `${parameters.rate} payments a second · by ${escaped(exercise.operator)}</p>`,
    `<div class="numbers">${numbers.join("")}</div>`,
  ].join("\n");
}

function objectives({ measured: all, objectives: aims }: DrillReport): string {
  const rto = all.rtoSeconds.p99;
  const bars = [
    "<h3>Recovery time, p99, against the promise</h3>",
    objectiveBar(rto, aims.rtoSeconds, "Recovery time"),
    ...(aims.acceptBudgetSeconds === undefined
      ? []
      : [
          "<h3>… and against what the program computes from its own declarations</h3>",
          objectiveBar(rto, aims.acceptBudgetSeconds, "Recovery time"),
        ]),
  ];
  const money = Object.entries(all.rpo.money).map(([currency, minor]) => inMajor(currency, minor));
  const lost = `${countText(all.rpo.records)} payments, ${countText(all.rpo.seconds)} s`;
  const rpo = `<p>Recovery point: ${lost}, ${money.join(" and ") || "no money"}; the objective is 0.</p>`;
  return section("Objectives", bars.join("\n") + rpo);
}

function night(run: RunReport, of: number): string {
  const title = of === 1 ? "The night" : `Night ${run.run} of ${of}`;
  const books = run.reconciliations.map(reconciliation).join("\n");
  return section(title, `${nightPlots(run)}<h3>Reconciliation</h3>${books}`);
}

function reconciliation({ scope, result, clean, hash }: ReconciliationReport): string {
  const rows = RECONCILIATION_CLASSES.flatMap((one) =>
    Object.entries(result.totals[one] ?? {}).map(([currency, { count, amountMinor }]) => [
      ...[one, CLASS_MEANINGS[one], String(count), inMajor(currency, amountMinor)],
    ]),
  );
  const verdict = clean
    ? '<span class="good">all books agree</span>'
    : '<span class="bad">needs attention</span>';
  return [
    `<p><b>${escaped(scope.occasion)}</b>: ${result.payments} payments, ${verdict}. Compared: `,
    `${escaped(scope.sources.join(", "))}. SHA-256 <code>${escaped(hash)}</code></p>`,
    table(["class", "meaning", "payments", "amount"], rows),
  ].join("");
}

function checks({ checks: list, runs }: DrillReport): string {
  const rows = list.map(({ run, title, expected, found, passed }) => {
    const verdict = passed ? '<td class="good">✓ passed</td>' : '<td class="bad">✗ failed</td>';
    const which = runs.length > 1 ? `<td>${run}</td>` : "";
    const cells = [title, expected, found].map((text) => `<td>${escaped(text)}</td>`).join("");
    return `<tr>${verdict}${which}${cells}</tr>`;
  });
  const which = runs.length > 1 ? "<th>run</th>" : "";
  const headRow = `<tr><th></th>${which}<th>check</th><th>expected</th><th>found</th></tr>`;
  return `<div class="scroll"><table>${headRow}${rows.join("\n")}</table></div>`;
}

function findings({ findings: list }: DrillReport): string {
  const rows = list.map(({ run, check, found }) => [String(run), check, found, "", ""]);
  return table(["run", "what failed", "what was found", "owner", "due"], rows);
}

function measured({ measured: all, runs }: DrillReport): string {
  const spread = (label: string, { p50, p99, max }: Spread) => [
    ...[label, ...[p50, p99, max].map(secondsText)],
  ];
  const times = table(
    ["seconds since the blow", "p50", "p99", "max"],
    [
      spread("the loss is seen", all.detectionSeconds),
      spread("the takeover starts", all.decisionSeconds),
      spread("authority has moved", all.authoritySeconds),
      spread("first payment in the standby", all.firstSuccessSeconds),
      spread("clients are served and stay served", all.rtoSeconds),
      spread("longest gap between accepted payments", all.acceptGapSeconds),
      spread("earlier payments are finished", all.backlogDrainedSeconds),
      spread("the way back", all.failbackSeconds),
    ],
  );
  const nights = runs.map(({ run, measured: one }) => {
    const ms = ({ p50, p99 }: Spread) => `${countText(p50)} / ${countText(p99)} ms`;
    const { before, during, after } = one.latencyMs;
    const { clients } = one;
    return [
      ...[String(run), ms(before), ms(during), ms(after), String(clients.requests)],
      ...[String(clients.serverErrors), String(clients.noAnswer)],
      ...[String(clients.conflictsRefused), String(one.alerts), pressureText(one.pressure)],
    ];
  });
  const columns = ["run", "p50 / p99 before", "during", "after", "requests", "5xx", "no answer"];
  return times + table([...columns, "409", "alarms", "timers late"], nights);
}

function deviations({ deviations: list }: DrillReport): string {
  const rows = list.map(({ what, declared, drilled, why }) => [what, declared, drilled, why]);
  return table(["what", "deployed", "drilled", "why"], rows);
}

function reality({ realAndSimulated: { real, simulated } }: DrillReport): string {
  const list = (items: readonly string[]) =>
    `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
  return `<h3>Real</h3>${list(real)}<h3>Simulated</h3>${list(simulated)}`;
}

function obligations({ obligations: list }: DrillReport): string {
  const rows = list.map(({ framework, clause, asks, answeredBy }) => [
    ...[framework, clause, asks, answeredBy],
  ]);
  return table(["framework", "clause", "asks for", "answered by"], rows);
}

function provenance({ provenance: from, chain }: DrillReport): string {
  const { product, version, commit, modified, node, machine } = from;
  return table(
    ["what", "value"],
    [
      ["product", `${product} ${version}`],
      ["commit", modified ? `${commit}, with changes that no commit has` : commit],
      ["Node", node],
      ["machine", machine],
      ["configuration, SHA-256", from.configurationHash],
      ["function bundles, SHA-256", from.codeHash],
      ["last hash of the event log", chain.lastHash],
    ],
  );
}

function signOff({ signOff: list }: DrillReport): string {
  return table(
    ["role", "name", "date", "signature"],
    list.map(({ role, name, date, signature }) => [role, name, date, signature]),
  );
}

function events({ events: list, runs }: DrillReport): string {
  const rows = list.map(({ run, atMs, source, text }) => {
    const which = runs.length > 1 ? `<td>${run}</td>` : "";
    const at = `<td class="n">${(atMs / 1000).toFixed(1)} s</td>`;
    return `<tr>${which}${at}<td>${escaped(source)}</td><td>${escaped(text)}</td></tr>`;
  });
  const body = `<div class="scroll"><table class="log">${rows.join("\n")}</table></div>`;
  return `<details><summary>${list.length} events, chained by hash</summary>${body}</details>`;
}

function inMajor(currency: string, minor: string): string {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return `${minor} minor units of ${currency}`;
  return `${toMajor(BigInt(minor), exponent)} ${currency}`;
}

function secondsText(value: number | null): string {
  return value === null ? "not measured" : `${value.toFixed(1)} s`;
}

function pressureText(pressure: MachinePressure | null): string {
  return pressure === null ? "not measured" : `${pressure.lateMsP99} ms`;
}

function countText(value: number | null): string {
  return value === null ? "not measured" : String(value);
}
