import { Thread } from '../adapters/threads/thread.ts';
import type { CoreParts } from '../core/handlers/core-parts.ts';
import type { Log } from '../core/ports/log.ts';
import type { RunDesk } from '../core/run/run-desk.ts';
import { IndexPace } from './index-pace.ts';
import { outputSearchDeeds } from './output-search-deeds.ts';
import { threadFile } from './thread-file.ts';
import { threadedOutputFinder } from './threaded-output-finder.ts';
import type { UsableWorkspace } from './usable-workspace.ts';

/** Looking at output: by rows, through one attempt, through all of them. */
export interface OutputRooms {
  readonly parts: Pick<CoreParts, 'outputRows' | 'outputFinder' | 'outputSearch'>;
  /** Indexes from now on what is stored, in the time the runs leave over. */
  indexWhile(runs: Pick<RunDesk, 'onOutput'>): void;
  close(): Promise<void>;
}

const WITHIN_MS = 60_000;
const HEAP_MB = 512;

export function openOutputRooms({ folder, rows }: Pick<UsableWorkspace, 'folder' | 'rows'>, log: Log): OutputRooms {
  const finder = threadedOutputFinder(log);
  const thread = new Thread({
    file: threadFile('output-search-thread'),
    here: outputSearchDeeds(),
    ...{ withinMs: WITHIN_MS, idleMs: 300_000, heapMb: HEAP_MB, log },
  });
  const pace = new IndexPace({ step: (budget) => thread.ask('step', folder, budget), log });
  let stop: () => void = () => {};
  return {
    parts: {
      outputRows: rows,
      outputFinder: finder,
      outputSearch: {
        search: async (request) => {
          const found = await thread.ask('search', folder, request);
          if (found.pendingBytes > 0) pace.wake(0);
          return found;
        },
      },
    },
    indexWhile(runs) {
      stop = runs.onOutput(() => pace.noticed());
      pace.noticed();
    },
    async close() {
      stop();
      pace.close();
      await Promise.all([finder.close(), thread.close()]);
    },
  };
}
