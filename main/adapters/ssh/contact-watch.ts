import type { ShellMessage } from '../../core/ports/shell.ts';
import { isPassing, type Trouble } from './trouble.ts';
import { endedWith, type Verdict } from './verdict.ts';

const firstDelayMs = 200;
/** A link that is back is to be noticed within five seconds, the login included. */
const longestDelayMs = 2000;
/** A contact that held this long ends the time out of contact; a shorter one may be a target that flaps. */
const steadyMs = 1000;

export interface WatchParts {
  readonly reconnectMs: number;
  readonly receive: (message: ShellMessage) => void;
}

/** Tells when contact is lost and regained, how long to wait for the next try, and when to give up. */
export class ContactWatch {
  readonly #parts: WatchParts;
  /** Somebody knows that we were in contact, so its loss is news. */
  #isKnown = false;
  #isOut = false;
  #lostAt: number | null = null;
  #heldSince: number | null = null;
  #delay = 0;
  hasLost = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  sent(): void {
    this.#isKnown = true;
  }

  answered(): void {
    this.#heldSince = performance.now();
    if (this.#isOut || !this.#isKnown) this.#parts.receive({ kind: 'regained-contact' });
    this.#isOut = false;
    this.#isKnown = true;
  }

  /** null = try again after `pause`. */
  lost(trouble: Trouble): Verdict | null {
    const now = performance.now();
    if (this.#heldSince !== null && now - this.#heldSince > steadyMs) {
      this.#lostAt = null;
      this.#delay = 0;
    }
    this.#heldSince = null;
    this.#lostAt ??= now;
    if (this.#isKnown && !this.#isOut) {
      this.#isOut = true;
      this.hasLost = true;
      this.#parts.receive({ kind: 'lost-contact', reason: trouble.sentence });
    }
    const outForMs = now - this.#lostAt;
    if (isPassing(trouble) && outForMs + this.#delay < this.#parts.reconnectMs) return null;
    const seconds = (outForMs / 1000).toFixed(outForMs < 10_000 ? 1 : 0);
    const reason = `The target could not be asked what became of the script (out of contact for ${seconds} s). ${trouble.sentence}`;
    return endedWith('indeterminate', reason);
  }

  async pause(): Promise<void> {
    const delay = this.#delay;
    this.#delay = Math.min(Math.max(delay * 2, firstDelayMs), longestDelayMs);
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}
