import { eventSchemas } from '../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../contract/ids.ts';
import type { EventStore } from '../core/ports/event-store.ts';

/** Said by a host that saw its core die and started this one in its place. */
export interface RestartedByHost {
  /** The core that died. */
  readonly coreId: string;
  /** UTC ms. */
  readonly diedAt: number;
}

const WITHIN_MS = 2 * 60_000;

/**
 * Runs go on by themselves only if their core died less than two minutes ago on this boot, its host restarted it, and
 * no other core had the workspace in between; all others are held. Asked before this core records its own start.
 */
export function mayGoOn(
  events: Pick<EventStore, 'readJournal'>,
  restarted: RestartedByHost,
  { now, bootId }: { readonly now: number; readonly bootId: string },
): boolean {
  const ageMs = now - restarted.diedAt;
  // A death in the future is a clock that was set back: nobody can say how long ago it was.
  if (ageMs < 0 || ageMs >= WITHIN_MS) return false;
  const last = lastStart(events);
  return last?.coreId === restarted.coreId && last.bootId === bootId;
}

const PAGE = 1000;

function lastStart(events: Pick<EventStore, 'readJournal'>): { coreId: string; bootId: string } | null {
  let start: { coreId: string; bootId: string } | null = null;
  for (let after = 0; ; ) {
    const page = events.readJournal(WORKSPACE_JOURNAL, after, PAGE);
    for (const { type, data, bootId } of page) {
      if (type !== 'core.started') continue;
      const parsed = eventSchemas['core.started'].safeParse(data);
      if (parsed.success) start = { coreId: parsed.data.coreId, bootId };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return start;
    after = last.seq;
  }
}
