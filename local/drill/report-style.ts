/** Colours and layout of the report; light and dark as the reader prefers, and black on white on paper. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#16202a;--soft:#5b6b7a;--line:#d5dde4;--panel:#f4f7f9;
--good:#0a6b45;--bad:#b3261e;--warn:#8a5a00;--accept:#2a7de1;--fail:#d1495b;--p50:#2a7de1;--p99:#8f5bd1}
@media (prefers-color-scheme:dark){:root{--page:#10161c;--ink:#e6edf3;--soft:#9fb0c0;--line:#2c3843;
--panel:#18212a;--good:#4cc38a;--bad:#ff8a80;--warn:#e5b567;--accept:#6cb0ff;--fail:#ff7b8a;--p50:#6cb0ff;--p99:#c79bff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:66rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.7rem;margin:.2rem 0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0 .8rem}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.verdict{font-size:1.25rem;font-weight:700}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1rem 0}
.number{background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .8rem}
.number b{display:block;font-size:1.5rem;line-height:1.2}.number span{font-size:.85rem;color:var(--soft)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.32rem .6rem .32rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:.86em ui-monospace,monospace;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;margin:.3rem 0;font:11px system-ui,sans-serif}
svg text{fill:var(--soft)}.axis{stroke:var(--line)}.mark{stroke:var(--soft);stroke-dasharray:3 3}
.badge{fill:var(--ink)}svg text.badge-text{fill:var(--page);font-weight:700}
.accepted{fill:var(--accept)}.failed{fill:var(--fail)}.p50{fill:none;stroke:var(--p50);stroke-width:1.6}
.p99{fill:none;stroke:var(--p99);stroke-width:1.6}.limit{stroke:var(--bad);stroke-width:1.5}
.key{display:inline-block;width:.8em;height:.8em;border-radius:.15em;margin:0 .35em 0 .9em}
ol.marks{columns:2;font-size:.88rem;padding-left:1.4rem}ol.marks li{break-inside:avoid}
details{margin:.5rem 0}summary{cursor:pointer;font-weight:600}
.log td{padding:.1rem .6rem .1rem 0;border:0;font-size:.85rem}
@media (max-width:40rem){ol.marks{columns:1}}
@media print{:root{--page:#fff;--ink:#000;--soft:#333;--panel:#fff}details>*{display:revert}}
`;
