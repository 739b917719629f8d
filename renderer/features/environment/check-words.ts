import type {
  CheckCell,
  CheckColumn,
  CheckState,
  InfrastructureState,
  RagReason,
} from '../../../contract/environments.ts';
import { duration } from '../../format/duration.ts';
import type { StateLook } from '../../ui/state-words.ts';

/** Word, shape and colour of what a check says. */
export const checkLooks: Readonly<Record<CheckState, StateLook>> = {
  bad: { word: 'bad', shape: 'cross', tone: 'failed' },
  unknown: { word: 'cannot tell', shape: 'question', tone: 'unknown' },
  flapping: { word: 'flapping', shape: 'waves', tone: 'exceptions' },
  warning: { word: 'look at it', shape: 'check-mark', tone: 'awaiting' },
  never: { word: 'never asked', shape: 'ring', tone: 'pending' },
  stale: { word: 'too old', shape: 'clock', tone: 'scheduled' },
  good: { word: 'good', shape: 'check', tone: 'succeeded' },
};

const notAsked: StateLook = { word: 'not asked', shape: 'ring', tone: 'pending' };

/** What stands behind a door that is shut is no finding of its own: the door is. */
export function wasNotAsked({ state, text }: Pick<CheckCell, 'state' | 'text'>): boolean {
  return state === 'unknown' && text.startsWith('Not asked:');
}

export function cellLook(cell: Pick<CheckCell, 'state' | 'text'>): StateLook {
  return wasNotAsked(cell) ? notAsked : checkLooks[cell.state];
}

export const ragLooks: Readonly<Record<RagReason['rag'], StateLook>> = {
  red: { word: 'red', shape: 'cross', tone: 'failed' },
  amber: { word: 'amber', shape: 'half', tone: 'awaiting' },
  green: { word: 'green', shape: 'check', tone: 'succeeded' },
};

export const itemLooks: Readonly<Record<InfrastructureState, StateLook>> = {
  needed: { word: 'needed', shape: 'ring', tone: 'pending' },
  ordered: { word: 'ordered', shape: 'clock', tone: 'scheduled' },
  installed: { word: 'installed', shape: 'half', tone: 'awaiting' },
  validated: { word: 'validated', shape: 'check', tone: 'succeeded' },
};

/** `10 d`, `1 d 12 h`: lead times are mostly whole days. */
export function days(ms: number): string {
  return ms % 86_400_000 === 0 ? `${ms / 86_400_000} d` : duration(ms);
}

/** `3 h ago`, `just now`. */
export function ago(at: number, now: number): string {
  const age = now - at;
  return age < 60_000 ? 'just now' : `${duration(age)} ago`;
}

/** Of a way from target to target the place it leads to. */
export function columnTitle({ kind, title }: CheckColumn): string {
  return kind === 'reach' ? `to ${title}` : title;
}

const order: readonly RagReason['rag'][] = ['red', 'amber', 'green'];

/** Worst first. */
export function bySeverity(one: RagReason, other: RagReason): number {
  return order.indexOf(one.rag) - order.indexOf(other.rag);
}
