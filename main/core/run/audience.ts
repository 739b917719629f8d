import type { Log } from '../ports/log.ts';
import type { LiveOutput, RunDesk } from './run-desk.ts';
import type { Publication } from './writer.ts';

type EventListener = Parameters<RunDesk['onEvents']>[0];

/** Everybody who wants to hear what became durable. A listener that fails is logged and takes nobody with it. */
export class Audience {
  readonly #log: Log;
  readonly #ofEvents = new Set<EventListener>();
  readonly #ofJournals = new Set<() => void>();
  readonly #ofOutput = new Set<(output: LiveOutput) => void>();

  constructor(log: Log) {
    this.#log = log;
  }

  onEvents(listener: EventListener): () => void {
    return joined(this.#ofEvents, listener);
  }

  /** Journals that are no run's. */
  onJournal(listener: () => void): () => void {
    return joined(this.#ofJournals, listener);
  }

  onOutput(listener: (output: LiveOutput) => void): () => void {
    return joined(this.#ofOutput, listener);
  }

  tell({ events, state }: Publication): void {
    if (state === null) for (const listener of this.#ofJournals) this.#safely(listener);
    else for (const listener of this.#ofEvents) this.#safely(() => listener(state.runId, events, state));
  }

  show(output: LiveOutput): void {
    for (const listener of this.#ofOutput) this.#safely(() => listener(output));
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (defect) {
      this.#log.error('A listener of the core failed', { defect: String(defect) });
    }
  }
}

function joined<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
