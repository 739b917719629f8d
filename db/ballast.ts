import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './durable-file.ts';

const BYTES = 4 * 1024 * 1024;
/** The space is taken again only when there is plenty: not to end what was just made possible. */
const PLENTY_BYTES = 4 * BYTES;
const LOOK_AGAIN_MS = 2_000;

/** A file that only takes up space, given back when the disk is full so that a run can still be ended in order. */
export class Ballast {
  readonly #path: string;
  #released = false;
  #lookAfter = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get released(): boolean {
    return this.#released;
  }

  /** Takes the space if it is not taken yet; false when there is none. */
  fill(): boolean {
    try {
      if (existsSync(this.#path) && statSync(this.#path).size === BYTES) return true;
      writeFileSync(this.#path, Buffer.alloc(BYTES, 'ballast '), { mode: 0o600 });
      return true;
    } catch {
      rmSync(this.#path, { force: true });
      return false;
    }
  }

  /** true when space was freed just now. */
  release(): boolean {
    if (this.#released) return false;
    this.#released = true;
    this.#lookAfter = performance.now() + LOOK_AGAIN_MS;
    if (!existsSync(this.#path)) return false;
    rmSync(this.#path, { force: true });
    syncFolder(dirname(this.#path));
    return true;
  }

  /** Once released: takes the space again when somebody made room. Looks every two seconds at most. */
  recover(): void {
    if (!this.#released || performance.now() < this.#lookAfter) return;
    this.#lookAfter = performance.now() + LOOK_AGAIN_MS;
    if (this.#freeBytes() >= PLENTY_BYTES && this.fill()) this.#released = false;
  }

  #freeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#path));
      return bavail * bsize;
    } catch {
      return 0;
    }
  }
}
