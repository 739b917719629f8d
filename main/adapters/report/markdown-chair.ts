import { durationText } from '../../domain/log/duration.ts';
import { shareText } from '../../domain/probe/share-text.ts';
import type { ReportEta, ReportModel } from '../../domain/report/report-model.ts';
import { late, refs, said, table, title, way, when } from './markdown-parts.ts';
import type { Moments } from './moments.ts';
import { escapeMarkdown } from './outside-text.ts';

const text = escapeMarkdown;

/** What the chair had on the desk; a section without entries is left out. */
export function chairSections(model: ReportModel, moments: Moments): readonly string[] {
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

function preflight(model: ReportModel, moments: Moments): string {
  if (model.preflight === null) return '';
  const { runs, accepted } = model.preflight;
  const last = runs.at(-1);
  const lines = [
    ...runs.map(
      (one) => `- ${when(one.endedAt, moments)}: **${one.verdict}**, ${said(one, moments)}${refs([one.seq])}`,
    ),
    ...accepted.map(
      (one) =>
        `- ${when(one.at, moments)}: accepted by ${said(one, moments)}: ${text(one.reason)} (${text(one.lacks.join(' '))})${refs([one.seq])}`,
    ),
  ];
  const telling = (last?.checks ?? []).filter(({ verdict }) => verdict !== 'good');
  const rows = telling.map((check) => [
    check.verdict,
    check.aspect,
    text(check.subject),
    text(check.text),
    text(check.cure ?? '–'),
  ]);
  const checks = rows.length === 0 ? '' : `\n\n${table(['Verdict', 'About', 'Of', 'Found', 'Cure'], rows)}`;
  return `${title(model, 'Preflight')}\n\n${lines.join('\n')}${checks}`;
}

function probes(model: ReportModel, moments: Moments): string {
  if (model.probes.length === 0) return '';
  const rows = model.probes.map((probe) => [
    text(probe.probe),
    text(probe.target),
    shareText(probe) ?? '–',
    String(probe.successful),
    String(probe.failed),
    String(probe.inconclusive),
    probe.longestFailedMs === 0 ? '–' : durationText(probe.longestFailedMs),
  ]);
  const changes = model.probes.flatMap((probe) =>
    probe.changes.map((change) => ({ ...change, name: `${probe.probe} on ${probe.target}` })),
  );
  const lines = changes
    .toSorted((a, b) => a.seq - b.seq)
    .map(
      (change) =>
        `- ${when(change.at, moments)}: ${text(change.name)} **${change.verdict}**: ${text(change.reason)}${refs([change.seq])}`,
    );
  const told = lines.length === 0 ? 'No probe ever changed.' : lines.join('\n');
  const heads = ['Probe', 'Target', 'Successful', 'Successful samples', 'Failed', 'Inconclusive', 'Longest outage'];
  return `${title(model, 'Probes')}\n\n${table(heads, rows)}\n\n${told}`;
}

function rebases(model: ReportModel, moments: Moments): string {
  if (model.rebases.length === 0) return '';
  const rows = model.rebases.map((one) => [
    when(one.at, moments),
    when(one.from, moments),
    `${when(one.to, moments)}${refs([one.seq])}`,
    text(one.reason),
    said(one, moments),
  ]);
  return `${title(model, 'T0 moved')}\n\n${table(['When', 'From', 'To', 'Why', 'By'], rows)}`;
}

function issues(model: ReportModel, moments: Moments): string {
  if (model.issues.length === 0) return '';
  const parts = model.issues.map((issue) => {
    const facts = [
      `step: ${issue.stepId ?? '–'}`,
      `owner: ${text(issue.owner ?? '–')}`,
      ...(issue.workaround === null ? [] : [`workaround: ${text(issue.workaround)}`]),
      ...(issue.reference === null ? [] : [`reference: ${text(issue.reference)}`]),
      ...(issue.decision === null ? [] : [`decision: ${text(issue.decision)}`]),
    ];
    const life = issue.life.map(
      (one) => `- ${when(one.at, moments)}: ${text(one.sentence)}${late(one.recordedLate, moments)}${refs([one.seq])}`,
    );
    const state = issue.open ? '**open**' : 'resolved';
    return `**${issue.issueId}** · ${issue.severity} · ${state} · ${text(issue.text)} (${facts.join('; ')})\n\n${life.join('\n')}`;
  });
  return `${title(model, 'Issues')}\n\n${parts.join('\n\n')}`;
}

function etas(model: ReportModel, moments: Moments): string {
  if (model.etas.length === 0) return '';
  const rows = model.etas.map((one) => [
    when(one.at, moments),
    `${text(one.title)} (${one.stepId})${refs([one.seq])}`,
    one.endAt === null ? 'taken back' : when(one.endAt, moments),
    when(one.endedAt, moments),
    errorText(one),
    `${said(one, moments)}${one.reason === null ? '' : `: ${text(one.reason)}`}`,
  ]);
  return `${title(model, 'ETAs and what became of them')}\n\n${table(['Given', 'Step', 'ETA', 'Actual', 'Off by', 'By'], rows)}`;
}

/** `12 m longer`, `3 m sooner`. */
export function errorText({ errorMs }: ReportEta): string {
  if (errorMs === null) return '–';
  return errorMs === 0 ? 'to the moment' : `${durationText(Math.abs(errorMs))} ${errorMs > 0 ? 'longer' : 'sooner'}`;
}

function updates(model: ReportModel, moments: Moments): string {
  if (model.updates.length === 0) return '';
  const rows = model.updates.map((one) => [
    when(one.at, moments),
    `**${one.rag}**: ${text(one.because)}${refs([one.seq])}`,
    text(one.text),
    when(one.nextDueAt, moments),
    said(one, moments),
  ]);
  return `${title(model, 'Updates given')}\n\n${table(['When', 'Colour', 'In these words', 'Next due', 'By'], rows)}`;
}

function lateEntries(model: ReportModel, moments: Moments): string {
  if (model.late.length === 0) return '';
  const rows = model.late.map((one) => [
    when(one.at, moments),
    one.recordedLate === null ? '–' : when(one.recordedLate, moments),
    `${text(one.sentence)}${one.afterEnd ? ' (after the end)' : ''}${refs([one.seq])}`,
    way(one),
  ]);
  return `${title(model, 'Late entries')}\n\n${table(['Happened', 'Written down', 'What', 'By way of'], rows)}`;
}
