import type { PassItem, PassView, Said } from '../../../contract/checklists.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { isUtc, placeOf, siteFormatter } from '../log/site-time.ts';
import { oneLine } from '../log/voice.ts';

/** A pass for people without the app: Markdown that a chat, a ticket and a printer understand. */
export function passReport(pass: PassView, now: number): { readonly text: string; readonly fileName: string } {
  const { summary } = pass;
  const lines = [`# ${mark(summary.title)}`, '', ...headOf(pass, now), ''];
  for (const item of pass.items) lines.push(...itemLines(pass, item, now));
  if (pass.notes.length > 0) lines.push('', '## Notes', '', ...pass.notes.map((note) => `- ${noteText(pass, note)}`));
  lines.push('', '## What happened, in order', '');
  for (const entry of pass.history.toReversed()) {
    lines.push(`- ${momentOf(pass, entry.occurredAt)} · ${mark(entry.sentence)}`);
  }
  lines.push('', `${summary.passId}, made by Holdpoint ${momentOf(pass, now)}. Names are as stated.`, '');
  return { text: lines.join('\n'), fileName: `${summary.passId}.md` };
}

function headOf(pass: PassView, now: number): readonly string[] {
  const { summary, document, closed } = pass;
  const open = summary.total - summary.ticked - summary.skipped;
  const overdue = summary.openDueAt.filter((at) => at < now).length;
  const counts = [`${summary.ticked} of ${summary.total} ticked`];
  if (summary.skipped > 0) counts.push(`${summary.skipped} skipped`);
  if (open > 0) counts.push(`${open} open`);
  if (closed === null && overdue > 0) counts.push(`**${overdue} overdue**`);
  return [
    ...(summary.subject === null ? [] : [`For: ${mark(summary.subject)}  `]),
    ...(summary.t0 === null ? [] : [`T0: ${momentOf(pass, summary.t0)}  `]),
    `State: ${closed === null ? 'open' : 'closed'}, ${counts.join(', ')}  `,
    `Opened: ${momentOf(pass, summary.openedAt)} by ${who(pass.openedBy)}, from ${document.key} revision ${document.revision}  `,
    ...(closed === null ? [] : [`Closed: ${momentOf(pass, closed.at)} by ${who(closed)}${reasonOf(closed)}  `]),
  ];
}

const boxes = { open: '[ ]', partly: '[ ]', ticked: '[x]', skipped: '[-]' } as const;

function itemLines(pass: PassView, item: PassItem, now: number): readonly string[] {
  const facts = [
    ...(item.responsible === null ? [] : [mark(item.responsible)]),
    ...(item.due === null ? [] : [dueText(pass, item, now)]),
    ...(item.fourEyes ? [`two people: ${Math.max(item.ticks.length, item.skips.length)} of 2`] : []),
  ];
  const missing = item.evidence.filter(({ id }) => item.missing.includes(id));
  return [
    `- ${boxes[item.state]} ${mark(item.text)}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`,
    ...item.ticks.map((tick) => `  - ticked by ${saidText(pass, tick)}`),
    ...item.skips.map((skip) => `  - skipped by ${saidText(pass, skip)}`),
    ...item.given.map((given) => `  - evidence: ${valueText(given.value)}, ${saidText(pass, given)}`),
    ...missing.map((demand) => `  - evidence missing: ${mark(demand.text)}`),
    ...item.notes.map((note) => `  - note: ${noteText(pass, note)}`),
  ];
}

function dueText(pass: PassView, { due, dueAt, state }: PassItem, now: number): string {
  const written = due?.text ?? '';
  if (dueAt === null) return `due ${written}`;
  const isLate = pass.closed === null && state !== 'ticked' && state !== 'skipped' && dueAt < now;
  return `${isLate ? '**overdue**, ' : ''}due ${momentOf(pass, dueAt)}${written.startsWith('T') ? `, ${written}` : ''}`;
}

function noteText(pass: PassView, note: Said): string {
  return `${mark(note.note ?? '')} (${who(note)}, ${momentOf(pass, note.at)})`;
}

function saidText(pass: PassView, said: Said): string {
  return `${who(said)}, ${momentOf(pass, said.at)}${reasonOf(said)}`;
}

function who({ by, role, onBehalfOf, enteredBy, via, assurance }: Said): string {
  const behalf = onBehalfOf === null ? '' : ` for ${mark(onBehalfOf)}`;
  const way = via === 'phone' || via === 'chat' || via === 'page' ? ` by ${via}` : '';
  return `${mark(by)}${behalf} (${role === null ? '' : `${mark(role)}, `}${assurance}${way}${enteredBy === null ? '' : `, typed by ${mark(enteredBy)}`})`;
}

function reasonOf({ note }: Said): string {
  return note === null ? '' : `: ${mark(note)}`;
}

function valueText(value: EvidenceValue): string {
  switch (value.type) {
    case 'text':
      return mark(value.text);
    case 'number':
      return String(value.number);
    case 'link':
      return mark(value.url);
    case 'file':
      return `file ${mark(value.name)} (${value.bytes} bytes, SHA-256 ${value.sha256.slice(0, 12)}…)`;
  }
}

const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const clock = { hour: '2-digit', minute: '2-digit' } as const;

/** Site and UTC, with the day: a checklist lives for weeks. */
function momentOf({ summary: { timezone } }: PassView, at: number): string {
  const utcDay = siteFormatter('UTC', day).format(at);
  const utcClock = `${siteFormatter('UTC', clock).format(at)} UTC`;
  if (isUtc(timezone)) return `${utcDay}, ${utcClock}`;
  const siteDay = siteFormatter(timezone, day).format(at);
  const utc = siteDay === utcDay ? utcClock : `${utcDay}, ${utcClock}`;
  return `${siteDay}, ${siteFormatter(timezone, clock).format(at)} ${placeOf(timezone)} (${utc})`;
}

/** Typed text may hold what Markdown would take for markup. */
function mark(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
