import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { StandInWindow } from './window.ts';
import type { FrameFacts, FromApp, Note, Order, Question, ToApp } from './words.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** The bundle that users start; `npm test` builds it first. */
const dist = process.env.HOLDPOINT_DIST ?? path.join(root, 'dist');
const entry = path.join(dist, 'main/electron-main.js');
const register = path.join(import.meta.dirname, 'app/register.ts');

export interface DesktopOptions {
  readonly browser: Browser;
  /** Kept when given, so that a test can start on what another one left. */
  readonly home?: string;
  readonly words?: readonly string[];
}

/** The desktop program on its stand-in for Electron: started, watched and used from a test. */
export class Desktop {
  readonly home: string;
  readonly workspace: string;
  readonly notes: Note[] = [];
  /** Ports the main process handed to frames: by window. */
  readonly handed: number[] = [];
  /** Uncaught errors and violations of the content security policy: empty, or the test fails. */
  readonly complaints: string[] = [];
  readonly exit: Promise<number | null>;
  /** What Chromium had to ask the program, and what was answered. */
  readonly asked: { readonly what: Question; readonly value: unknown }[] = [];
  said = '';
  readonly #browser: Browser;
  readonly #app: ChildProcess;
  readonly #ownsHome: boolean;
  readonly #windows = new Map<number, Promise<StandInWindow>>();
  readonly #questions = new Map<number, (value: unknown) => void>();
  readonly #lookers = new Set<() => void>();
  #count = 0;

  constructor({ browser, home, words = [] }: DesktopOptions) {
    this.#browser = browser;
    this.#ownsHome = home === undefined;
    this.home = home ?? mkdtempSync(path.join(tmpdir(), 'holdpoint-desktop-'));
    this.workspace = path.join(this.home, 'workspace');
    this.#app = fork(entry, [...words], {
      execArgv: ['--import', register],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        HOME: this.home,
        HOLDPOINT_WORKSPACE: this.workspace,
        STAND_IN_APP_DATA: path.join(this.home, 'config'),
      },
    });
    for (const stream of [this.#app.stdout, this.#app.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.said += bytes.toString();
      });
    this.#app.on('message', (word: FromApp) => this.#hear(word));
    this.exit = new Promise((resolve) => this.#app.on('close', (code) => resolve(code)));
  }

  get pid(): number {
    return this.#app.pid ?? 0;
  }

  /** The window, once its page is loaded. */
  async window(id = 1): Promise<StandInWindow> {
    await this.until(() => this.#windows.has(id), `window ${id}`);
    const window = await this.#windows.get(id);
    if (window === undefined) throw new Error(`window ${id} is gone`);
    await window.loaded;
    return window;
  }

  async page(id = 1) {
    return (await this.window(id)).page;
  }

  about(about: Note['about']): readonly Note['facts'][] {
    return this.notes.filter((note) => note.about === about).map((note) => note.facts);
  }

  /** The first note that matches, waited for. */
  async noted(about: Note['about'], matches: (facts: Note['facts']) => boolean = () => true): Promise<Note['facts']> {
    await this.until(() => this.about(about).some(matches), `a note about ${about}`);
    return this.about(about).find(matches) ?? {};
  }

  /** Waits until it holds, at most fifteen seconds; looks again at every word of the program. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + 15_000;
    while (!holds()) {
      const left = deadline - performance.now();
      if (left < 0) throw new Error(`${what} did not come within fifteen seconds. ${this.said}`);
      await new Promise<void>((resolve) => {
        const look = () => {
          clearTimeout(timer);
          this.#lookers.delete(look);
          resolve();
        };
        const timer = setTimeout(look, Math.min(left, 200));
        this.#lookers.add(look);
      });
    }
  }

  order(order: Order): void {
    this.#tell({ kind: 'order', order });
  }

  /** Asks a guard or a handler of the program, as Chromium would. */
  ask(what: Question): Promise<unknown> {
    this.#count += 1;
    const question = this.#count;
    return new Promise((resolve) => {
      this.#questions.set(question, (value) => {
        this.asked.push({ what, value });
        resolve(value);
      });
      this.#tell({ kind: 'ask', question, what });
    });
  }

  /** An ipc message as from this frame, whether its preload would send one or not. */
  sendAs(window: number, channel: string, frame: FrameFacts): void {
    this.#tell({ kind: 'ipc', window, channel, frame });
  }

  signal(signal: NodeJS.Signals): void {
    this.#app.kill(signal);
  }

  async close(): Promise<void> {
    if (this.#app.exitCode === null) this.#app.kill('SIGTERM');
    const patience = setTimeout(() => this.#app.kill('SIGKILL'), 25_000);
    await this.exit;
    clearTimeout(patience);
    for (const window of this.#windows.values()) await (await window.catch(() => null))?.close().catch(() => {});
    if (this.#ownsHome) rmSync(this.home, { recursive: true, force: true });
  }

  #tell(word: ToApp): void {
    if (this.#app.connected) this.#app.send(word, () => {});
  }

  #hear(word: FromApp): void {
    this.#act(word);
    for (const look of [...this.#lookers]) look();
  }

  #act(word: FromApp): void {
    switch (word.kind) {
      case 'note':
        this.notes.push(word.note);
        return;
      case 'answer':
        this.#questions.get(word.question)?.(word.value);
        this.#questions.delete(word.question);
        return;
      case 'open':
        this.#windows.set(word.window, this.#open(word));
        return;
      case 'load':
        this.#with(word.window, async (window) => {
          await window.load(word.url);
          this.#tell({ kind: 'loaded', window: word.window });
        });
        return;
      case 'destroy':
        this.#with(word.window, (window) => window.close());
        return;
      case 'to-frame':
        if (word.ports.length > 0) this.handed.push(word.window);
        this.#with(word.window, async (window) => window.toFrame(word.channel, word.ports));
        return;
      case 'port-message':
      case 'port-close':
        for (const id of this.#windows.keys())
          this.#with(id, async (window) => {
            if (window.owns(word.port)) window.toPort(word);
          });
    }
  }

  #with(id: number, act: (window: StandInWindow) => Promise<unknown>): void {
    // A page that is closed meanwhile misses what was meant for it.
    void this.#windows
      .get(id)
      ?.then(act)
      .catch(() => {});
  }

  #open({ window: id, options }: Extract<FromApp, { kind: 'open' }>): Promise<StandInWindow> {
    return StandInWindow.open({
      browser: this.#browser,
      id,
      options,
      ask: (what) => this.ask(what),
      ipc: (channel, frame) => this.sendAs(id, channel, frame),
      port: (word) => this.#tell(word),
      complain: (text) => this.complaints.push(text),
    });
  }
}
