import { durationText } from '../../domain/log/duration.ts';
import type { ReportModel } from '../../domain/report/report-model.ts';
import { environmentText } from './environment-text.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { fullMoment, refs, section } from './page-parts.ts';

const closureTones = {
  successful: 'good',
  'successful-with-issues': 'warn',
  unsuccessful: 'bad',
  'backed-out': 'warn',
  cancelled: '',
} as const;

export function banner({ run }: ReportModel): Html {
  if (run.mode !== 'rehearsal') return nothing;
  const speed = run.speed === 1 ? '' : ` · ${run.speed}× speed`;
  return html`<div class="banner">SIMULATED · REHEARSAL${speed} · nothing here happened on a real target</div>`;
}

export function top(model: ReportModel, moments: Moments): Html {
  const { run, closure } = model;
  const verdict =
    closure === null
      ? html`<span class="chip large warn">still open: ${run.life}</span>`
      : html`<span class="chip large ${closureTones[closure.code]}">${closure.code}</span>`;
  const change = run.change === null ? nothing : html`<span>${run.change}</span>`;
  return html`<header class="top"><div>
<div class="brand"><span>${logo}<b>Holdpoint</b> · report of a release window</span><span class="chip ${run.mode === 'live' ? '' : 'warn'}">${run.mode === 'live' ? 'LIVE' : 'REHEARSAL'}</span></div>
<h1>${run.title}</h1>
<div class="line">${change}<span>${run.runId}</span><span>${run.document.key} revision ${run.document.revision}</span>${run.environment === null ? nothing : html`<span>${environmentText(run.environment)}</span>`}</div>
<p style="margin:14px 0 0">${verdict}</p>
<dl class="facts">${facts(model, moments)}</dl>
</div></header>`;
}

const logo = html`<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M5.6 5v6M10.4 5v6" stroke="currentColor" stroke-width="1.8"/></svg>`;

function facts({ run, closure }: ReportModel, moments: Moments): Html {
  const zone = moments.hasZone ? moments.zone : 'UTC';
  const window =
    run.window === null
      ? html`none`
      : html`${moments.siteDate(run.window.start)}, ${moments.site(run.window.start).slice(0, 5)} – ${moments.site(run.window.end).slice(0, 5)}<small>${durationText(run.window.end - run.window.start)}, ${zone}</small>`;
  return html`<div><dt>Change window</dt><dd>${window}</dd></div>
<div><dt>Started</dt><dd>${fullMoment(run.startedAt, moments)}</dd></div>
<div><dt>Ended</dt><dd>${fullMoment(run.endedAt, moments)}</dd></div>
<div><dt>T0</dt><dd>${fullMoment(run.t0, moments)}</dd></div>
<div><dt>Chair</dt><dd>${run.chair ?? '–'}</dd></div>
<div><dt>Closed by</dt><dd>${closure?.by ?? '–'}</dd></div>
<div><dt>Targets</dt><dd>${run.targets.length}</dd></div>
<div><dt>Site zone</dt><dd>${zone}</dd></div>`;
}

export function summary(model: ReportModel, moments: Moments): Html {
  const story = model.summary.map(({ text, seqs }) => html`<li>${text}${refs(seqs)}</li>`);
  const body = html`<dl class="cards">${cards(model)}</dl><ul class="story">${story}</ul>${account(model)}${closing(model, moments)}`;
  return section({ id: 'summary', title: 'Summary', isRehearsal: model.run.mode === 'rehearsal' }, body);
}

function cards({ run, steps, attempts, account: spent, clocks }: ReportModel): Html {
  const over = steps.filter((step) =>
    ['succeeded', 'succeeded-with-exceptions', 'skipped'].includes(step.state),
  ).length;
  const bad = attempts.filter((attempt) => attempt.outcome !== null && attempt.outcome !== 'succeeded').length;
  const planned =
    run.plannedStart === null || run.plannedEnd === null
      ? ''
      : `planned ${durationText(run.plannedEnd - run.plannedStart)}`;
  const clock = clocks[0];
  return html`${card('Duration', durationText(spent.totalMs), planned)}
${card('Steps done or skipped', `${over} of ${steps.length}`, '')}
${card('Attempts', String(attempts.length), bad === 0 ? 'all succeeded' : `${bad} did not succeed`)}
${card('Waited for people', durationText(spent.waitingMs), share(spent.waitingMs, spent.totalMs))}
${clock?.elapsedMs === undefined || clock.elapsedMs === null ? nothing : card(clock.name, durationText(clock.elapsedMs), clock.limitMs === null ? '' : `objective (RTO) ${durationText(clock.limitMs)}`)}`;
}

function card(title: string, value: string, beside: string): Html {
  return html`<div><dt>${title}</dt><dd>${value}<small>${beside === '' ? '\u00a0' : beside}</small></dd></div>`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)} % of the time`;
}

function account({ account: spent }: ReportModel): Html {
  if (spent.totalMs === 0) return nothing;
  const parts = [
    ['working', spent.workingMs, 'worked'],
    ['waiting', spent.waitingMs, 'nothing ran, a person was awaited'],
    ['hold', spent.heldMs, 'held'],
    ['idle', spent.idleMs, 'start times and gaps'],
  ] as const;
  const shown = parts.filter(([, ms]) => ms >= 1);
  const bars = shown.map(
    ([name, ms]) => html`<i class="k-${name}" style="width:${((ms / spent.totalMs) * 100).toFixed(2)}%"></i>`,
  );
  const keys = shown.map(
    ([name, ms, words]) => html`<li><i class="key k-${name}"></i>${words}: ${durationText(ms)}</li>`,
  );
  return html`<div class="account" role="img" aria-label="Where the time went">${bars}</div><ul class="legend">${keys}</ul>`;
}

function closing({ closure }: ReportModel, moments: Moments): Html {
  if (closure === null) return nothing;
  const outage =
    closure.actualOutageMs === null
      ? nothing
      : html`<dt>Actual outage</dt><dd>${durationText(closure.actualOutageMs)}</dd>`;
  const issues = closure.openIssues === null ? nothing : html`<dt>Issues left open</dt><dd>${closure.openIssues}</dd>`;
  const care =
    closure.hypercareUntil === null
      ? nothing
      : html`<dt>Hypercare until</dt><dd>${fullMoment(closure.hypercareUntil, moments)}</dd>`;
  if (outage === nothing && issues === nothing && care === nothing) return nothing;
  return html`<h3>At the close ${refs([closure.seq])}</h3><dl class="pairs">${outage}${issues}${care}</dl>`;
}
