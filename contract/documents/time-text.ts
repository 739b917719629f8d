import { readOffset } from './duration.ts';
import { textType } from './text-types.ts';

/** Wall time; an explicit Z or offset wins over the document's zone. */
const wallPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/;

export const wallTime = textType<string>({
  rule: 'bad-time',
  expected: 'a wall time',
  cure: "Write '2026-11-28T22:00' in quotes.",
  pattern: wallPattern,
  read: (given) => given,
});

/** A wall time, or only the time of day: its first occurrence in the window. */
export const wallTimeOrClock = textType<string>({
  rule: 'bad-time',
  expected: 'a wall time',
  cure: "Write '2026-11-28T22:00', or only '22:00' for its first occurrence after the window opens.",
  read: (given) => (wallPattern.test(given) || clockPattern.test(given) ? given : undefined),
});

/** A date, a wall time, or an offset from T0. */
export const dueTime = textType<string>({
  rule: 'bad-time',
  expected: 'a date or an offset from T0',
  cure: "Write '2026-11-20', '2026-11-20T18:00' or T-5d.",
  read: (given) =>
    dayPattern.test(given) || wallPattern.test(given) || readOffset(given) !== undefined ? given : undefined,
});

export const dayOrTime = textType<string>({
  rule: 'bad-time',
  expected: 'a date or a wall time',
  cure: "Write '2026-11-20' or '2026-11-20T18:00'.",
  read: (given) => (dayPattern.test(given) || wallPattern.test(given) ? given : undefined),
});

export function isClock(text: string): boolean {
  return clockPattern.test(text);
}

export const timezone = textType<string>({
  rule: 'bad-timezone',
  expected: 'a time zone',
  cure: 'Write a zone of the IANA list, such as Europe/Berlin or UTC.',
  pattern: /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/,
  read: (given) => given,
});
