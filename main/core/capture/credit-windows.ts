/** What all attempts together may send ahead of the disk, about: bounds the memory of a fleet that floods. */
const TOGETHER = 64 * 1024 * 1024;
/** A single fast writer is not slowed down by the way to the disk and back. */
const MOST = 2 * 1024 * 1024;
const LEAST = 128 * 1024;

/** Shares out how far ahead of the disk each attempt may send: much when it is alone, little in a crowd. */
export class CreditWindows {
  #open = 0;

  /** Bytes for one more attempt; `close` gives its place back. */
  open(): number {
    this.#open += 1;
    return Math.max(LEAST, Math.min(MOST, Math.floor(TOGETHER / this.#open)));
  }

  close(): void {
    this.#open -= 1;
  }
}

/** One disk, one memory: all captures of this process share them. */
export const creditWindows = new CreditWindows();
