import type { RunCommand } from '../../../contract/commands.ts';
import { type ClosureCode, closureCodes } from '../../../contract/events.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { wallMoment } from '../../format/moment.ts';

export interface ClosingText {
  readonly code: ClosureCode;
  readonly note: string;
  /** Minutes. */
  readonly outage: string;
  readonly issues: string;
  /** `2026-11-30 18:00` by the site's clock: a browser's own date field would ask for am and pm. */
  readonly hypercare: string;
}

const MINUTE = 60_000;

export interface MeasuredOutage {
  readonly name: string;
  readonly ms: number;
  /** To a tenth. */
  readonly minutes: number;
}

/** The clock that ran longest: what the users were without. Null = no clock has run. */
export function measuredOutage(header: Pick<RunHeader, 'clocks'>): MeasuredOutage | null {
  const ran = header.clocks.flatMap(({ name, startedAt, stoppedAt }): MeasuredOutage[] => {
    if (startedAt === null || stoppedAt === null) return [];
    const ms = stoppedAt - startedAt;
    return [{ name, ms, minutes: Math.round((ms / MINUTE) * 10) / 10 }];
  });
  return ran.sort((a, b) => b.ms - a.ms)[0] ?? null;
}

export function codeOf(text: string, otherwise: ClosureCode): ClosureCode {
  return closureCodes.find((one) => one === text) ?? otherwise;
}

/** The command, or what is still missing. */
export function closeOf(given: ClosingText, proposed: ClosureCode, zone: string): RunCommand | string {
  if (given.code !== proposed && given.note.trim() === '') return 'Another code than proposed: say why.';
  const minutes = Number(given.outage.trim().replace(',', '.'));
  if (given.outage.trim() !== '' && !(minutes >= 0)) return 'The outage is a number of minutes.';
  const until = given.hypercare.trim() === '' ? null : wallMoment(given.hypercare.trim().replace(/\s+/, 'T'), zone);
  if (given.hypercare.trim() !== '' && until === null) return 'Give the end of hypercare as 2026-11-30 18:00.';
  return {
    type: 'close',
    closureCode: given.code,
    ...(given.note.trim() === '' ? {} : { note: given.note.trim() }),
    ...(given.outage.trim() === '' ? {} : { actualOutageMs: Math.round(minutes * MINUTE) }),
    ...(given.issues.trim() === '' ? {} : { openIssues: given.issues.trim() }),
    ...(until === null ? {} : { hypercareUntil: until }),
  };
}
