import { Worker } from 'node:worker_threads';
import type { Log } from '../../core/ports/log.ts';
import { type ThreadEnd, ThreadTrouble } from './thread-trouble.ts';

/** A question for another thread, and what comes back: plain data both. The first message says that it can be asked. */
export interface Asking {
  readonly id: number;
  readonly name: string;
  readonly asked: readonly unknown[];
}
export type Said =
  | { readonly ready: true }
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** Deeds by name; plain data in and out. */
export type DeedTable<T> = { readonly [K in keyof T]: (...asked: never[]) => unknown };

export interface ThreadOptions<T> {
  /** The program of the thread; it answers with `answerOn`. */
  readonly file: URL;
  /** The same deeds, for where no thread starts (a package that cannot, no memory left): slow is better than not at all. */
  readonly here: T;
  /** A question that takes longer ends the thread. Waiting for the questions before it does not count. */
  readonly withinMs: number;
  /** Memory is given back after so long without a question. */
  readonly idleMs: number;
  readonly heapMb: number;
  readonly log: Log | null;
}

interface Question {
  readonly name: string;
  readonly asked: readonly unknown[];
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface AtWork extends Question {
  readonly id: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Work that would hold up the core, or that nobody vouches for, done beside it, one question after the other. Started
 * by a question and again after it died: its death fails the one question at work and nothing else. Never keeps the
 * process alive when nothing is asked.
 */
export class Thread<T extends DeedTable<T>> {
  readonly #options: ThreadOptions<T>;
  readonly #queue: Question[] = [];
  #atWork: AtWork | null = null;
  #running: { readonly worker: Worker; isReady: boolean } | null = null;
  #lastId = 0;
  #rest: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ThreadOptions<T>) {
    this.#options = options;
  }

  /** Rejects with `ThreadTrouble` when the thread gave up on it, and with the deed's own words when that threw. */
  async ask<K extends keyof T & string>(name: K, ...asked: Parameters<T[K]>): Promise<Awaited<ReturnType<T[K]>>> {
    try {
      // The far side is the same table, so its answer has the row's type.
      return (await this.#inThread(name, asked)) as Awaited<ReturnType<T[K]>>;
    } catch (error) {
      const why = error instanceof ThreadTrouble ? error.why : 'threw';
      if (why !== 'closed')
        this.#options.log?.error('A thread did not answer', { doing: name, why, error: String(error) });
      if (why !== 'not-started') throw error;
      return (await this.#options.here[name](...(asked as never[]))) as Awaited<ReturnType<T[K]>>;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new ThreadTrouble('closed', 'the thread is closed');
    for (const question of this.#queue.splice(0)) question.reject(closed);
    const worker = this.#running?.worker;
    if (worker === undefined) return;
    this.#end(worker, closed);
    await worker.terminate();
  }

  #inThread(name: string, asked: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new ThreadTrouble('closed', 'the thread is closed'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ name, asked, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#atWork !== null) return;
    const question = this.#queue.shift();
    if (question === undefined) {
      this.#comeToRest();
      return;
    }
    clearTimeout(this.#rest);
    try {
      this.#put(question, this.#running?.worker ?? this.#start());
    } catch (error) {
      // No thread to be had, or a question that cannot travel: `here` can answer either.
      question.reject(new ThreadTrouble('not-started', String(error)));
      this.#next();
    }
  }

  #put(question: Question, worker: Worker): void {
    const id = ++this.#lastId;
    worker.postMessage({ id, name: question.name, asked: question.asked } satisfies Asking);
    const { withinMs } = this.#options;
    const late = () => this.#end(worker, new ThreadTrouble('late', `${question.name} took longer than ${withinMs} ms`));
    const timer = setTimeout(late, withinMs);
    timer.unref();
    this.#atWork = { ...question, id, timer };
    worker.ref();
  }

  #start(): Worker {
    const worker = new Worker(this.#options.file, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb, maxYoungGenerationSizeMb: 64 },
      // What a program was started with (a debugger, a loader of tests), and in what surroundings, is not for it.
      execArgv: [],
      env: {},
    });
    const running = { worker, isReady: false };
    const died = (why: ThreadEnd, text: string) =>
      this.#end(worker, new ThreadTrouble(running.isReady ? why : 'not-started', text));
    worker.on('message', (said: Said) => {
      if ('ready' in said) running.isReady = true;
      else this.#take(said);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      died(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'died', String(error)),
    );
    worker.on('exit', (code) => died('died', `the thread ended with ${code}`));
    this.#running = running;
    return worker;
  }

  #take(said: Exclude<Said, { ready: true }>): void {
    const atWork = this.#atWork;
    if (atWork === null || atWork.id !== said.id) return;
    this.#atWork = null;
    clearTimeout(atWork.timer);
    if (said.ok) atWork.resolve(said.value);
    else atWork.reject(new Error(said.error));
    this.#next();
  }

  #comeToRest(): void {
    const worker = this.#running?.worker;
    if (worker === undefined) return;
    worker.unref();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#end(worker, new ThreadTrouble('closed', 'it rests')), this.#options.idleMs);
    this.#rest.unref();
  }

  /** What waits is asked in a new thread. */
  #end(worker: Worker, trouble: ThreadTrouble): void {
    if (this.#running?.worker !== worker) return;
    this.#running = null;
    clearTimeout(this.#rest);
    const atWork = this.#atWork;
    this.#atWork = null;
    void worker.terminate();
    if (atWork !== null) {
      clearTimeout(atWork.timer);
      atWork.reject(trouble);
    }
    this.#next();
  }
}
