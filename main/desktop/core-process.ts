import type { MessagePortMain, UtilityProcess } from 'electron';
import type { Death } from './launch-words.ts';

/** What the main process and the core's process say to each other. A new port of a holder ends its last one. */
export type ToCore = { readonly kind: 'serve'; readonly holder: string } | { readonly kind: 'stop' };
export type FromCore =
  /** `coreId` is null when the workspace belongs to another process's core, to which this one passes everything on. */
  { readonly kind: 'ready'; readonly coreId: string | null } | { readonly kind: 'unusable'; readonly message: string };

export interface CoreProcessOptions {
  /** Starts the utility process; `death` = of the core whose place it takes. */
  readonly fork: (death: Death | null) => UtilityProcess;
  /** The core cannot do its work, and will not be tried again. */
  readonly onUnusable: (message: string) => void;
  /** Every port that was served is dead. */
  readonly onLost: () => void;
  readonly onRestart: (exitCode: number) => void;
}

/** A core that dies right after its start again and again is left alone after so many times. */
const MOST_QUICK_DEATHS = 5;
const QUICK_MS = 10_000;
/** The core gives running work ten seconds; one that has not ended by then does not listen. */
const STOP_WITHIN_MS = 20_000;

/** Keeps the core's process alive: a crash costs a reconnect, not the window. */
export class CoreProcess {
  readonly #options: CoreProcessOptions;
  readonly #waiting = new Map<string, MessagePortMain>();
  #process: UtilityProcess | null = null;
  #coreId: string | null = null;
  #isReady = false;
  #isStopping = false;
  #startedAt = 0;
  #quickDeaths = 0;
  #stopped: () => void = () => {};

  constructor(options: CoreProcessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#launch(null);
  }

  /** Gives one end of a channel to the core; waits while the core starts. */
  serve(holder: string, port: MessagePortMain): void {
    if (this.#isReady) this.#process?.postMessage({ kind: 'serve', holder } satisfies ToCore, [port]);
    else {
      this.#waiting.get(holder)?.close();
      this.#waiting.set(holder, port);
    }
  }

  /** Open runs are held and running work is awaited by the core. Resolves when it has ended. */
  stop(): Promise<void> {
    this.#isStopping = true;
    const core = this.#process;
    if (core === null) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(() => core.kill(), STOP_WITHIN_MS);
      this.#stopped = () => {
        clearTimeout(patience);
        resolve();
      };
      core.postMessage({ kind: 'stop' } satisfies ToCore);
    });
  }

  #launch(death: Death | null): void {
    const core = this.#options.fork(death);
    this.#process = core;
    this.#coreId = null;
    this.#isReady = false;
    this.#startedAt = Date.now();
    core.on('message', (message) => this.#receive(message));
    core.on('exit', (code) => this.#exited(code));
  }

  #receive(message: unknown): void {
    if (!isFromCore(message)) return;
    if (message.kind === 'unusable') {
      this.#giveUp(message.message);
      return;
    }
    this.#coreId = message.coreId;
    this.#isReady = true;
    for (const [holder, port] of this.#waiting) this.serve(holder, port);
    this.#waiting.clear();
  }

  #giveUp(message: string): void {
    this.#isStopping = true;
    this.#process?.kill();
    this.#options.onUnusable(message);
  }

  #exited(code: number): void {
    this.#process = null;
    this.#isReady = false;
    this.#options.onLost();
    if (this.#isStopping) this.#stopped();
    else this.#launchAgain(code);
  }

  #launchAgain(code: number): void {
    const diedAt = Date.now();
    this.#quickDeaths = diedAt - this.#startedAt < QUICK_MS ? this.#quickDeaths + 1 : 1;
    if (this.#quickDeaths > MOST_QUICK_DEATHS) {
      const count = `${this.#quickDeaths} times right after its start (last exit code ${code})`;
      this.#giveUp(`The core ended ${count}. Its diary is core.log in the workspace.`);
      return;
    }
    const coreId = this.#coreId;
    if (coreId !== null) this.#options.onRestart(code);
    // One that dies again at once may die of its runs: from then on they are held for a person.
    this.#launch(coreId === null || this.#quickDeaths > 1 ? null : { coreId, diedAt });
  }
}

function isFromCore(message: unknown): message is FromCore {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'unusable') return 'message' in message && typeof message.message === 'string';
  if (message.kind !== 'ready' || !('coreId' in message)) return false;
  return message.coreId === null || typeof message.coreId === 'string';
}
