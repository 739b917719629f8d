import { ok } from '../../../contract/errors.ts';
import type { OpenQuestions } from '../../../contract/questions.ts';
import { actorOf } from '../attribution.ts';
import type { ClosedQuestion } from '../questions/question-desk.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function questionHandlers(parts: CoreParts): FeatureHandlers<'questions'> {
  const { questions, seat } = parts;
  return {
    'questions.list': () => ok(openQuestions(parts)),
    'questions.answer': async ({ questionIds, answers, remember, attribution }, caller) => {
      const actor = actorOf(attribution, caller, seat);
      if (!actor.ok) return actor;
      const closed = await questions.answer(questionIds, answers, remember ? actor.value : null);
      if (!closed.ok) return closed;
      await record(parts, closed.value, actor.value);
      return ok({ answered: closed.value.length });
    },
    'questions.decline': async ({ questionIds, attribution }, caller) => {
      const actor = actorOf(attribution, caller, seat);
      if (!actor.ok) return actor;
      const closed = questions.decline(questionIds);
      await record(parts, closed, actor.value);
      return ok({ declined: closed.length });
    },
  };
}

export function openQuestions({
  questions,
  vault,
  desk,
}: Pick<CoreParts, 'questions' | 'vault' | 'desk'>): OpenQuestions {
  const waiting = desk.waitingForVault().map((wait) => ({ ...wait, names: [...wait.names] }));
  return { ...questions.view(), vaultKey: vault.look().key, waiting };
}

/** Who answered what, never with what. The answer is on its way already: a log that does not take it changes nothing. */
async function record(
  { journal, log }: Pick<CoreParts, 'journal' | 'log'>,
  closed: readonly ClosedQuestion[],
  actor: Parameters<CoreParts['journal']['append']>[1]['actor'],
): Promise<void> {
  if (closed.length === 0) return;
  const drafts = closed.map((data) => ({ type: 'question.closed', data }) as const);
  const written = await journal.append(drafts, { actor });
  if (!written.ok) log.error('Who answered a question could not be recorded', { problem: written.problem.message });
}
