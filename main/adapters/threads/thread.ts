import { Worker } from 'node:worker_threads';

/** A question for another thread, and its answer: plain data both. */
export interface Asking {
  readonly id: number;
  readonly name: string;
  readonly asked: readonly unknown[];
}
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

export interface ThreadOptions {
  /** The program of the thread; it answers with `answerOn`. */
  readonly file: URL;
  /** A question that takes longer ends the thread; it and everything asked after it fail. */
  readonly withinMs: number;
  /** Memory is given back after so long without a question. */
  readonly idleMs: number;
  readonly heapMb: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Work that would hold up the core, done beside it, one question after the other. Started by its first question and
 * again after it died; a defect in it rejects what was asked and nothing else. Never keeps the process alive.
 */
export class Thread {
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  #rest: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  ask(name: string, asked: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error('the thread is closed'));
    clearTimeout(this.#rest);
    const worker = this.#worker ?? this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const late = () => this.#end(worker, new Error(`${name} took longer than ${this.#options.withinMs} ms`));
      const timer = setTimeout(late, this.#options.withinMs);
      timer.unref();
      this.#waiting.set(id, { resolve, reject, timer });
      worker.ref();
      worker.postMessage({ id, name, asked } satisfies Asking);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === null) return;
    this.#end(worker, new Error('the thread is closed'));
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#options.file, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb },
      // What a program was started with (a debugger, a loader of tests) is not for this thread.
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('error', (error: unknown) =>
      this.#end(worker, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', () => this.#end(worker, new Error('the thread ended')));
    this.#worker = worker;
    return worker;
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if (this.#waiting.size === 0) this.#idle();
    if (answer.ok) waiting.resolve(answer.value);
    else waiting.reject(new Error(answer.error));
  }

  #idle(): void {
    const worker = this.#worker;
    if (worker === null) return;
    worker.unref();
    this.#rest = setTimeout(() => this.#end(worker, new Error('the thread rests')), this.#options.idleMs);
    this.#rest.unref();
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    clearTimeout(this.#rest);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
    void worker.terminate();
  }
}
