import { findRows } from '../../db/find-rows.ts';
import { Thread } from '../adapters/threads/thread.ts';
import { ThreadTrouble } from '../adapters/threads/thread-trouble.ts';
import type { Log } from '../core/ports/log.ts';
import type { OutputFinder } from '../core/ports/output-rows.ts';
import { threadFile } from './thread-file.ts';

const WITHIN_MS = 10_000;
const HEAP_MB = 512;

/** Finds in a thread that is ended when a pattern does not come to an end. */
export function threadedOutputFinder(log: Log | null): OutputFinder & { close(): Promise<void> } {
  const file = threadFile('output-find-thread');
  const thread = new Thread({ file, here: { findRows }, withinMs: WITHIN_MS, idleMs: 60_000, heapMb: HEAP_MB, log });
  return {
    find: (pieces, query) =>
      thread.ask('findRows', pieces, query).catch((error: unknown) => {
        if (!(error instanceof ThreadTrouble)) throw error;
        throw new Error(error.why === 'late' ? 'The pattern takes too long on these lines.' : 'The search was ended.');
      }),
    close: () => thread.close(),
  };
}
