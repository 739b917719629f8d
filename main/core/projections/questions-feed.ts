import { ok } from '../../../contract/errors.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { openQuestions } from '../handlers/questions.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const QUESTIONS_EVERY_MS = 50;
/** Who waits for the vault changes with every event of a run: it is looked at a few times a second, not each time. */
const RUNS_EVERY_MS = 500;

type Parts = Pick<CoreParts, 'questions' | 'vault' | 'desk' | 'clock'>;

/** All open questions, whole, at each change. Whoever follows it is somebody who may answer. */
export function questionsFeed(parts: Parts): OpenFeed<'questions'> {
  return (_params, ready) => ok(new QuestionsFeed(parts, ready));
}

class QuestionsFeed implements TopicFeed<TopicMessage<'questions'>> {
  readonly #parts: Parts;
  readonly #stops: readonly (() => void)[];
  #sent = '';

  constructor(parts: Parts, ready: () => void) {
    this.#parts = parts;
    const soon = new Coalescer(parts.clock, QUESTIONS_EVERY_MS, ready);
    const later = new Coalescer(parts.clock, RUNS_EVERY_MS, ready);
    this.#stops = [
      parts.questions.attach(() => soon.touch()),
      parts.vault.onChange(() => soon.touch()),
      parts.desk.onEvents(() => later.touch()),
      () => soon.close(),
      () => later.close(),
    ];
  }

  take(): readonly TopicMessage<'questions'>[] {
    const open = openQuestions(this.#parts);
    const text = JSON.stringify(open);
    if (text === this.#sent) return [];
    this.#sent = text;
    return [open];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
