import type { AskPerson, PersonQuestion } from '../../core/ports/person-prompt.ts';

/** An answer as it was given; whoever finds it wrong says which one it was. */
export interface Answered {
  readonly answers: readonly string[];
  readonly version: number;
}

interface Subject {
  latest: Answered | null;
  asking: Promise<Answered | null> | null;
  refusals: number;
}

export type Question = Omit<PersonQuestion, 'attempt'>;

/**
 * What people answered, kept in memory for the life of the process. Everybody who has the same question at the same
 * time waits for the one answer; a refused answer is forgotten.
 */
export class PersonAnswers {
  readonly #ask: AskPerson;
  readonly #closing = new AbortController();
  readonly #subjects = new Map<string, Subject>();
  #open = 0;
  #versions = 0;

  constructor(ask: AskPerson) {
    this.#ask = ask;
  }

  /** Is a person being asked just now? */
  get isAsking(): boolean {
    return this.#open > 0;
  }

  /** null = not now, or nobody is there. `refused` = what was answered before and found wrong. */
  async answer(question: Question, refused: Answered | null): Promise<Answered | null> {
    if (!isLasting(question)) return this.#put(question, refused === null ? 1 : 2);
    const subject = this.#subjectOf(question);
    const { latest } = subject;
    if (latest !== null && (refused === null || latest.version > refused.version)) return latest;
    if (subject.asking !== null) return subject.asking;
    if (refused !== null) subject.refusals++;
    subject.latest = null;
    const asking = this.#put(question, subject.refusals + 1);
    subject.asking = asking;
    subject.latest = await asking;
    subject.asking = null;
    return subject.latest;
  }

  /** The latest answer to this question was right. */
  accepted(question: Question): void {
    this.#subjectOf(question).refusals = 0;
  }

  forget(question: Question): void {
    this.#subjects.delete(keyOf(question));
  }

  /** Questions still open are withdrawn, and no answer is kept any longer. */
  close(): void {
    this.#closing.abort();
    this.#subjects.clear();
  }

  #subjectOf(question: Question): Subject {
    const key = keyOf(question);
    const present = this.#subjects.get(key);
    if (present !== undefined) return present;
    const subject: Subject = { latest: null, asking: null, refusals: 0 };
    this.#subjects.set(key, subject);
    return subject;
  }

  async #put(question: Question, attempt: number): Promise<Answered | null> {
    if (this.#closing.signal.aborted) return null;
    this.#open++;
    try {
      const answers = await this.#ask({ ...question, attempt }, this.#closing.signal);
      return answers === null ? null : { answers, version: ++this.#versions };
    } catch {
      return null;
    } finally {
      this.#open--;
    }
  }
}

/** A code of a token is good once; a password and a passphrase are good again. */
function isLasting({ kind, prompts }: Question): boolean {
  if (kind !== 'keyboard-interactive') return kind !== 'confirm';
  const [only, ...more] = prompts;
  return only !== undefined && more.length === 0 && !only.echo && /password/i.test(only.text);
}

function keyOf({ kind, subject, prompts }: Question): string {
  // One account has one password, whichever way the server asks for it.
  return kind === 'passphrase' || kind === 'sudo' ? `${kind} ${subject}` : `login ${subject} ${prompts.length}`;
}
