import type { PassItem, Said } from '../../../contract/checklists.ts';
import type { ChecklistPassSummary } from '../../../contract/workspace-views.ts';
import { duration } from '../../format/duration.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import type { StateLook } from '../../ui/state-words.ts';
import { isSettled } from './item-words.ts';

/** An item that is due soon says so from a day before. */
const SOON_MS = 24 * 3_600_000;

export interface DueWords {
  readonly text: string;
  readonly tone: 'overdue' | 'soon' | 'plain';
}

/** How far a due time is: `overdue by 2 h 05 m`, `due in 3 d 04 h`. Null where there is none, or it no longer counts. */
export function dueWords(item: Pick<PassItem, 'dueAt' | 'state'>, now: number, isClosed: boolean): DueWords | null {
  if (item.dueAt === null || isClosed || isSettled(item)) return null;
  const ms = item.dueAt - now;
  if (ms < 0) return { text: `overdue by ${duration(ms)}`, tone: 'overdue' };
  return { text: `due in ${duration(ms)}`, tone: ms < SOON_MS ? 'soon' : 'plain' };
}

/** `T-5d · Mon 23 Nov 22:00 Berlin`, or as it was written where nothing makes it a time. */
export function dueMoment({ due, dueAt }: Pick<PassItem, 'due' | 'dueAt'>, zone: string): string {
  if (due === null) return 'No due time';
  if (dueAt === null) return `${due.text}, without a T0 no time`;
  const moment = `${dayAndTime(dueAt, zone, 0)} ${zoneName(zone)}`;
  return due.offsetMs === null ? moment : `${due.text} · ${moment}`;
}

const ways: Readonly<Record<string, string>> = { phone: ' by phone', chat: ' by chat', page: ' by page' };

/** `Ana Ruiz, Release manager, Mon 23 Nov 21:40, stated by phone, typed by Ben Ito`. */
export function saidWords(said: Said, zone: string, now: number): string {
  const parts = [
    said.onBehalfOf === null ? said.by : `${said.by} for ${said.onBehalfOf}`,
    ...(said.role === null || said.role === '' ? [] : [said.role]),
    dayAndTime(said.at, zone, now),
    `${said.assurance}${ways[said.via] ?? ''}`,
    ...(said.enteredBy === null ? [] : [`typed by ${said.enteredBy}`]),
  ];
  return parts.join(', ');
}

/** One look for a pass in lists: overdue first, then what is open, then what could be closed. */
export function passLook(pass: ChecklistPassSummary, now: number): StateLook {
  const open = pass.total - pass.ticked - pass.skipped;
  if (pass.closedAt !== null) {
    return open === 0
      ? { word: 'closed', shape: 'check', tone: 'succeeded' }
      : { word: `closed, ${open} open`, shape: 'check-mark', tone: 'exceptions' };
  }
  const overdue = overdueCount(pass, now);
  if (overdue > 0) return { word: `${overdue} overdue`, shape: 'cross', tone: 'failed' };
  if (open === 0) return { word: 'to be closed', shape: 'check', tone: 'succeeded' };
  return { word: 'open', shape: 'half', tone: 'awaiting' };
}

export function overdueCount({ openDueAt, closedAt }: ChecklistPassSummary, now: number): number {
  return closedAt === null ? openDueAt.filter((at) => at < now).length : 0;
}

/** `18 of 25 ticked, 2 skipped, 5 open, 3 overdue`. */
export function progressWords(pass: ChecklistPassSummary, now: number): string {
  const open = pass.total - pass.ticked - pass.skipped;
  const overdue = overdueCount(pass, now);
  return [
    `${pass.ticked} of ${pass.total} ticked`,
    ...(pass.skipped === 0 ? [] : [`${pass.skipped} skipped`]),
    ...(open === 0 ? [] : [`${open} open`]),
    ...(overdue === 0 ? [] : [`${overdue} overdue`]),
  ].join(', ');
}
