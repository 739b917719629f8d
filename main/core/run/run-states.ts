import type { RecordedEvent } from '../../../contract/events.ts';
import type { RunId } from '../../../contract/ids.ts';
import { runIdSchema } from '../../../contract/ids.ts';
import { replay } from '../../domain/run/evolve.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import { recorded } from './event-data.ts';

const PAGE = 2_000;

/** The runs in memory, each as durable as the log it was folded from. */
export class RunStates {
  readonly #store: EventStore;
  readonly #states = new Map<string, RunState>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  isRun(journalId: string): journalId is RunId {
    return runIdSchema.safeParse(journalId).success;
  }

  /** Loaded on first use; null when there is no such run. */
  get(runId: string): RunState | null {
    const known = this.#states.get(runId);
    if (known !== undefined) return known;
    if (!this.isRun(runId)) return null;
    const loaded = replay(this.#events(runId));
    if (loaded !== null) this.#states.set(runId, loaded);
    return loaded;
  }

  put(state: RunState): void {
    this.#states.set(state.runId, state);
  }

  /** Newest first. */
  ids(): readonly RunId[] {
    return this.#store
      .journals()
      .filter((journalId) => this.isRun(journalId))
      .reverse();
  }

  /** The store has no way from a sequence number to its journal; creations are few and recent ones come first. */
  createdBy(commandId: string): RunId | null {
    const seq = this.#store.eventsOfCommand(commandId)[0];
    if (seq === undefined) return null;
    const isThere = (runId: RunId) => this.#store.readJournal(runId, seq - 1, 1)[0]?.seq === seq;
    return this.ids().find(isThere) ?? null;
  }

  *#events(runId: RunId): Iterable<RecordedEvent> {
    for (let after = 0; ; ) {
      const page = this.#store.readJournal(runId, after, PAGE);
      for (const event of page) yield recorded(event);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.seq;
    }
  }
}
