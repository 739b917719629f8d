import { Hold, pack, unpack } from './packing.ts';

/** What one side does for the other: questions with one answer, and streams that are opened, told things, and heard. */
export interface Table {
  readonly calls: { readonly [name: string]: (...asked: never[]) => unknown };
  readonly streams: { readonly [name: string]: (request: never, hear: never) => object };
}

type Frame =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly asked: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'threw'; readonly id: number; readonly error: string }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'open'; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly kind: 'tell'; readonly id: number; readonly name: string; readonly asked: readonly unknown[] }
  | { readonly kind: 'said'; readonly id: number; readonly message: unknown };

/** All frames of one turn of the event loop, and their bytes. */
export interface Batch {
  readonly frames: readonly Frame[];
  readonly bytes: ArrayBuffer | null;
}

export interface CrossingPort {
  postMessage(batch: Batch, handedOver: readonly ArrayBuffer[]): void;
}

/** The other side is gone: what became of the question is not known. */
export class CrossingLost extends Error {
  override readonly name = 'CrossingLost';
}

/** Tells the far end of a stream something: one of the methods of what its opening answered. */
export type Tell = (name: string, ...asked: readonly unknown[]) => void;

/** From so many bytes on a batch does not wait for the end of the turn. */
const FULL_BATCH = 256 * 1024;

export interface CrossingOptions<Ours extends Table> {
  readonly port: CrossingPort;
  readonly ours: Ours;
  /** This message must have left before anything else happens on this side. */
  readonly isUrgent: (message: unknown) => boolean;
  /** Nothing follows this message of a stream. */
  readonly isLast: (message: unknown) => boolean;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly stopListening: () => void;
}

/**
 * One end of a port between two threads. Frames are posted once a turn, in order: hundreds of sessions that write a
 * line each are one message. Only data travels; both ends are typed by the same tables.
 */
export class Crossing<Ours extends Table, Theirs extends Table> {
  readonly #options: CrossingOptions<Ours>;
  readonly #asked = new Map<number, Pending>();
  readonly #hearers = new Map<number, (message: unknown) => void>();
  readonly #served = new Map<number, { readonly handle: object; readonly stop: AbortController }>();
  readonly #answering = new Map<number, AbortController>();
  readonly #hold = new Hold();
  #frames: Frame[] = [];
  #flushing: NodeJS.Immediate | null = null;
  #lastId = 0;
  #isLost = false;

  constructor(options: CrossingOptions<Ours>) {
    this.#options = options;
  }

  /** Questions and streams of ours the other side has not ended yet. */
  get pending(): number {
    return this.#asked.size + this.#hearers.size;
  }

  /** Rejects with `CrossingLost` when the other side is gone, and with its words when the deed threw. */
  call<K extends keyof Theirs['calls'] & string>(
    name: K,
    ...asked: Parameters<Theirs['calls'][K]>
  ): Promise<Awaited<ReturnType<Theirs['calls'][K]>>> {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.#isLost) return reject(new CrossingLost('the other side is gone'));
      const parts = asked.map((one: unknown) => pack(one, this.#hold));
      const signal = parts.find((part) => part.signal !== null)?.signal ?? null;
      const abort = () => this.#post({ kind: 'abort', id });
      this.#asked.set(id, { resolve, reject, stopListening: () => signal?.removeEventListener('abort', abort) });
      this.#post({ kind: 'call', id, name, asked: parts.map((part) => part.value) });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
    // The far side is typed by the same table.
    return answer as Promise<Awaited<ReturnType<Theirs['calls'][K]>>>;
  }

  open<K extends keyof Theirs['streams'] & string>(
    name: K,
    request: Parameters<Theirs['streams'][K]>[0],
    hear: Parameters<Theirs['streams'][K]>[1],
  ): Tell {
    const id = ++this.#lastId;
    if (this.#isLost) return () => {};
    // Hears what the table says: the far side is typed by it.
    this.#hearers.set(id, hear as (message: unknown) => void);
    const part = pack(request, this.#hold);
    this.#post({ kind: 'open', id, name, request: part.value });
    part.signal?.addEventListener('abort', () => this.#post({ kind: 'abort', id }), { once: true });
    return (method, ...asked) => {
      if (!this.#hearers.has(id)) return;
      this.#post({ kind: 'tell', id, name: method, asked: asked.map((one) => pack(one, this.#hold).value) });
    };
  }

  take({ frames, bytes }: Batch): void {
    for (const frame of frames) if (!this.#isLost) this.#takeOne(frame, bytes);
  }

  /** The other side is gone. Streams simply fall silent: their owners know what that means for them. */
  lose(): void {
    this.#isLost = true;
    this.#hearers.clear();
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    for (const { reject, stopListening } of this.#asked.values()) {
      stopListening();
      reject(new CrossingLost('the other side ended'));
    }
    this.#asked.clear();
    for (const stop of this.#answering.values()) stop.abort();
  }

  #post(frame: Frame): void {
    if (this.#isLost) return;
    this.#frames.push(frame);
    if (this.#hold.size >= FULL_BATCH) this.#flush();
    else this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    this.#flushing = null;
    const frames = this.#frames;
    this.#frames = [];
    const bytes = this.#hold.size === 0 ? null : this.#hold.unload();
    this.#options.port.postMessage({ frames, bytes }, bytes === null ? [] : [bytes]);
  }

  #takeOne(frame: Frame, bytes: ArrayBuffer | null): void {
    switch (frame.kind) {
      case 'call':
        void this.#answer(frame, bytes);
        return;
      case 'answer':
        this.#settle(frame.id, (pending) => pending.resolve(unpack(frame.value, bytes, noSignal)));
        return;
      case 'threw':
        this.#settle(frame.id, (pending) => pending.reject(new Error(frame.error)));
        return;
      case 'abort':
        this.#answering.get(frame.id)?.abort();
        this.#served.get(frame.id)?.stop.abort();
        return;
      case 'open':
        this.#serve(frame, bytes);
        return;
      case 'tell':
        this.#tell(frame, bytes);
        return;
      case 'said':
        this.#hear(frame.id, unpack(frame.message, bytes, noSignal));
        return;
    }
  }

  #settle(id: number, settle: (pending: Pending) => void): void {
    const pending = this.#asked.get(id);
    if (pending === undefined) return;
    this.#asked.delete(id);
    pending.stopListening();
    settle(pending);
  }

  #hear(id: number, message: unknown): void {
    const hear = this.#hearers.get(id);
    if (this.#options.isLast(message)) this.#hearers.delete(id);
    hear?.(message);
  }

  async #answer(frame: Extract<Frame, { kind: 'call' }>, bytes: ArrayBuffer | null): Promise<void> {
    const { id, name } = frame;
    const stop = new AbortController();
    this.#answering.set(id, stop);
    try {
      const deed = Object.hasOwn(this.#options.ours.calls, name) ? this.#options.ours.calls[name] : undefined;
      if (deed === undefined) throw new Error(`there is no ${name} on this side`);
      const asked = frame.asked.map((one) => unpack(one, bytes, () => stop.signal));
      const value = await deed(...(asked as never[]));
      this.#post({ kind: 'answer', id, value: pack(value, this.#hold).value });
    } catch (error) {
      this.#post({ kind: 'threw', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    } finally {
      this.#answering.delete(id);
    }
  }

  #serve(frame: Extract<Frame, { kind: 'open' }>, bytes: ArrayBuffer | null): void {
    const { id, name } = frame;
    const begin = Object.hasOwn(this.#options.ours.streams, name) ? this.#options.ours.streams[name] : undefined;
    if (begin === undefined) throw new Error(`there is no stream ${name} on this side`);
    const stop = new AbortController();
    const request = unpack(frame.request, bytes, () => stop.signal);
    let isOver = false;
    const hear = (message: unknown) => {
      isOver ||= this.#options.isLast(message);
      this.#say(id, message);
    };
    const handle = begin(request as never, hear as never);
    if (!isOver) this.#served.set(id, { handle, stop });
  }

  #say(id: number, message: unknown): void {
    this.#post({ kind: 'said', id, message: pack(message, this.#hold).value });
    if (this.#options.isLast(message)) this.#served.delete(id);
    if (this.#options.isUrgent(message)) this.#flush();
  }

  #tell(frame: Extract<Frame, { kind: 'tell' }>, bytes: ArrayBuffer | null): void {
    const handle = this.#served.get(frame.id)?.handle;
    if (handle === undefined) return;
    const method: unknown = Reflect.get(handle, frame.name);
    if (typeof method !== 'function') throw new Error(`a stream has no ${frame.name}`);
    method.apply(
      handle,
      frame.asked.map((one) => unpack(one, bytes, noSignal)),
    );
  }
}

function noSignal(): never {
  throw new Error('a signal only travels with a question');
}
