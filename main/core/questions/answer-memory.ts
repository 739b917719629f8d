import type { Actor } from '../../../contract/actor.ts';
import type { VaultCondition } from '../../../contract/questions.ts';
import type { PersonQuestion } from '../ports/person-prompt.ts';

/** Which question an answer belongs to: the same account on the same host, the same key file. */
export type AnswerKey = Pick<PersonQuestion, 'kind' | 'subject'>;

/** Where answers are kept that will be the same the next time. */
export interface AnswerShelf {
  readonly condition: VaultCondition;
  /** Known by name, also while the shelf is locked. */
  has(key: AnswerKey): boolean;
  find(key: AnswerKey): readonly string[] | null;
  /** False when it could not be kept. */
  keep(key: AnswerKey, answers: readonly string[], by: Actor): Promise<boolean>;
  onChange(listener: () => void): () => void;
}

/**
 * Answers for as long as this core lives, so that forty steps on one host ask for its sudo password once. A one-time
 * code is never kept: whoever answers twice with it locks the account.
 */
export class AnswerMemory {
  readonly #held = new Map<string, readonly string[]>();
  readonly #shelf: AnswerShelf | null;
  /** Answers of the shelf that turned out wrong: not given again until they change. */
  readonly #refuted = new Map<string, string>();

  constructor(shelf: AnswerShelf | null) {
    this.#shelf = shelf;
  }

  get condition(): VaultCondition {
    return this.#shelf?.condition ?? 'none';
  }

  find(key: AnswerKey): readonly string[] | null {
    const held = this.#held.get(spelt(key));
    if (held !== undefined) return held;
    const kept = this.#shelf?.find(key) ?? null;
    return kept === null || this.#refuted.get(spelt(key)) === spelling(kept) ? null : kept;
  }

  isInLockedVault(key: AnswerKey): boolean {
    return this.#shelf?.condition === 'locked' && this.#shelf.has(key);
  }

  /** It was tried and was wrong. */
  refute(key: AnswerKey): void {
    const kept = this.#shelf?.find(key) ?? null;
    if (kept !== null) this.#refuted.set(spelt(key), spelling(kept));
    this.#held.delete(spelt(key));
  }

  hold(key: AnswerKey, answers: readonly string[]): void {
    this.#held.set(spelt(key), [...answers]);
  }

  async keep(key: AnswerKey, answers: readonly string[], by: Actor): Promise<boolean> {
    return (await this.#shelf?.keep(key, answers, by)) ?? false;
  }

  forgetAll(): void {
    this.#held.clear();
    this.#refuted.clear();
  }

  onChange(listener: () => void): () => void {
    return this.#shelf?.onChange(listener) ?? (() => {});
  }
}

function spelt({ kind, subject }: AnswerKey): string {
  return `${kind}\n${subject}`;
}

function spelling(answers: readonly string[]): string {
  return answers.join('\n');
}

/** A password is the same tomorrow. What keyboard-interactive asks for may be a one-time code, unless it says password. */
export function mayBeRemembered({ kind, prompts }: PersonQuestion): boolean {
  const [only] = prompts;
  if (kind === 'confirm' || prompts.length !== 1 || only === undefined || only.echo) return false;
  if (kind !== 'keyboard-interactive') return true;
  return /pass(word|phrase)|kennwort|passwort/i.test(only.text) && !/one.?time|otp|code|token/i.test(only.text);
}
