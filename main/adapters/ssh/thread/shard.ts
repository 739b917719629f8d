import type { Log } from '../../../core/ports/log.ts';
import type { Shell } from '../../../core/ports/shell.ts';
import type { Carried, OpenStream } from './carried.ts';
import { CrossingLost } from './crossing.ts';
import { ShellThread } from './shell-thread.ts';
import type { CoreSide, ShellSide, ThreadSetup } from './wire.ts';

export interface ShardParts {
  readonly file: URL;
  readonly setup: ThreadSetup;
  readonly ours: Omit<CoreSide['calls'], 'ready'>;
  readonly log: Log;
  /** The same shell in the core's own thread, for where none can be started: slower is better than not at all. */
  readonly here: () => Promise<Shell>;
}

type Calls = Omit<ShellSide['calls'], 'close'>;

/** Before a thread that died is started anew; the longer, the more often it died lately. */
const REST_MS = [0, 500, 2_000, 10_000];
const LATELY_MS = 60_000;
/** A question that only asks may be asked once more of a fresh thread. */
const TRIES = 2;

/** The connections to some of the servers: one thread, whoever follows it when it dies, or the core's own. */
export class Shard {
  readonly #parts: ShardParts;
  readonly #carried = new Set<Carried>();
  #thread: ShellThread | null = null;
  #here: Promise<Shell> | null = null;
  #deaths: number[] = [];
  /** Until a thread that died is followed by another. */
  #rest: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** `over` is for its maker to call. */
  carry<T extends Carried>(make: (over: () => void) => T): T {
    const carried = make(() => this.#carried.delete(carried));
    this.#carried.add(carried);
    if (this.#rest === null) carried.begin(this.#opener());
    return carried;
  }

  /** Rejects when no thread answered, and with the deed's own words when that threw. */
  async call<K extends keyof Calls & string>(
    name: K,
    ...asked: Parameters<Calls[K]>
  ): Promise<Awaited<ReturnType<Calls[K]>>> {
    for (let attempt = 1; ; attempt++) {
      await this.#rest;
      const thread = this.#running();
      try {
        if (thread !== null) return await thread.crossing.call(name, ...asked);
        const shell: Calls = await this.#local();
        return await (shell[name] as (...args: Parameters<Calls[K]>) => ReturnType<Calls[K]>)(...asked);
      } catch (error) {
        if (!(error instanceof CrossingLost) || this.#isClosed) throw error;
        if (attempt === TRIES && this.#here === null) throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#carried.clear();
    await Promise.all([this.#thread?.close(), this.#here?.then((shell) => shell.close())]);
  }

  #opener(): OpenStream {
    const thread = this.#running();
    if (thread !== null) return thread.crossing.open.bind(thread.crossing);
    return openingHere(this.#local());
  }

  #running(): ShellThread | null {
    if (this.#here !== null) return null;
    try {
      this.#thread ??= this.#start();
      return this.#thread;
    } catch (error) {
      this.#stayHere(String(error));
      return null;
    }
  }

  #start(): ShellThread {
    const { file, setup, ours } = this.#parts;
    return new ShellThread({ file, setup, ours, ended: (how, because) => this.#ended(how, because) });
  }

  #ended(how: 'not-started' | 'died', because: string): void {
    this.#thread = null;
    if (this.#isClosed) return;
    if (how === 'not-started') {
      this.#stayHere(because);
      this.#beginAll();
      return;
    }
    const carried = [...this.#carried];
    this.#parts.log.error('A thread with connections died', { because, attempts: carried.length });
    for (const one of carried) if (!one.lost()) this.#carried.delete(one);
    this.#goOnAfterRest();
  }

  #beginAll(): void {
    const open = this.#opener();
    for (const one of [...this.#carried]) one.begin(open);
  }

  #stayHere(because: string): void {
    this.#parts.log.warn("No thread for connections can be started: they live in the core's own", { because });
    this.#here ??= this.#parts.here();
  }

  #local(): Promise<Shell> {
    this.#here ??= this.#parts.here();
    return this.#here;
  }

  #goOnAfterRest(): void {
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < LATELY_MS), now];
    const restMs = REST_MS[Math.min(this.#deaths.length, REST_MS.length) - 1] ?? 0;
    this.#rest = new Promise((resolve) => setTimeout(resolve, restMs)).then(() => {
      this.#rest = null;
      if (this.#isClosed) return;
      if (this.#carried.size > 0) this.#beginAll();
    });
  }
}

/** What is told before the shell is there is told to it then. */
function openingHere(shell: Promise<Shell>): OpenStream {
  return (name, request, hear) => {
    const handle = shell.then((there) => {
      // One row of the table: name, request and hearer belong together.
      const open = there[name] as (asked: typeof request, heard: typeof hear) => object;
      return open(request, hear);
    });
    return (method, ...asked) =>
      void handle.then((begun) => {
        const deed: unknown = Reflect.get(begun, method);
        if (typeof deed === 'function') deed.apply(begun, asked);
      });
  };
}
