import type { StoredEvent } from '../../contract/events.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import type { EventStore, StorageFailure } from '../../main/core/ports/event-store.ts';
import { eventText, GENESIS_HASH, type JournalHead, readEvent } from '../../main/domain/audit/chain.ts';

/** An event store in memory with the real chain rules, which can be told to fail. */
export interface MemoryEventStore extends EventStore {
  readonly all: readonly StoredEvent[];
  /** Sizes of the groups appended so far. */
  readonly groups: readonly number[];
  /** The next appends throw this, until told null. */
  failWith(failure: StorageFailure | null): void;
  /** Called after a group is durable and before `append` returns. */
  onAppend: ((events: readonly StoredEvent[]) => void) | null;
}

export function memoryEventStore(): MemoryEventStore {
  const all: StoredEvent[] = [];
  const groups: number[] = [];
  const journals = new Map<string, JournalHead>();
  let failure: StorageFailure | null = null;
  return {
    all,
    groups,
    onAppend: null,
    failWith(next) {
      failure = next;
    },
    append(events) {
      if (failure !== null) throw failure;
      let seq = all.length;
      const heads = new Map(journals);
      for (const event of events) {
        const reading = readEvent(eventText(event), { seq, journals: heads }, sha256);
        if (reading.kind === 'fault') throw new Error(reading.fault.message);
        heads.set(event.journalId, { journalSeq: event.journalSeq, hash: event.hash });
        seq = event.seq;
      }
      for (const [journalId, head] of heads) journals.set(journalId, head);
      all.push(...events.map((event) => JSON.parse(JSON.stringify(event))));
      groups.push(events.length);
      this.onAppend?.(events);
    },
    head: () => ({ seq: all.length }),
    journalHead: (journalId) => journals.get(journalId) ?? { journalSeq: 0, hash: GENESIS_HASH },
    readJournal: (journalId, afterSeq = 0, limit = Number.POSITIVE_INFINITY) =>
      all.filter((event) => event.journalId === journalId && event.seq > afterSeq).slice(0, limit),
    journals: () => [...journals.keys()],
    eventsOfCommand: (commandId) => all.filter((event) => event.commandId === commandId).map((event) => event.seq),
  };
}
