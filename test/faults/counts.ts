/** `npm run test:faults` counts in full; `npm test` takes the short count of the same tests. */
export const isFullCount = process.env.HOLDPOINT_FULL_COUNTS === '1';

export function count(short: number, full: number): number {
  return isFullCount ? full : short;
}

/** At most `most` numbers from 1 to `last`, evenly spread, both ends among them; all of them in the full count. */
export function spread(last: number, most: number): readonly number[] {
  if (isFullCount || last <= most) return Array.from({ length: last }, (_, index) => index + 1);
  if (most === 1) return [Math.ceil(last / 2)];
  const step = (last - 1) / (most - 1);
  return [...new Set(Array.from({ length: most }, (_, index) => Math.round(1 + index * step)))];
}

/** Does `work` for each of them, three at a time: most of it waits for processes. */
export async function forEachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

/** The same numbers every time, so that a failure can be had again. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
