import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import { APP_ORIGIN } from './origin.ts';
import { windowOptions } from './window-options.ts';
import type { WindowState } from './window-state.ts';

export interface MainWindowParts {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly preload: string;
  readonly state: () => WindowState;
  readonly now: () => number;
  readonly complain: (title: string, text: string) => void;
}

/** A page that crashes again so soon would only crash on. */
const PAGE_QUICK_MS = 10_000;

/** The one window of the desk. It may be closed while a run goes on; the core does not live in it. */
export class MainWindow {
  readonly #parts: MainWindowParts;
  #window: BrowserWindow | null = null;
  #loadedAt = 0;

  constructor(parts: MainWindowParts) {
    this.#parts = parts;
  }

  get contents(): WebContents | null {
    return this.#window?.webContents ?? null;
  }

  show(): void {
    if (this.#window === null) this.#open();
    else bringUp(this.#window);
  }

  #open(): void {
    const state = this.#parts.state();
    const opened = this.#parts.create(windowOptions(this.#parts.preload, state.read()));
    this.#window = opened;
    opened.once('ready-to-show', () => opened.show());
    opened.on('close', () => state.write(opened.getNormalBounds()));
    opened.on('closed', () => {
      this.#window = null;
    });
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#revive(opened, reason);
    });
    this.#load(opened);
  }

  #load(window: BrowserWindow): void {
    this.#loadedAt = this.#parts.now();
    // A load that fails shows as an empty window; a reload (View, Reload) tries again.
    window.loadURL(`${APP_ORIGIN}/`).catch(() => {});
  }

  #revive(window: BrowserWindow, reason: string): void {
    if (this.#parts.now() - this.#loadedAt > PAGE_QUICK_MS) {
      this.#load(window);
      return;
    }
    const text = `Its page ended right after it was loaded (${reason}). Runs go on.`;
    this.#parts.complain('The window does not stay open', text);
    window.destroy();
  }
}

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
