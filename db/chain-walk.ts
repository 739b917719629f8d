import type { StoredEvent } from '../contract/events.ts';
import type { ChainRules, JournalHead } from './chain-rules.ts';

/** Follows the chain from text to text until it breaks. */
export class ChainWalk {
  readonly journals = new Map<string, JournalHead>();
  readonly #rules: ChainRules;
  seq = 0;
  broken: { readonly seq: number; readonly journalId: string | null; readonly message: string } | null = null;

  constructor(rules: ChainRules) {
    this.#rules = rules;
  }

  /** The event, or null from the first bad one on. */
  step(text: string): StoredEvent | null {
    if (this.broken !== null) return null;
    const reading = this.#rules.readEvent(text, this);
    if (reading.kind === 'fault') {
      this.broken = reading.fault;
      return null;
    }
    const { event } = reading;
    this.journals.set(event.journalId, { journalSeq: event.journalSeq, hash: event.hash });
    this.seq = event.seq;
    return event;
  }
}
