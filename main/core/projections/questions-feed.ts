import { ok } from '../../../contract/errors.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed } from './feed.ts';

const QUESTIONS_EVERY_MS = 50;

/** All open questions, whole, at each change. Whoever follows it is somebody who may answer. */
export function questionsFeed({ questions, clock }: Pick<CoreParts, 'questions' | 'clock'>): OpenFeed<'questions'> {
  return (_params, ready) => {
    let isDue = true;
    const coalescer = new Coalescer(clock, QUESTIONS_EVERY_MS, ready);
    const detach = questions.attach(() => {
      isDue = true;
      coalescer.touch();
    });
    return ok({
      take: () => {
        if (!isDue) return [];
        isDue = false;
        return [questions.view()];
      },
      close: () => {
        detach();
        coalescer.close();
      },
    });
  };
}
