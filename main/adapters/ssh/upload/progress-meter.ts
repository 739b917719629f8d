const TELL_EVERY_MS = 250;
/** The rate is of about the last so many ms: what the line gives now, not since the beginning. */
const RATE_OVER_MS = 3_000;

/** How far it is and how fast it goes, told a few times a second and once at the end of each stretch. */
export class ProgressMeter {
  readonly #tell: (doneBytes: number, bytesPerSecond: number) => void;
  #points: { readonly at: number; readonly bytes: number }[] = [];
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(tell: (doneBytes: number, bytesPerSecond: number) => void) {
    this.#tell = tell;
  }

  reached(bytes: number): void {
    const at = performance.now();
    const last = this.#points.at(-1);
    // A new contact goes on from what is there: that is no speed.
    if (last !== undefined && bytes < last.bytes) this.#points = [];
    if (last === undefined || at - last.at > TELL_EVERY_MS / 2) this.#points.push({ at, bytes });
    this.#points = this.#points.filter((point, index, all) => at - point.at < RATE_OVER_MS || index === all.length - 1);
    if (at - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = at;
    this.#tell(bytes, this.#rate(at, bytes));
  }

  /** All of it is there: told whenever the last time was. */
  ended(bytes: number): void {
    this.#toldAt = Number.NEGATIVE_INFINITY;
    this.reached(bytes);
  }

  #rate(at: number, bytes: number): number {
    const first = this.#points[0];
    if (first === undefined || at - first.at < 50) return 0;
    return Math.round(((bytes - first.bytes) * 1000) / (at - first.at));
  }
}
