import type { StoredEvent } from '../../../contract/events.ts';

export { StorageFailure } from '../../../contract/storage-failure.ts';

/**
 * The append-only log of a workspace. `append` returns only when the group is durable in the flight recorder
 * and in the database, in that order; it throws `StorageFailure` when it is in neither.
 */
export interface EventStore {
  /** Events must continue `head().seq` without a gap and each journal's chain; all or none are stored. */
  append(events: readonly StoredEvent[]): void;
  head(): { readonly seq: number };
  /** Hash and length of one journal; 64 zeros and 0 when it has no event yet. */
  journalHead(journalId: string): { readonly journalSeq: number; readonly hash: string };
  /** In order of seq, from `afterSeq` (exclusive) on, at most `limit`. */
  readJournal(journalId: string, afterSeq?: number, limit?: number): readonly StoredEvent[];
  /** Journals that hold at least one event, oldest first. */
  journals(): readonly string[];
  /** Sequence numbers of the events a command produced, empty when it never did. */
  eventsOfCommand(commandId: string): readonly number[];
}
