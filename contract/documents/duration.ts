import { z } from 'zod';
import { complain } from './complaint.ts';
import { strict } from './document-object.ts';
import { textType } from './text-types.ts';

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
export const durationPattern = /^(?=\d)(\d{1,6}d)?(\d{1,6}h)?(\d{1,7}m(?!s))?(\d{1,9}s)?(\d{1,12}ms)?$/;
/** Ten years: longer is a slip of the pen, and stays far below what a number holds exactly. */
const longest = 3660 * units.d;

/** `1h30m`, `90s`, `2d` → ms; undefined when it is none. */
export function readDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[dhms])/g)) {
    total += Number(digits) * (unit === 'd' || unit === 'h' || unit === 'm' || unit === 's' ? units[unit] : 1);
  }
  return total <= longest ? total : undefined;
}

/** `T0`, `T+30m`, `T-5d` → ms from T0. */
export function readOffset(text: string): number | undefined {
  if (text === 'T0') return 0;
  const sign = text[1];
  if (text[0] !== 'T' || (sign !== '+' && sign !== '-')) return undefined;
  const ms = readDuration(text.slice(2));
  return ms === undefined ? undefined : sign === '-' ? -ms : ms;
}

export const duration = textType<number>({
  rule: 'bad-duration',
  expected: 'a duration',
  cure: durationCure,
  pattern: durationPattern,
  read: readDuration,
});

function durationCure(given: string): string {
  const [, number, word] = /^(\d+)\s*([a-z]*)$/i.exec(given.trim()) ?? [];
  const unit = /^(h|m|s|d)/i.exec(word ?? '')?.[1]?.toLowerCase();
  if (number !== undefined && unit !== undefined) return `Write ${number}${unit}.`;
  if (number !== undefined) return `Add the unit: ${number}s, ${number}m or ${number}h.`;
  return 'Write numbers with units d, h, m, s, such as 1h30m or 90s.';
}

export const offset = textType<number>({
  rule: 'bad-offset',
  expected: 'an offset from T0',
  cure: 'Write T0, T+30m or T-5d.',
  pattern: /^T(0|[+-]\d[\ddhms]*)$/,
  read: readOffset,
});

export interface EstimateText {
  readonly minMs: number;
  readonly likelyMs: number;
  readonly maxMs: number;
}

const disorder = complain({
  rule: 'bad-duration',
  message: 'min, likely and max do not rise.',
  cure: 'Let min ≤ likely ≤ max.',
});

/** One duration, or least, likely and most. */
export const estimate = z.union([
  duration.transform((ms): EstimateText => ({ minMs: ms, likelyMs: ms, maxMs: ms })),
  strict({ min: duration, likely: duration, max: duration }).transform((given, context): EstimateText => {
    if (given.min > given.likely || given.likely > given.max) {
      context.addIssue({ code: 'custom', message: disorder });
    }
    return { minMs: given.min, likelyMs: given.likely, maxMs: given.max };
  }),
]);
