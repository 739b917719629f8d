import { failed, ok } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const EVERY_MS = 250;

type Message = TopicMessage<'transfers'>;
export type TransfersFeedParts = Pick<CoreParts, 'transfers' | 'clock' | 'desk'>;

/** How far the uploads of a run are: whole each time, a few times a second. */
export function transfersFeed(parts: TransfersFeedParts): OpenFeed<'transfers'> {
  return ({ runId }, ready) =>
    parts.desk.state(runId) === null
      ? failed('not-found', `There is no run ${runId}.`)
      : ok(new TransfersFeed(parts, runId, ready));
}

class TransfersFeed implements TopicFeed<Message> {
  readonly #parts: TransfersFeedParts;
  readonly #runId: RunId;
  readonly #coalescer: Coalescer;
  readonly #stop: () => void;
  #isDue = true;

  constructor(parts: TransfersFeedParts, runId: RunId, ready: () => void) {
    this.#parts = parts;
    this.#runId = runId;
    this.#coalescer = new Coalescer(parts.clock, EVERY_MS, ready);
    this.#stop = parts.transfers.onChange((changed) => {
      if (changed !== runId) return;
      this.#isDue = true;
      this.#coalescer.touch();
    });
  }

  take(): readonly Message[] {
    if (!this.#isDue) return [];
    this.#isDue = false;
    return [{ transfers: [...this.#parts.transfers.of(this.#runId)] }];
  }

  close(): void {
    this.#stop();
    this.#coalescer.close();
  }
}
