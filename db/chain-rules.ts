import type { StoredEvent } from '../contract/events.ts';

/** The rules of the audit chain, handed in by the host: db knows only the contract. */
export interface ChainRules {
  readonly digest: (data: string | Uint8Array) => string;
  /** The text an event is stored as. */
  readonly eventText: (event: StoredEvent) => string;
  /** The text of an event that is to follow `heads`, or why it does not. */
  readonly appendText: (event: StoredEvent, heads: ChainPosition) => AppendReading;
  /** Reads a text as the event that follows `heads`, or says why it does not. */
  readonly readEvent: (text: string, heads: ChainPosition) => EventReading;
}

export interface JournalHead {
  readonly journalSeq: number;
  readonly hash: string;
}

/** What the next event must follow. */
export interface ChainPosition {
  readonly seq: number;
  readonly journals: Pick<ReadonlyMap<string, JournalHead>, 'get'>;
}

export interface Heads {
  readonly seq: number;
  readonly journals: ReadonlyMap<string, JournalHead>;
}

export type EventReading = { readonly kind: 'event'; readonly event: StoredEvent } | EventFault;

export type AppendReading = { readonly kind: 'text'; readonly text: string } | EventFault;

interface EventFault {
  readonly kind: 'fault';
  readonly fault: {
    readonly seq: number;
    readonly journalId: string | null;
    readonly journalSeq: number | null;
    readonly message: string;
  };
}

/** The previous hash of a journal's first event. */
export const GENESIS_HASH = '0'.repeat(64);
