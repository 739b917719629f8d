import { durationText } from '../../domain/log/duration.ts';
import { shareText } from '../../domain/probe/share-text.ts';
import type { ReportIssue, ReportModel } from '../../domain/report/report-model.ts';
import { type Html, html, nothing } from './html.ts';
import { errorText } from './markdown-chair.ts';
import type { Moments } from './moments.ts';
import { head, late, moment, provenance, refs, section, table } from './page-parts.ts';

/** What the chair had on the desk; a section without entries is left out. */
export function chairSections(model: ReportModel, moments: Moments): readonly Html[] {
  return [
    preflight(model, moments),
    rebases(model, moments),
    issues(model, moments),
    etas(model, moments),
    updates(model, moments),
    probes(model, moments),
    lateEntries(model, moments),
  ];
}

function sectionOf(model: ReportModel, head: { id: string; title: string; count?: number }, body: Html): Html {
  return section({ ...head, isRehearsal: model.run.mode === 'rehearsal' }, body);
}

const colours = { red: 'bad', amber: 'warn', green: 'good' } as const;
const verdicts = { good: 'good', warning: 'warn', bad: 'bad', unknown: 'unknown' } as const;

function preflight(model: ReportModel, moments: Moments): Html {
  if (model.preflight === null) return nothing;
  const { runs, accepted } = model.preflight;
  const rows = [
    ...runs.map(
      (one) =>
        html`<tr><td class="t">${moment(one.endedAt, moments)}</td><td><span class="chip ${colours[one.verdict]}">${one.verdict}</span> ${one.checks.length} checks${refs([one.seq])}</td><td>${one.person}<br><small>${provenance(one)}</small></td></tr>`,
    ),
    ...accepted.map(
      (one) =>
        html`<tr><td class="t">${moment(one.at, moments)}</td><td><span class="chip bad">accepted</span> ${one.reason}${refs([one.seq])}<br><small>${one.lacks.join(' ')}</small></td><td>${one.person}<br><small>${provenance(one)}</small></td></tr>`,
    ),
  ];
  const telling = (runs.at(-1)?.checks ?? []).filter(({ verdict }) => verdict !== 'good');
  const checks = telling.map(
    (check) =>
      html`<tr><td><span class="chip ${verdicts[check.verdict]}">${check.verdict}</span></td><td>${check.aspect}</td><td>${check.subject}</td><td>${check.text}</td><td>${check.cure ?? '–'}</td></tr>`,
  );
  const found =
    checks.length === 0
      ? html`<p class="quiet small">The last one found nothing to see to.</p>`
      : html`<h3>What the last one found</h3>${table(
          ['', 'About', 'Of', 'Found', 'Cure'].map((word) => head(word)),
          checks,
        )}`;
  const body = html`${table([head('When'), head('What'), head('By')], rows)}${found}`;
  return sectionOf(model, { id: 'preflight', title: 'Preflight' }, body);
}

const samples = { successful: 'good', failed: 'bad', inconclusive: 'unknown' } as const;

function probes(model: ReportModel, moments: Moments): Html {
  if (model.probes.length === 0) return nothing;
  const rows = model.probes.map(
    (probe) =>
      html`<tr><td>${probe.probe}<br><small>${probe.question}</small></td><td>${probe.target}</td><td><span class="chip ${samples[probe.verdict]}">${probe.verdict}</span></td><td class="t">${shareText(probe) ?? '–'}</td><td class="t">${probe.successful + probe.failed + probe.inconclusive}</td><td class="t">${probe.failed}</td><td class="t">${probe.inconclusive}</td><td class="t">${probe.longestFailedMs === 0 ? '–' : durationText(probe.longestFailedMs)}</td></tr>`,
  );
  const changes = model.probes
    .flatMap((probe) => probe.changes.map((change) => ({ ...change, name: `${probe.probe} on ${probe.target}` })))
    .toSorted((a, b) => a.seq - b.seq)
    .map(
      (one) =>
        html`<tr><td class="t">${moment(one.at, moments)}</td><td>${one.name}</td><td><span class="chip ${samples[one.verdict]}">${one.verdict}</span></td><td>${one.reason}${refs([one.seq])}</td></tr>`,
    );
  const heads = ['Probe', 'Target', 'Last', 'Successful', 'Samples', 'Failed', 'Inconclusive', 'Longest outage'];
  const told =
    changes.length === 0
      ? html`<p class="quiet small">No probe ever changed.</p>`
      : html`<h3>Every change</h3>${table(
          ['When', 'Probe', 'Became', 'Why'].map((word) => head(word)),
          changes,
        )}`;
  const body = html`${table(
    heads.map((word) => head(word)),
    rows,
  )}${told}`;
  return sectionOf(model, { id: 'probes', title: 'Probes', count: rows.length }, body);
}

function rebases(model: ReportModel, moments: Moments): Html {
  if (model.rebases.length === 0) return nothing;
  const rows = model.rebases.map(
    (one) =>
      html`<tr><td class="t">${moment(one.at, moments)}</td><td class="t">${moment(one.from, moments)}</td><td class="t">${moment(one.to, moments)}</td><td>${one.reason}${late(one.recordedLate, moments)}${refs([one.seq])}</td><td>${one.person}<br><small>${provenance(one)}</small></td></tr>`,
  );
  const heads = ['When', 'T0 was', 'T0 became', 'Why', 'By'].map((word) => head(word));
  return sectionOf(model, { id: 'rebases', title: 'T0 moved', count: rows.length }, table(heads, rows));
}

function issues(model: ReportModel, moments: Moments): Html {
  if (model.issues.length === 0) return nothing;
  const rows = model.issues.map((issue) => issueRow(issue, moments));
  const heads = ['Issue', 'What', 'At', 'Owner', 'Its life'].map((word) => head(word));
  return sectionOf(model, { id: 'issues', title: 'Issues', count: rows.length }, table(heads, rows));
}

function issueRow(issue: ReportIssue, moments: Moments): Html {
  const tone = issue.severity === 'high' || issue.severity === 'critical' ? 'bad' : 'warn';
  const state = issue.open
    ? html`<span class="chip ${tone}">open</span>`
    : html`<span class="chip good">resolved</span>`;
  const more = (['workaround', 'decision', 'reference'] as const).flatMap((name) =>
    issue[name] === null ? [] : [html`<br><small>${name}: ${issue[name]}</small>`],
  );
  const life = issue.life.map(
    (one) =>
      html`<li><span class="quiet">${moments.site(one.at).slice(0, 5)}</span> ${one.sentence}${late(one.recordedLate, moments)}${refs([one.seq])}</li>`,
  );
  return html`<tr><td class="t"><b>${issue.issueId}</b> ${issue.severity}<br>${state}</td><td>${issue.text}${more}</td><td>${issue.stepId ?? '–'}</td><td>${issue.owner ?? '–'}</td><td><ul class="story">${life}</ul></td></tr>`;
}

function etas(model: ReportModel, moments: Moments): Html {
  if (model.etas.length === 0) return nothing;
  const rows = model.etas.map((one) => {
    const said = one.endAt === null ? html`taken back` : moment(one.endAt, moments);
    const why = one.reason === null ? nothing : html`<br><small>${one.reason}</small>`;
    return html`<tr><td class="t">${moment(one.at, moments)}${late(one.recordedLate, moments)}</td><td>${one.title}${refs([one.seq])}${why}</td><td class="t">${said}</td><td class="t">${moment(one.endedAt, moments)}</td><td class="n">${errorText(one)}</td><td>${one.person}<br><small>${provenance(one)}</small></td></tr>`;
  });
  const heads = [head('Given'), head('Step'), head('ETA'), head('Actual end'), head('Off by', 'n'), head('By')];
  return sectionOf(
    model,
    { id: 'etas', title: 'ETAs and what became of them', count: rows.length },
    table(heads, rows),
  );
}

function updates(model: ReportModel, moments: Moments): Html {
  if (model.updates.length === 0) return nothing;
  const rows = model.updates.map(
    (one) =>
      html`<tr><td class="t">${moment(one.at, moments)}${late(one.recordedLate, moments)}</td><td><span class="chip ${colours[one.rag]}">${one.rag}</span>${refs([one.seq])}<blockquote>${one.text}</blockquote></td><td class="t">${moment(one.nextDueAt, moments)}</td><td>${one.person}<br><small>${provenance(one)}</small></td></tr>`,
  );
  const heads = ['When', 'In these words', 'Next due', 'By'].map((word) => head(word));
  return sectionOf(model, { id: 'updates', title: 'Updates given', count: rows.length }, table(heads, rows));
}

function lateEntries(model: ReportModel, moments: Moments): Html {
  if (model.late.length === 0) return nothing;
  const rows = model.late.map((one) => {
    const after = one.afterEnd ? html` <span class="chip warn">after the end</span>` : nothing;
    return html`<tr><td class="t">${moment(one.at, moments)}</td><td class="t">${moment(one.recordedLate, moments)}</td><td>${one.sentence}${after}${refs([one.seq])}</td><td class="t">${provenance(one)}</td></tr>`;
  });
  const heads = ['Happened', 'Written down', 'What', 'By way of · how sure'].map((word) => head(word));
  return sectionOf(model, { id: 'late', title: 'Late entries', count: rows.length }, table(heads, rows));
}
