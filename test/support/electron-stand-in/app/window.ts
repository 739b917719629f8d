import { EventEmitter } from 'node:events';
import type { MessagePortMain } from '../message-port-main.ts';
import type { FrameFacts, WindowFacts } from '../words.ts';
import { app } from './app.ts';
import { note, pagePorts, tell } from './link.ts';

interface WindowOpen {
  readonly url: string;
}

/** `webContents` of a window whose page lives in the test's Chromium. */
export class WebContents extends EventEmitter {
  readonly #window: number;
  /** Read by tests. */
  webRtcPolicy = 'default';
  #openHandler: (details: WindowOpen) => { action: string } = () => ({ action: 'allow' });

  constructor(window: number) {
    super();
    this.#window = window;
  }

  setWindowOpenHandler(handler: (details: WindowOpen) => { action: string }): void {
    this.#openHandler = handler;
  }

  /** The stand-in's Chromium is told by a flag at most; what matters is that it was asked for. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  mayOpen(url: string): boolean {
    return this.#openHandler({ url }).action === 'allow';
  }

  /** Asks the listeners as Chromium would before it goes there. */
  mayNavigate(url: string, isMainFrame: boolean): boolean {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    const event = { url, isMainFrame, preventDefault };
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event);
    return !isPrevented;
  }

  send(channel: string): void {
    tell({ kind: 'to-frame', window: this.#window, frame: 'top', channel, ports: [] });
  }

  frame(facts: FrameFacts): object {
    const window = this.#window;
    return {
      url: facts.url,
      detached: false,
      parent: facts.parentId === null ? null : { id: facts.parentId },
      postMessage: (channel: string, _message: unknown, ports: readonly MessagePortMain[] = []) =>
        tell({
          kind: 'to-frame',
          window,
          frame: facts.id,
          channel,
          ports: ports.map((port) => pagePorts.give(port.neuter())),
        }),
    };
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all = new Map<number, BrowserWindow>();
  static #count = 0;
  readonly id: number;
  readonly webContents: WebContents;
  readonly #options: WindowFacts;

  constructor(options: WindowFacts) {
    super();
    BrowserWindow.#count += 1;
    this.id = BrowserWindow.#count;
    this.#options = options;
    this.webContents = new WebContents(this.id);
    BrowserWindow.all.set(this.id, this);
    app.emit('web-contents-created', {}, this.webContents);
    note('window', { window: this.id, options });
    tell({ kind: 'open', window: this.id, options });
  }

  get preload(): unknown {
    return this.#options.webPreferences.preload;
  }

  async loadURL(url: string): Promise<void> {
    tell({ kind: 'load', window: this.id, url });
  }

  show(): void {
    note('shown', { window: this.id });
  }

  focus(): void {
    note('focused', { window: this.id });
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {}

  getNormalBounds(): object {
    const { width, height } = this.#options;
    return { x: 40, y: 60, width, height };
  }

  /** What a person's click on the cross does. */
  close(): void {
    this.emit('close', { preventDefault: () => {} });
    this.destroy();
  }

  destroy(): void {
    if (!BrowserWindow.all.delete(this.id)) return;
    tell({ kind: 'destroy', window: this.id });
    note('closed', { window: this.id });
    this.emit('closed');
    if (BrowserWindow.all.size === 0) app.emit('window-all-closed');
  }
}
