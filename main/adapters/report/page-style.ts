/** Light unless the reader's system is dark; always light on paper. No colour means anything alone. */
const light = `--page:#f4f5f7;--sheet:#fff;--ink:#1a1f27;--soft:#5a6472;--faint:#6b7482;--line:#dfe3e8;--line-soft:#edf0f3;--accent:#1f5fbf;
--good:#1d7a46;--bad:#b3261e;--warn:#8a5a00;--unknown:#6d3fb0;--good-bg:#e7f4ec;--bad-bg:#fbeae9;--warn-bg:#fdf3dd;--unknown-bg:#f1eafb;--quiet-bg:#f0f2f5;
--planned:#b9c2ce;--worked:#3f7fd4;--waited:#e3b24a;--stopped:#d9807a;--window:#f3f7fd;--hold:#fbf1d9;`;
const dark = `--page:#0f1216;--sheet:#14171c;--ink:#e4e7eb;--soft:#a5aeba;--faint:#8f99a7;--line:#2b313a;--line-soft:#21262e;--accent:#7fb0f5;
--good:#6cc795;--bad:#f08b83;--warn:#e0b45c;--unknown:#b99af0;--good-bg:#16291f;--bad-bg:#321c1b;--warn-bg:#2e2614;--unknown-bg:#261e36;--quiet-bg:#1d2229;
--planned:#4a5462;--worked:#4f8ce0;--waited:#b98d2f;--stopped:#a8504a;--window:#182230;--hold:#2a2414;`;

const base = `
*{box-sizing:border-box}
html{scroll-padding-top:3.2rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
main,.top>div{max-width:1180px;margin:0 auto;padding:0 40px}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
h1{font-size:28px;line-height:1.2;margin:6px 0 6px;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:16px;margin:0 0 12px;font-weight:650;display:flex;align-items:baseline;gap:10px}
h3{font-size:13px;margin:20px 0 6px;font-weight:650}
p{margin:0 0 8px;max-width:78ch}
code,.mono{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.quiet,.soft{color:var(--soft)}.small{font-size:12px}.bad{color:var(--bad)}.good{color:var(--good)}.unknown{color:var(--unknown)}.warn{color:var(--warn)}.ponr{color:var(--bad)}
.top{background:var(--sheet);border-bottom:1px solid var(--line);padding:26px 0 22px}
.brand{display:flex;justify-content:space-between;align-items:center;color:var(--soft);font-size:12px;letter-spacing:.02em}
.brand b{color:var(--ink);font-weight:650}
.brand svg{width:14px;height:14px;vertical-align:-2px;margin-right:6px}
.line{color:var(--soft);display:flex;flex-wrap:wrap;gap:2px 14px}
.chip{display:inline-block;padding:1px 8px;border-radius:4px;font-size:12px;font-weight:600;background:var(--quiet-bg);color:var(--soft);white-space:nowrap}
.chip.good{background:var(--good-bg);color:var(--good)}.chip.bad{background:var(--bad-bg);color:var(--bad)}.chip.unknown{background:var(--unknown-bg);color:var(--unknown)}.chip.warn{background:var(--warn-bg);color:var(--warn)}
.chip.large{font-size:14px;padding:4px 12px}
.banner{background:var(--warn-bg);color:var(--warn);border-bottom:1px solid var(--waited);text-align:center;font-weight:650;font-size:13px;letter-spacing:.06em;padding:7px;position:sticky;top:0;z-index:2}
.facts{display:grid;grid-template-columns:repeat(4,1fr);gap:14px 24px;margin:20px 0 0}
.facts dt{color:var(--soft);font-size:12px}.facts dd{margin:0;font-weight:550}.facts dd small{display:block;font-weight:400;color:var(--soft);font-size:12px}
section{background:var(--sheet);border:1px solid var(--line);border-radius:4px;padding:20px 24px 22px;margin:16px 0}
.count{color:var(--soft);font-weight:400;font-size:13px}
.tag{margin-left:auto;color:var(--warn);font-size:11px;letter-spacing:.08em;font-weight:650}
.contents{display:flex;flex-wrap:wrap;gap:4px 18px;padding:14px 2px 0;font-size:13px}
.cards{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:4px;overflow:hidden;margin:0 0 18px}
.cards div{background:var(--sheet);padding:12px 14px}.cards dt{color:var(--soft);font-size:12px}.cards dd{margin:0;font-size:20px;font-weight:600;line-height:1.35}.cards dd small{display:block;font-size:12px;font-weight:400;color:var(--soft)}
.story{margin:0;padding:0;list-style:none}.story li{margin:0 0 5px;max-width:86ch}
.ref{font-size:11px;color:var(--faint);white-space:nowrap;margin-left:3px}.ref:hover{color:var(--accent)}
.account{display:flex;height:14px;border-radius:3px;overflow:hidden;background:var(--quiet-bg);margin:18px 0 6px}
.account i{display:block;border-right:1px solid var(--sheet)}
.legend{list-style:none;margin:8px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--soft);font-size:12px}
.key{display:inline-block;width:14px;height:8px;border-radius:1px;margin-right:6px}
.k-planned{background:var(--planned);height:5px;vertical-align:1px}.k-working{background:var(--worked)}.k-waiting{background:var(--waited)}.k-stopped{background:repeating-linear-gradient(135deg,var(--stopped) 0 2px,transparent 2px 4px);outline:1px solid var(--stopped);outline-offset:-1px}.k-indeterminate{background:var(--unknown)}.k-hold{background:var(--hold);outline:1px solid var(--waited);outline-offset:-1px}.k-window{background:var(--window);outline:1px solid var(--line);outline-offset:-1px}.k-idle{background:var(--quiet-bg);outline:1px solid var(--line);outline-offset:-1px}
table{border-collapse:collapse;width:100%;font-size:13px}
th{font-weight:550;color:var(--soft);font-size:12px;text-align:left;padding:4px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:bottom}
td{padding:5px 10px 5px 0;border-bottom:1px solid var(--line-soft);vertical-align:top;unicode-bidi:isolate;overflow-wrap:anywhere}
td:last-child,th:last-child{padding-right:0}
tr:last-child>td{border-bottom:0}
.n{text-align:right;white-space:nowrap}.t{white-space:nowrap}
.t small,td small{color:var(--soft);font-size:11.5px}
.t small{display:block}
pre{margin:4px 0 2px;padding:8px 10px;background:var(--quiet-bg);border-radius:3px;font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere;max-width:100%}
blockquote{margin:3px 0 0;padding:0 0 0 10px;border-left:2px solid var(--line);white-space:pre-wrap;max-width:86ch}
details{margin:10px 0 0}summary{cursor:pointer;color:var(--accent);font-size:13px}
.log table,.steps table{table-layout:fixed}.steps th:nth-child(1){width:3%}.steps th:nth-child(3){width:13%}.steps th:nth-child(4){width:9.5%}.steps th:nth-child(5){width:9.5%}.steps th:nth-child(6){width:8.5%}.steps th:nth-child(7){width:7%}.steps th:nth-child(8){width:8.5%}.steps th:nth-child(9){width:8.5%}.steps th:nth-child(10){width:7%}
#issues th:nth-child(1){width:88px}#issues th:nth-child(2){width:24%}#issues th:nth-child(3),#issues th:nth-child(4){width:112px}#preflight th:first-child,#updates th:first-child,#rebases th:first-child{width:112px}
#attempts th:first-child{width:23%}#attempts th:nth-child(3){width:96px}
.acts th:first-child{width:112px}.acts th:last-child{width:160px}
.log .day td{font-weight:600;padding-top:12px;color:var(--soft)}
.log .chunk{content-visibility:auto}
.log tr:target td,tr:target td{background:var(--warn-bg)}
.log td{padding-top:3px;padding-bottom:3px}
.mark{display:inline-block;width:1.1em;font-weight:600}
.pairs{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0;font-size:13px}.pairs dt{color:var(--soft)}.pairs dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:12px;padding:4px 2px 40px}
`;

const timeline = `
.timeline h3{margin:14px 0 8px}.timeline h3:first-of-type{margin-top:0}
.timeline svg{display:block;width:100%;height:auto;overflow:visible;margin:0 0 6px}
.timeline text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
.timeline .t-label{font-size:12px;unicode-bidi:isolate}
.timeline .t-time{fill:var(--soft);text-anchor:middle;font-size:10.5px}
.t-tick{stroke:var(--line-soft)}.t-window{fill:var(--window)}.t-hold{fill:var(--hold)}
.t-planned{fill:var(--planned)}.t-milestone{fill:var(--planned)}
.t-working{fill:var(--worked)}.t-waiting{fill:var(--waited);opacity:.75}.t-stopped{fill:url(#hatch);stroke:var(--stopped);stroke-width:.8}#hatch line{stroke:var(--stopped);stroke-width:2.4}
.t-working.t-indeterminate{fill:var(--unknown)}.t-working.t-failed{fill:var(--bad)}.t-working.t-cancelled{fill:var(--faint)}
.t-cross{stroke:var(--bad);stroke-width:1.8;fill:none}.t-ponr{fill:var(--bad)}
.t-mark{stroke-width:1.2;stroke-dasharray:3 2}.t-t0{stroke:var(--accent)}.t-now{stroke:var(--warn)}
.timeline .t-mark-label.t-t0{fill:var(--accent);stroke:none;font-weight:600;font-size:10.5px}.timeline .t-mark-label.t-now{fill:var(--warn);stroke:none;font-weight:600;font-size:10.5px}
`;

const print = `
@media print{
body{background:#fff;font-size:9.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,.top>div{max-width:none;padding:0}
.top{padding:0 0 10pt}
.banner{position:static}
section{border:0;border-radius:0;padding:0;margin:14pt 0}
h1{font-size:20pt}h2{font-size:12.5pt;border-bottom:1px solid var(--line);padding-bottom:3pt;break-after:avoid}h3{break-after:avoid}
table{font-size:8.5pt}th{font-size:8pt}td small,.t small{font-size:7.5pt}thead{display:table-header-group}tr,svg,li,.cards,.account,blockquote{break-inside:avoid}
.steps table{font-size:8pt}.steps td small{font-size:7pt}.steps th{font-size:7.5pt}.steps th:nth-child(3){width:11.5%}.steps th:nth-child(4),.steps th:nth-child(5){width:10%}.steps th:nth-child(6),.steps th:nth-child(7),.steps th:nth-child(10){width:8%}
td{padding-right:6px}
.contents,summary{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}
.log{break-before:page}.log .chunk{content-visibility:visible}
a{color:inherit}.ref{color:var(--soft)}
pre{break-inside:auto}
}
`;

/** `runId` and `mode` are the only values in it: both come from narrow alphabets, checked again here. */
export function pageStyle(runId: string, isRehearsal: boolean): string {
  const id = runId.replace(/[^a-z0-9-]/g, '');
  const box = 'font:8pt system-ui,sans-serif;color:#5a6472;';
  const mark = isRehearsal ? `@top-center{content:"REHEARSAL";${box}letter-spacing:2pt;color:#8a5a00}` : '';
  return `:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
@page{size:A4;margin:16mm 14mm 15mm;${mark}@bottom-left{content:"Holdpoint · ${id}";${box}}@bottom-right{content:counter(page) " / " counter(pages);${box}}}
${base}${timeline}${print}`;
}
