import { matchingLines, type OutputQuery } from './line-matcher.ts';

/** Finds the matching lines of a batch; `close` ends what is still at work. */
export interface LineSearch {
  match(lines: readonly string[]): Promise<readonly number[]>;
  close(): void;
}

const PATIENCE_MS = 3000;

/** Plain text is found at once; a pattern works in a worker and is given up when it takes too long. */
export function openLineSearch(query: OutputQuery): LineSearch {
  if (!query.isPattern) return { match: async (lines) => matchingLines(lines, query), close: () => {} };
  const worker = new Worker(new URL('./match-worker.ts', import.meta.url), { type: 'module' });
  return {
    match: (lines) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          worker.terminate();
          reject(new Error('The pattern takes too long on these lines.'));
        }, PATIENCE_MS);
        worker.onmessage = (event: MessageEvent<readonly number[]>) => {
          clearTimeout(timer);
          resolve(event.data);
        };
        worker.onerror = () => {
          clearTimeout(timer);
          reject(new Error('The search could not be done.'));
        };
        worker.postMessage({ lines, query });
      }),
    close: () => worker.terminate(),
  };
}
