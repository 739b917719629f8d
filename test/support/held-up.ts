export interface HeldUp {
  /** The longest time this thread could do nothing else, ms. */
  readonly longest: number;
  /** From the work's beginning to its end, ms. */
  readonly took: number;
}

/** How long a piece of work kept this thread from everything else: of the whole when it is done here, little elsewhere. */
export async function heldUp(work: () => Promise<unknown>): Promise<HeldUp> {
  const begun = performance.now();
  let [longest, last] = [0, begun];
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return { longest, took: last - begun };
}
