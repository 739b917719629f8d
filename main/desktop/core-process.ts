import type { MessagePortMain, UtilityProcess } from 'electron';

/** What the main process and the core's process say to each other. */
export type ToCore = { readonly kind: 'serve' } | { readonly kind: 'stop' };
export type FromCore =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'stopped' };

export interface CoreProcessOptions {
  /** Starts the utility process; `restarted` = the last one died and this host starts it again. */
  readonly fork: (restarted: boolean) => UtilityProcess;
  readonly onUnusable: (message: string) => void;
  readonly onRestart: (exitCode: number) => void;
}

/** A core that dies right after its start again and again is left alone after so many times. */
const MOST_QUICK_DEATHS = 5;
const QUICK_MS = 10_000;

/** Keeps the core's process alive: a crash costs a reconnect, not the window. */
export class CoreProcess {
  readonly #options: CoreProcessOptions;
  #process: UtilityProcess | null = null;
  #waiting: MessagePortMain[] = [];
  #ready = false;
  #stopping = false;
  #startedAt = 0;
  #quickDeaths = 0;
  #stopped: () => void = () => {};

  constructor(options: CoreProcessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#launch(false);
  }

  /** Gives one end of a window's channel to the core; waits while the core starts. */
  serve(port: MessagePortMain): void {
    if (this.#ready) this.#process?.postMessage({ kind: 'serve' } satisfies ToCore, [port]);
    else this.#waiting.push(port);
  }

  /** Running work is awaited by the core, then its runs are held. Resolves when it has ended. */
  stop(): Promise<void> {
    this.#stopping = true;
    if (this.#process === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stopped = resolve;
      this.#process?.postMessage({ kind: 'stop' } satisfies ToCore);
    });
  }

  #launch(restarted: boolean): void {
    const core = this.#options.fork(restarted);
    this.#process = core;
    this.#ready = false;
    this.#startedAt = Date.now();
    core.on('message', (message) => this.#receive(message));
    core.on('exit', (code) => this.#exited(code));
  }

  #receive(message: unknown): void {
    if (!isFromCore(message)) return;
    if (message.kind === 'unusable') {
      this.#stopping = true;
      this.#options.onUnusable(message.message);
    }
    if (message.kind !== 'ready') return;
    this.#ready = true;
    for (const port of this.#waiting.splice(0)) this.serve(port);
  }

  #exited(code: number): void {
    this.#process = null;
    this.#ready = false;
    if (this.#stopping) {
      this.#stopped();
      return;
    }
    this.#quickDeaths = Date.now() - this.#startedAt < QUICK_MS ? this.#quickDeaths + 1 : 1;
    if (this.#quickDeaths > MOST_QUICK_DEATHS) {
      this.#options.onUnusable(
        `The core ended ${this.#quickDeaths} times right after its start (last exit code ${code}). Its diary is core.log in the workspace.`,
      );
      return;
    }
    this.#options.onRestart(code);
    this.#launch(true);
  }
}

function isFromCore(message: unknown): message is FromCore {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'unusable') return 'message' in message && typeof message.message === 'string';
  return message.kind === 'ready' || message.kind === 'stopped';
}
