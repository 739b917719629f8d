import { durationText } from '../../domain/log/duration.ts';
import type { ReportAttempt, ReportModel, ReportStep } from '../../domain/report/report-model.ts';
import { bytesText } from './bytes-text.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { head, moment, refs, section, table } from './page-parts.ts';

/** Shape and word first, colour third. */
const stateMarks: Readonly<Record<ReportStep['state'], readonly [string, string]>> = {
  pending: ['', '○'],
  scheduled: ['', '◷'],
  ready: ['warn', '◐'],
  'awaiting-human': ['warn', '◐'],
  'awaiting-approval': ['warn', '◐'],
  'awaiting-supplier': ['warn', '◐'],
  running: ['', '▶'],
  verifying: ['', '◌'],
  soaking: ['', '≈'],
  succeeded: ['good', '✓'],
  'succeeded-with-exceptions': ['warn', '✓!'],
  failed: ['bad', '✕'],
  indeterminate: ['unknown', '?'],
  skipped: ['', '⤼'],
  cancelled: ['', '⊘'],
  'backed-out': ['', '↩'],
};

export function steps(model: ReportModel, moments: Moments): Html {
  const rows = model.steps.map((step) => stepRow(step, moments));
  const heads = [
    head('#', 'n'),
    head('Step'),
    head('State'),
    head('Planned start'),
    head('Actual start'),
    head('Late', 'n'),
    head('Planned', 'n'),
    head('Worked', 'n'),
    head('Waited', 'n'),
    head('Tries', 'n'),
  ];
  const isRehearsal = model.run.mode === 'rehearsal';
  return section(
    { id: 'steps', title: 'Planned and actual', count: model.steps.length, name: 'steps', isRehearsal },
    table(heads, rows),
  );
}

function stepRow(step: ReportStep, moments: Moments): Html {
  const [tone, mark] = stateMarks[step.state];
  const ponr = step.pointOfNoReturn ? html` <span class="ponr" title="point of no return">◆</span>` : nothing;
  const where = [step.kind, step.stream, step.targets > 1 ? `${step.targets} targets` : null, step.responsible];
  const reason =
    step.stateReason === null || step.state === 'succeeded' ? nothing : html`<br><small>${step.stateReason}</small>`;
  const tries =
    step.attempts === 0
      ? ''
      : step.failedAttempts === 0
        ? `${step.attempts}`
        : `${step.attempts}, ${step.failedAttempts} bad`;
  return html`<tr><td class="n quiet">${step.index + 1}</td><td>${step.title}${ponr}${refs(step.seqs)}<br><small>${step.id} · ${where.filter((part) => part !== null).join(' · ')}</small></td>
<td><span class="${tone}">${mark} ${step.state}</span>${reason}</td><td class="t">${moment(step.plannedStart, moments)}</td><td class="t">${moment(step.startedAt, moments)}</td>
<td class="n">${lateness(step)}</td><td class="n">${span(plannedMs(step))}</td><td class="n">${work(step)}</td><td class="n">${span(step.waitingMs + step.stoppedMs)}</td><td class="n">${tries}</td></tr>`;
}

function plannedMs(step: ReportStep): number | null {
  if (step.estimate !== null) return step.estimate.likelyMs;
  return step.plannedStart === null || step.plannedEnd === null ? null : step.plannedEnd - step.plannedStart;
}

function span(ms: number | null): Html {
  return ms === null || ms === 0 ? html`<span class="quiet">–</span>` : html`${durationText(ms)}`;
}

/** Longer than the longest estimate is said in words and shape, not by colour alone. */
function work(step: ReportStep): Html {
  const over = step.estimate !== null && step.workingMs > step.estimate.maxMs;
  return over
    ? html`<span class="warn" title="longer than its longest estimate">▲ ${durationText(step.workingMs)}</span>`
    : span(step.workingMs);
}

function lateness(step: ReportStep): Html {
  if (step.plannedStart === null || step.startedAt === null) return html`<span class="quiet">–</span>`;
  const ms = step.startedAt - step.plannedStart;
  if (Math.abs(ms) < 1000) return html`0 s`;
  return ms > 0 ? html`+${durationText(ms)}` : html`−${durationText(-ms)}`;
}

/** Above so many attempts, only those that met trouble are laid open; the rest is folded in below them. */
const ALL_OPEN = 12;

export function attempts(model: ReportModel, moments: Moments): Html {
  if (model.attempts.length === 0) return nothing;
  const troubled = new Set(model.attempts.filter(hasTrouble).map(placeOf));
  const shown = model.attempts.filter((attempt) => troubled.has(placeOf(attempt)));
  const rest = model.attempts.filter((attempt) => !troubled.has(placeOf(attempt)));
  const listing = (list: readonly ReportAttempt[]): Html =>
    list.length === 0
      ? nothing
      : table(
          attemptHeads,
          list.map((attempt) => attemptRow(attempt, moments)),
        );
  const calm = shown.length === 0 ? html`<p>Every attempt on every target succeeded at the first try.</p>` : nothing;
  const others =
    rest.length > ALL_OPEN
      ? html`<details><summary>The ${rest.length} attempts without trouble</summary>${listing(rest)}</details>`
      : html`${rest.length > 0 && shown.length > 0 ? html`<h3>Without trouble</h3>` : nothing}${listing(rest)}`;
  const isRehearsal = model.run.mode === 'rehearsal';
  const title = 'Failures and attempts';
  return section(
    { id: 'attempts', title, count: model.attempts.length, isRehearsal },
    html`${calm}${listing(shown)}${others}`,
  );
}

const attemptHeads = [
  head('Step and target'),
  head('Try', 'n'),
  head('Started'),
  head('Outcome'),
  head('Exit', 'n'),
  head('Took', 'n'),
  head('Output kept', 'n'),
];

function hasTrouble(attempt: ReportAttempt): boolean {
  return attempt.attempt > 1 || attempt.outcome !== 'succeeded' || attempt.lostContact.length > 0;
}

function placeOf(attempt: ReportAttempt): string {
  return `${attempt.stepId} ${attempt.target}`;
}

const outcomeTones: Readonly<Record<string, string>> = {
  succeeded: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  indeterminate: 'unknown',
};

function attemptRow(attempt: ReportAttempt, moments: Moments): Html {
  const seqs = [
    attempt.startSeq,
    ...attempt.lostContact.map((lost) => lost.seq),
    ...(attempt.endSeq === null ? [] : [attempt.endSeq]),
  ];
  const tone = outcomeTones[attempt.outcome ?? ''] ?? '';
  const checks = attempt.checks.map(
    (check) =>
      html`<br><small>${check.purpose}: ${check.answer}${check.exitCode === null ? '' : ` (exit ${check.exitCode})`}</small>${refs([check.seq])}`,
  );
  const lost = attempt.lostContact.map((entry) => html`<br><small>contact lost: ${entry.reason}</small>`);
  const excerpt =
    attempt.excerpt === null || attempt.excerpt.trim() === ''
      ? nothing
      : html`<tr><td colspan="7"><pre>${attempt.excerpt}</pre></td></tr>`;
  const exit = attempt.signal ?? attempt.exitCode;
  return html`<tr><td><b>${attempt.stepId}</b> on ${attempt.target}${refs(seqs)}</td><td class="n">${attempt.attempt}</td><td class="t">${moment(attempt.startedAt, moments)}</td>
<td><span class="${tone}">${attempt.outcome ?? 'open'}</span>${attempt.reason === null ? nothing : html`<br><small>${attempt.reason}</small>`}${lost}${checks}</td><td class="n">${exit ?? '–'}</td><td class="n">${span(attempt.durationMs)}</td><td class="n">${kept(attempt)}</td></tr>${excerpt}`;
}

function kept(attempt: ReportAttempt): Html {
  const streams = Object.entries(attempt.streams);
  if (streams.length === 0) return html`<span class="quiet">–</span>`;
  return html`${streams.map(([name, stream], index) => {
    const redacted = stream.redactions === 0 ? '' : `, ${stream.redactions} redacted`;
    return html`${index > 0 ? ' · ' : ''}<span title="SHA-256 ${stream.storedDigest}">${name} ${bytesText(stream.storedBytes)}${redacted}${leftOut(stream)}</span>`;
  })}`;
}

/** Each stretch a limit left out, with its digest where the pointer rests. */
function leftOut(stream: ReportAttempt['streams'][string]): Html {
  const gaps = stream?.leftOut ?? [];
  return html`${gaps.map((gap) => html`, <b title="SHA-256 of what was left out: ${gap.sha256}">${bytesText(gap.bytes)} left out by outputLimit</b>`)}`;
}
