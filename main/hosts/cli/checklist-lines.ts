import type { PassItem, PassView } from '../../../contract/checklists.ts';
import type { ChecklistPassSummary, DocumentSummary } from '../../../contract/workspace-views.ts';
import { durationText } from '../../domain/log/duration.ts';
import { pairedClock } from '../../domain/log/site-time.ts';

/** Open passes first, those with something overdue before the others; then what is stored. */
export function passListLines(
  passes: readonly ChecklistPassSummary[],
  stored: readonly DocumentSummary[],
  now: number,
): readonly string[] {
  const open = passes.filter(({ closedAt }) => closedAt === null).toSorted((one, other) => dueOf(one) - dueOf(other));
  const closed = passes.filter(({ closedAt }) => closedAt !== null);
  return [
    open.length === 0 ? 'No pass is open.' : 'Open passes:',
    ...open.map((pass) => `  ${pass.passId}  ${titleOf(pass)}: ${countsOf(pass, now)}${dueText(pass, now)}`),
    ...(closed.length === 0 ? [] : ['Closed passes:']),
    ...closed.map((pass) => `  ${pass.passId}  ${titleOf(pass)}: ${countsOf(pass, now)}`),
    stored.length === 0 ? 'No checklist is stored.' : 'Stored checklists:',
    ...stored.map(({ key, title, revision }) => `  ${key}  ${title}, revision ${revision}`),
  ];
}

/** A pass, item by item, as it stands. */
export function passLines(pass: PassView, now: number): readonly string[] {
  const { summary, closed } = pass;
  const t0 = summary.t0 === null ? 'T0 not set' : `T0 ${pairedClock(summary.timezone, summary.t0, now)}`;
  return [
    `${summary.passId}  ${titleOf(summary)}`,
    `${closed === null ? 'open' : `closed by ${closed.by}`}, ${countsOf(summary, now)}, ${t0}${dueText(summary, now)}`,
    ...pass.items.map((item) => itemLine(pass, item, now)),
  ];
}

const boxes = { open: '[ ]', partly: '[/]', ticked: '[x]', skipped: '[-]' } as const;

function itemLine(pass: PassView, item: PassItem, now: number): string {
  const zone = pass.summary.timezone;
  const said = [...item.ticks, ...item.skips].map(
    ({ by, at, assurance, via }) =>
      `${by} ${pairedClock(zone, at, now)} (${assurance}${via === 'desk' || via === 'api' ? '' : ` by ${via}`})`,
  );
  const facts = [
    ...(item.responsible === null ? [] : [item.responsible]),
    ...(item.needed === 2 ? [`two people, ${Math.max(item.ticks.length, item.skips.length)} of 2`] : []),
    ...(item.missing.length === 0 ? [] : [`evidence missing: ${item.missing.join(', ')}`]),
    ...itemDue(pass, item, now),
    ...said,
  ];
  return `  ${boxes[item.state]} ${item.id}  ${item.text}${facts.length === 0 ? '' : `  — ${facts.join('; ')}`}`;
}

function itemDue({ summary, closed }: PassView, { due, dueAt, state }: PassItem, now: number): readonly string[] {
  if (due === null || state === 'ticked' || state === 'skipped') return [];
  if (dueAt === null) return [`due ${due.text}`];
  if (dueAt < now && closed === null) return [`OVERDUE by ${durationText(now - dueAt)}`];
  return [`due ${pairedClock(summary.timezone, dueAt, now)}`];
}

function titleOf({ title, subject }: ChecklistPassSummary): string {
  return subject === null ? title : `${title} for ${subject}`;
}

function countsOf({ total, ticked, skipped, openDueAt, closedAt }: ChecklistPassSummary, now: number): string {
  const overdue = closedAt === null ? openDueAt.filter((at) => at < now).length : 0;
  return [
    `${ticked} of ${total} ticked`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(overdue === 0 ? [] : [`${overdue} OVERDUE`]),
  ].join(', ');
}

function dueText({ openDueAt, closedAt, timezone }: ChecklistPassSummary, now: number): string {
  const next = openDueAt.find((at) => at >= now);
  return closedAt !== null || next === undefined ? '' : `, next due ${pairedClock(timezone, next, now)}`;
}

function dueOf({ nextDueAt }: ChecklistPassSummary): number {
  return nextDueAt ?? Number.MAX_VALUE;
}
