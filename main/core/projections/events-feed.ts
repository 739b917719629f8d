import { failed, ok } from '../../../contract/errors.ts';
import { canonical } from '../../domain/audit/canonical.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { OpenFeed } from './feed.ts';

const PAGE = 200;

/** A run's stored events as canonical JSON lines: from a sequence on, then as they are recorded. */
export function eventsFeed(parts: { desk: RunDesk; events: EventStore }): OpenFeed<'events'> {
  return ({ runId, afterSeq }, ready) => {
    if (parts.desk.state(runId) === null) return failed('not-found', `There is no run ${runId}.`);
    let lastSeq = afterSeq;
    const stop = parts.desk.onEvents((changed) => {
      if (changed === runId) ready();
    });
    return ok({
      take: () => {
        const page = parts.events.readJournal(runId, lastSeq, PAGE);
        lastSeq = page.at(-1)?.seq ?? lastSeq;
        return page.length === 0 ? [] : [{ lines: page.map(canonical), lastSeq }];
      },
      close: stop,
    });
  };
}
