import { Worker } from 'node:worker_threads';
import { type Batch, Crossing, CrossingLost } from './crossing.ts';
import { type CoreSide, isLast, isUrgent, type ShellSide, type ThreadSetup } from './wire.ts';

export interface ShellThreadOptions {
  /** The program of the thread; it answers with `answerShell`. */
  readonly file: URL;
  readonly setup: ThreadSetup;
  readonly ours: Omit<CoreSide['calls'], 'ready'>;
  /** Called once, unless it was closed. Not started = it never came up, so nothing was done for anybody. */
  readonly ended: (how: 'not-started' | 'died', because: string) => void;
}

/** After `close` was asked of it; a thread that does not even answer that is ended all the same. */
const CLOSE_WITHIN_MS = 5_000;
/** Logins, output on its way and a thousand connections fit well; a leak ends the thread and not the core. */
const HEAP_MB = 1024;

/** One thread that holds connections. It is never ended from here while it works: only after it closed. */
export class ShellThread {
  readonly crossing: Crossing<CoreSide, ShellSide>;
  readonly #worker: Worker;
  readonly #options: ShellThreadOptions;
  #isReady = false;
  #isOver = false;

  constructor(options: ShellThreadOptions) {
    this.#options = options;
    const worker = new Worker(options.file, {
      workerData: options.setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      // What a program was started with (a debugger, a loader of tests) is not for it.
      execArgv: [],
    });
    this.#worker = worker;
    const ready = () => {
      this.#isReady = true;
    };
    this.crossing = new Crossing<CoreSide, ShellSide>({
      port: { postMessage: (batch, handedOver) => worker.postMessage(batch, [...handedOver]) },
      ours: { calls: { ...options.ours, ready }, streams: {} },
      isUrgent,
      isLast,
    });
    worker.on('message', (batch: Batch) => this.crossing.take(batch));
    worker.on('error', (error) => this.#end(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    worker.on('exit', (code) => this.#end(`it ended with ${code}`));
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_WITHIN_MS);
    await Promise.race([this.crossing.call('close').catch(ignoreLost), late]);
    clearTimeout(timer);
    this.#isOver = true;
    this.crossing.lose();
    await this.#worker.terminate();
  }

  #end(because: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.crossing.lose();
    this.#options.ended(this.#isReady ? 'died' : 'not-started', because);
  }
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof CrossingLost)) throw error;
}
