import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { note } from './link.ts';

/** `app`: paths, the single instance, and the order in which things end. */
class App extends EventEmitter {
  readonly isPackaged = false;
  readonly #paths = new Map([['appData', process.env.STAND_IN_APP_DATA ?? '']]);
  #isReady = false;

  getPath(name: string): string {
    const found = this.#paths.get(name);
    if (found === undefined) throw new Error(`the stand-in has no path ${name}`);
    return found;
  }

  setPath(name: string, folder: string): void {
    mkdirSync(folder, { recursive: true });
    this.#paths.set(name, folder);
  }

  /** By the profile folder, as Chromium does it; the later one leaves a file that the first one sees. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const lock = path.join(folder, 'stand-in.lock');
    if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
      writeFileSync(path.join(folder, `second-instance-${process.pid}`), '');
      return false;
    }
    writeFileSync(lock, String(process.pid));
    watch(folder, (_event, name) => {
      if (name === null || !name.startsWith('second-instance-')) return;
      const file = path.join(folder, name);
      if (!existsSync(file)) return;
      rmSync(file, { force: true });
      this.emit('second-instance');
    }).unref();
    return true;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#isReady = true;
    note('ready');
  }

  quit(): void {
    let isPrevented = false;
    const prevent = () => {
      isPrevented = true;
    };
    this.emit('before-quit', { preventDefault: prevent });
    if (!isPrevented) this.exit(0);
  }

  exit(code: number): void {
    process.exit(code);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export const app = new App();
