/** Time as facts. Wall time steps; monotonic does not: durations by `monotonicMs`, deadlines by `now`. */
export interface Clock {
  /** UTC ms. */
  now(): number;
  /** ms since an arbitrary start, never backwards, sleep may be left out. */
  monotonicMs(): number;
  /** Identifies this boot of this machine. */
  readonly bootId: string;
  /** Calls back once after `ms` of real time; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}
