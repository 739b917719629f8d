import type { Clock } from '../ports/clock.ts';
import type { HttpAnswer } from '../ports/http-caller.ts';

/** Counts and paces the requests of one attempt that waits for an answer. */
export class Poll {
  readonly #clock: Clock;
  readonly #until: { readonly everyMs: number; readonly withinMs: number };
  readonly #signal: AbortSignal;
  readonly #startedMs: number;
  readonly #counts: { word: string; times: number }[] = [];
  #askedMs: number;
  count = 0;

  constructor(clock: Clock, until: { everyMs: number; withinMs: number }, signal: AbortSignal) {
    this.#clock = clock;
    this.#until = until;
    this.#signal = signal;
    this.#startedMs = clock.monotonicMs();
    this.#askedMs = this.#startedMs;
  }

  leftMs(): number {
    return this.#until.withinMs - (this.#clock.monotonicMs() - this.#startedMs);
  }

  note(answer: HttpAnswer): void {
    this.count += 1;
    const word = answer.kind === 'response' ? String(answer.status) : answer.kind === 'cut' ? answer.cause : 'not sent';
    const last = this.#counts.at(-1);
    if (last?.word === word) last.times += 1;
    else this.#counts.push({ word, times: 1 });
  }

  /** Waits for the next turn, counted from the start of the last; false when no time is left, or when cancelled. */
  async pause(): Promise<boolean> {
    const sinceAsked = this.#clock.monotonicMs() - this.#askedMs;
    const waitMs = Math.max(0, this.#until.everyMs - sinceAsked);
    if (this.#signal.aborted || waitMs >= this.leftMs()) return false;
    await this.#wait(waitMs);
    this.#askedMs = this.#clock.monotonicMs();
    return !this.#signal.aborted;
  }

  /** `14 requests in 62 s: 503 ×12, reset, 200`. */
  history(): string {
    const seconds = Math.round((this.#clock.monotonicMs() - this.#startedMs) / 1000);
    const shown = this.#counts.slice(-8).map(({ word, times }) => (times === 1 ? word : `${word} ×${times}`));
    const before = this.#counts.length > shown.length ? '… ' : '';
    const requests = this.count === 1 ? '1 request' : `${this.count} requests`;
    return `${requests} in ${seconds} s: ${before}${shown.join(', ')}.`;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      this.#signal.addEventListener('abort', end);
    });
  }
}
