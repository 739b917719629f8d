import type { Transfer } from '../../contract/artifact-operations.ts';
import type { Subscription } from '../../contract/client.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { SliceTools } from './tools.ts';

export interface TransferSlice {
  /** Uploads on their way in the run on the screen. */
  readonly transfers: readonly Transfer[];
  followTransfers(runId: string | null): void;
}

export function transferSlice({ client, set }: SliceTools): TransferSlice {
  let followed: string | null = null;
  let subscription: Subscription | null = null;
  return {
    transfers: [],
    followTransfers(runId) {
      if (runId === followed) return;
      subscription?.close();
      subscription = null;
      followed = runId;
      set({ transfers: [] });
      const id = runIdSchema.safeParse(runId);
      if (!id.success) return;
      subscription = client.subscribe(
        'transfers',
        { runId: id.data },
        {
          message: ({ transfers }) => {
            if (followed === runId) set({ transfers });
          },
          // The run's own subscription says what is wrong with the address.
          problem: () => undefined,
        },
      );
    },
  };
}
