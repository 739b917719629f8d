import { isMainThread, threadId } from 'node:worker_threads';

/** What may happen to work in a thread. */
export const deeds = {
  where: (): string => (isMainThread ? 'here' : 'thread'),
  which: (): number => threadId,
  surroundings: (): number => Object.keys(process.env).length,
  add: (a: number, b: number): number => a + b,
  later: async (text: string): Promise<string> => text,
  fail: (): never => {
    throw new Error('as it was meant to');
  },
  forever: (): never => {
    for (;;);
  },
  hoard: (): number => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  die: (): never => process.exit(7),
};
