import { type Endpoint, keyOf } from './endpoint.ts';

export interface ForgetLaterOptions {
  /** Removes all of them on one target; never rejects. */
  readonly forget: (endpoint: Endpoint, folders: readonly string[]) => Promise<void>;
}

interface Waiting {
  readonly endpoint: Endpoint;
  readonly folders: string[];
  readonly done: PromiseWithResolvers<void>;
}

/** So long without an attempt at work, and there is time to tidy up. */
const QUIET_MS = 100;
/** However busy it is, nothing waits longer. */
const LONGEST_MS = 5_000;
const AT_ONCE = 8;

/**
 * Tidying up on targets costs a channel and a shell each time. It waits until nothing that matters is going on, and
 * what several attempts left on one target goes at once.
 */
export class ForgetLater {
  readonly #options: ForgetLaterOptions;
  #waiting = new Map<string, Waiting>();
  #atWork = 0;
  #quiet: NodeJS.Timeout | null = null;
  #longest: NodeJS.Timeout | null = null;

  constructor(options: ForgetLaterOptions) {
    this.#options = options;
  }

  /** An attempt begins; call what comes back when it is over. */
  began(): () => void {
    this.#atWork++;
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = null;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#atWork--;
      this.#look();
    };
  }

  /** Resolves when it was tried. */
  add(endpoint: Endpoint, folder: string): Promise<void> {
    const key = keyOf(endpoint);
    const waiting = this.#waiting.get(key) ?? { endpoint, folders: [], done: Promise.withResolvers<void>() };
    waiting.folders.push(folder);
    this.#waiting.set(key, waiting);
    this.#longest ??= setTimeout(() => void this.flush(), LONGEST_MS);
    this.#look();
    return waiting.done.promise;
  }

  /** Now, whatever goes on. */
  async flush(): Promise<void> {
    for (const timer of [this.#quiet, this.#longest]) if (timer !== null) clearTimeout(timer);
    this.#quiet = null;
    this.#longest = null;
    const due = [...this.#waiting.values()];
    this.#waiting = new Map();
    const lane = async () => {
      for (let one = due.shift(); one !== undefined; one = due.shift()) {
        await this.#options.forget(one.endpoint, one.folders);
        one.done.resolve();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  #look(): void {
    if (this.#atWork > 0 || this.#waiting.size === 0 || this.#quiet !== null) return;
    this.#quiet = setTimeout(() => void this.flush(), QUIET_MS);
  }
}
