import type { QuestionView } from '../../../contract/questions.ts';
import type { PersonQuestion } from '../ports/person-prompt.ts';
import { mayBeRemembered } from './answer-memory.ts';

/** A server decides how much it says; what is shown of it is bounded. */
const LONGEST_INSTRUCTIONS = 4000;
const LONGEST_PROMPT = 500;

interface Waiter {
  readonly resolve: (answers: readonly string[] | null) => void;
  attempt: number;
}

/** One question on the desks, however many wait for its answer. */
export class OpenQuestion {
  readonly questionId: string;
  readonly question: PersonQuestion;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly #waiters = new Set<Waiter>();
  /** An answer was taken by somebody who waited; an end without one leaves it false. */
  wasAnswered = false;
  /** Ends with the question: a terminal that asks, a timer. */
  readonly over = new AbortController();

  constructor(opening: { questionId: string; question: PersonQuestion; askedAt: number; expiresAt: number }) {
    this.questionId = opening.questionId;
    this.question = bounded(opening.question);
    this.askedAt = opening.askedAt;
    this.expiresAt = opening.expiresAt;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** `leave` takes the asker away without an answer. */
  join(attempt: number): { readonly answer: Promise<readonly string[] | null>; leave(): void } {
    const { promise, resolve } = Promise.withResolvers<readonly string[] | null>();
    const waiter: Waiter = { resolve, attempt };
    this.#waiters.add(waiter);
    return {
      answer: promise,
      leave: () => {
        this.#waiters.delete(waiter);
        resolve(null);
      },
    };
  }

  settle(answers: readonly string[] | null): void {
    this.wasAnswered ||= answers !== null && this.#waiters.size > 0;
    for (const waiter of this.#waiters) waiter.resolve(answers);
    this.#waiters.clear();
    this.over.abort();
  }

  get attempt(): number {
    return Math.max(1, ...[...this.#waiters].map((waiter) => waiter.attempt));
  }

  view(isInLockedVault: boolean): QuestionView {
    const { kind, subject, instructions, prompts } = this.question;
    return {
      ...{ questionId: this.questionId, kind, subject, instructions },
      prompts: prompts.map((prompt) => ({ ...prompt })),
      attempt: this.attempt,
      ...{ askedAt: this.askedAt, expiresAt: this.expiresAt, waiting: Math.max(1, this.waiting) },
      mayBeRemembered: mayBeRemembered(this.question),
      isInLockedVault,
    };
  }
}

/** Two that would be read as the same question are one. */
export function sameness({ kind, subject, instructions, prompts }: PersonQuestion): string {
  return JSON.stringify([kind, subject, instructions, prompts.map(({ text, echo }) => [text, echo])]);
}

function bounded(question: PersonQuestion): PersonQuestion {
  return {
    ...question,
    subject: question.subject.slice(0, LONGEST_PROMPT),
    instructions: question.instructions.slice(0, LONGEST_INSTRUCTIONS),
    prompts: question.prompts.map(({ text, echo }) => ({ text: text.slice(0, LONGEST_PROMPT), echo })),
  };
}
