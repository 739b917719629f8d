import { readFile, rm, stat, truncate } from 'node:fs/promises';

const firstLookMs = 2;
const longestLookMs = 25;
const sizeCap = 256 * 1024;
/** Of one login or one command; a server can make it longer at will. */
const floodCap = 8 * 1024 * 1024;

/**
 * What a client says of itself (`-E`): apart from stderr, where the target and the server's banner can say anything.
 * A file, because ssh closes every other descriptor when it starts.
 */
export class ClientLog {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async text(): Promise<string> {
    try {
      return (await this.isFlooded()) ? '' : await readFile(this.path, 'utf8');
    } catch {
      return '';
    }
  }

  async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch {
      return 0;
    }
  }

  /** What was written after it had that size; all of it when it was cut meanwhile. */
  async since(size: number): Promise<string> {
    const text = await this.text();
    return Buffer.byteLength(text) < size ? text : Buffer.from(text).subarray(size).toString('utf8');
  }

  /** A server that fills it is not let go on. */
  async isFlooded(): Promise<boolean> {
    return (await this.size()) > floodCap;
  }

  /** Looks until the test holds; null = `isOver` came first, or a flood. */
  async until(test: (text: string) => boolean, isOver: () => boolean, from = 0): Promise<string | null> {
    for (let look = firstLookMs; ; look = Math.min(look * 1.5, longestLookMs)) {
      const wasOver = isOver();
      const text = from === 0 ? await this.text() : await this.since(from);
      if (test(text)) return text;
      if (wasOver || (await this.isFlooded())) return null;
      await new Promise((resolve) => setTimeout(resolve, look));
    }
  }

  /** It is written to its end, so cutting it is safe. */
  async keepSmall(): Promise<void> {
    try {
      if ((await stat(this.path)).size > sizeCap) await truncate(this.path, 0);
    } catch {
      // There is none (any more).
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
