import { failed, ok } from '../../../contract/errors.ts';
import type { PassId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import { wholePass } from '../handlers/checklists.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const PASS_EVERY_MS = 50;

export type ChecklistFeedParts = Pick<CoreParts, 'checklists' | 'events' | 'documentIndex' | 'journal' | 'clock'>;

/** One pass, whole, whenever it or the newest revision of its document changed. */
export function checklistFeed(parts: ChecklistFeedParts): OpenFeed<'checklist'> {
  return ({ passId }, ready) =>
    parts.checklists.book.pass(passId) === null
      ? failed('not-found', `There is no pass ${passId}.`)
      : ok(new ChecklistFeed(parts, passId, ready));
}

class ChecklistFeed implements TopicFeed<TopicMessage<'checklist'>> {
  readonly #parts: ChecklistFeedParts;
  readonly #passId: PassId;
  readonly #coalescer: Coalescer;
  readonly #stop: () => void;
  #sent: string | null = null;

  constructor(parts: ChecklistFeedParts, passId: PassId, ready: () => void) {
    this.#parts = parts;
    this.#passId = passId;
    this.#coalescer = new Coalescer(parts.clock, PASS_EVERY_MS, ready);
    this.#stop = parts.journal.onAppend(() => {
      if (this.#mark() !== this.#sent) this.#coalescer.touch();
    });
  }

  take(): readonly TopicMessage<'checklist'>[] {
    const pass = this.#parts.checklists.book.pass(this.#passId);
    const mark = this.#mark();
    if (pass === null || mark === this.#sent) return [];
    this.#sent = mark;
    return [wholePass(this.#parts, pass)];
  }

  close(): void {
    this.#stop();
    this.#coalescer.close();
  }

  /** What a message depends on: how far the journal goes, and the document's newest revision. */
  #mark(): string {
    const pass = this.#parts.checklists.book.pass(this.#passId);
    return `${pass?.lastSeq} ${pass === null ? '' : this.#parts.documentIndex.find(pass.document.key)?.revision}`;
  }
}
