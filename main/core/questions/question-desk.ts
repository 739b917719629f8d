import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { MOST_PROMPTS, type OpenQuestions } from '../../../contract/questions.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AskPerson, PersonQuestion } from '../ports/person-prompt.ts';
import { type AnswerMemory, mayBeRemembered } from './answer-memory.ts';
import { OpenQuestion, sameness } from './open-question.ts';

export interface QuestionDeskParts {
  readonly clock: Clock;
  readonly token: () => string;
  readonly log: Log;
  readonly memory: AnswerMemory;
  /** From now on these are taken out of everything that is kept or shown. */
  readonly guard: (secrets: readonly string[]) => void;
  /** The terminal this core was started from; left out = there is none. */
  readonly terminal?: AskPerson | undefined;
  /** Nobody can come: a question is not left open for a desk that may never be. Told once for each question. */
  readonly whenAlone?: ((sentence: string) => void) | undefined;
  /** Who answered on the terminal. Answers of desks are recorded by their handler. */
  readonly noteTerminal?: (closed: ClosedQuestion) => void;
  readonly expiresAfterMs?: number;
}

export interface ClosedQuestion extends Pick<PersonQuestion, 'kind' | 'subject'> {
  readonly how: 'answered' | 'declined';
  readonly kept: 'memory' | 'vault' | 'nowhere';
}

/** Longer than a person needs to come back from the coffee machine, shorter than a window. */
const EXPIRES_AFTER_MS = 10 * 60_000;
const MOST_OPEN = 1000;

/** Every open question to a person, and the way of its answer back to whoever asked. Answers pass through, never rest in a log. */
export class QuestionDesk {
  readonly #parts: QuestionDeskParts;
  readonly #open = new Map<string, OpenQuestion>();
  readonly #listeners = new Set<() => void>();
  readonly #stopMemory: () => void;
  #desks = 0;
  #isClosed = false;

  constructor(parts: QuestionDeskParts) {
    this.#parts = parts;
    this.#stopMemory = parts.memory.onChange(() => this.#lookAgain());
  }

  readonly ask: AskPerson = async (question, signal) => {
    const { memory } = this.#parts;
    if (this.#isClosed || signal.aborted) return null;
    if (!isAnswerable(question)) return this.#notAsked(question, 'It asks for more than a login asks for.');
    if (mayBeRemembered(question)) {
      if (question.attempt > 1) memory.refute(question);
      const known = question.attempt > 1 ? null : memory.find(question);
      if (known?.length === question.prompts.length) return this.#guarded(question, known);
    }
    if (this.#isAlone()) return this.#notAsked(question, HOW_TO_GIVE[question.kind]);
    return this.#wait(this.#opened(question), question.attempt, signal);
  };

  view(): Pick<OpenQuestions, 'questions' | 'vault'> {
    const { memory } = this.#parts;
    const questions = [...this.#open.values()].map((open) =>
      open.view(mayBeRemembered(open.question) && memory.isInLockedVault(open.question)),
    );
    return { questions, vault: memory.condition };
  }

  /** A desk looks: from now on somebody may answer. */
  attach(listener: () => void): () => void {
    this.#desks += 1;
    this.#listeners.add(listener);
    return () => {
      this.#desks -= 1;
      this.#listeners.delete(listener);
    };
  }

  /** `rememberFor` = who wants it in the vault. Nothing is taken over in part: either every question named and still open takes the answers, or none does. */
  async answer(
    questionIds: readonly string[],
    answers: readonly string[],
    rememberFor: Actor | null,
  ): Promise<Result<readonly ClosedQuestion[]>> {
    const open = this.#named(questionIds);
    const misfit = open.find(({ question }) => question.prompts.length !== answers.length);
    if (misfit !== undefined) {
      const wanted = misfit.question.prompts.length;
      return failed('invalid-input', `${misfit.question.subject} asks for ${wanted} answers; ${answers.length} came.`);
    }
    if (answers.some((answer) => /[\0\r\n]/.test(answer))) {
      return failed('invalid-input', 'An answer is one line without NUL. It was not sent.');
    }
    if (rememberFor !== null && this.#parts.memory.condition !== 'unlocked') {
      return failed('refused', 'The vault is not unlocked, so nothing can be remembered in it. Nothing was sent.');
    }
    const closed: ClosedQuestion[] = [];
    for (const one of open) {
      const kept = await this.#keep(one.question, answers, rememberFor);
      // While the vault wrote, its time was over or whoever asked went away: nobody took this answer.
      if (one.over.signal.aborted && !one.wasAnswered) continue;
      closed.push({ kind: one.question.kind, subject: one.question.subject, how: 'answered', kept });
      this.#close(one, answers);
    }
    return ok(closed);
  }

  decline(questionIds: readonly string[]): readonly ClosedQuestion[] {
    return this.#named(questionIds).map((one) => {
      this.#close(one, null);
      return { kind: one.question.kind, subject: one.question.subject, how: 'declined', kept: 'nowhere' };
    });
  }

  /** Everybody who still waits goes on without. */
  close(): void {
    this.#isClosed = true;
    this.#stopMemory();
    for (const open of [...this.#open.values()]) this.#close(open, null);
    this.#parts.memory.forgetAll();
  }

  #isAlone(): boolean {
    const { whenAlone, terminal } = this.#parts;
    return whenAlone !== undefined && terminal === undefined && this.#desks === 0;
  }

  #notAsked(question: PersonQuestion, because: string): null {
    const { log, whenAlone } = this.#parts;
    const sentence = `${wantedBy(question)}, and nobody is here to answer. ${because}`;
    log.warn('A question was not asked', { kind: question.kind, subject: question.subject, because });
    whenAlone?.(sentence);
    return null;
  }

  #opened(question: PersonQuestion): OpenQuestion {
    const key = sameness(question);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const { clock, token, expiresAfterMs = EXPIRES_AFTER_MS } = this.#parts;
    const askedAt = clock.now();
    const made = new OpenQuestion({
      ...{ questionId: `question-${token()}`, question, askedAt },
      expiresAt: askedAt + expiresAfterMs,
    });
    if (this.#open.size >= MOST_OPEN) {
      made.over.abort();
      return made;
    }
    this.#open.set(key, made);
    const cancel = clock.after(expiresAfterMs, () => this.#expire(made));
    made.over.signal.addEventListener('abort', cancel, { once: true });
    return made;
  }

  async #wait(open: OpenQuestion, attempt: number, signal: AbortSignal): Promise<readonly string[] | null> {
    if (open.over.signal.aborted) return this.#notAsked(open.question, 'Too many questions are open already.');
    const place = open.join(attempt);
    const leave = () => {
      place.leave();
      if (open.waiting === 0) this.#close(open, null);
      else this.#changed();
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#changed();
    // After the place is taken, or the first one to come would find nobody waiting.
    if (open.waiting === 1) this.#askTerminal(open);
    const answers = await place.answer;
    signal.removeEventListener('abort', leave);
    return answers;
  }

  #askTerminal(open: OpenQuestion): void {
    const { terminal, noteTerminal } = this.#parts;
    if (terminal === undefined) return;
    const question = { ...open.question, attempt: open.attempt };
    void terminal(question, open.over.signal).then(async (answers) => {
      if (open.over.signal.aborted) return;
      const kept = answers === null ? 'nowhere' : await this.#keep(open.question, answers, null);
      const { kind, subject } = open.question;
      noteTerminal?.({ kind, subject, how: answers === null ? 'declined' : 'answered', kept });
      this.#close(open, answers);
    });
  }

  async #keep(
    question: PersonQuestion,
    answers: readonly string[],
    rememberFor: Actor | null,
  ): Promise<ClosedQuestion['kept']> {
    this.#guarded(question, answers);
    if (!mayBeRemembered(question)) return 'nowhere';
    this.#parts.memory.hold(question, answers);
    const isKept = rememberFor !== null && (await this.#parts.memory.keep(question, answers, rememberFor));
    return isKept ? 'vault' : 'memory';
  }

  /** What may be seen while it is typed is no secret: a user name would take itself out of the output. */
  #guarded(question: PersonQuestion, answers: readonly string[]): readonly string[] {
    this.#parts.guard(answers.filter((_answer, index) => question.prompts[index]?.echo !== true));
    return answers;
  }

  /** The vault was unlocked or changed: what it holds is answered without a person. */
  #lookAgain(): void {
    for (const open of [...this.#open.values()]) {
      if (!mayBeRemembered(open.question) || open.attempt > 1) continue;
      const known = this.#parts.memory.find(open.question);
      if (known?.length === open.question.prompts.length) this.#close(open, this.#guarded(open.question, known));
    }
    this.#changed();
  }

  #expire(open: OpenQuestion): void {
    const { kind, subject } = open.question;
    this.#parts.log.warn('A question expired unanswered', { kind, subject });
    this.#close(open, null);
  }

  #close(open: OpenQuestion, answers: readonly string[] | null): void {
    const key = sameness(open.question);
    // The same may have been asked anew meanwhile.
    if (this.#open.get(key) === open) this.#open.delete(key);
    open.settle(answers);
    this.#changed();
  }

  #named(questionIds: readonly string[]): OpenQuestion[] {
    return [...this.#open.values()].filter(({ questionId }) => questionIds.includes(questionId));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const HOW_TO_GIVE: Readonly<Record<PersonQuestion['kind'], string>> = {
  passphrase: 'Load the key into the agent (ssh-add), or keep its passphrase in the vault and unlock the vault.',
  password: 'Use a key or an agent, or keep the password in the vault and unlock the vault.',
  'keyboard-interactive': 'Use a key or an agent, or start it from a terminal or with the app open.',
  sudo: 'Keep the sudo password in the vault and unlock the vault, or allow it with NOPASSWD on the target.',
  confirm: 'Start it from a terminal or with the app open, so that somebody can confirm.',
};

/** A question as the beginning of a sentence. */
export function wantedBy({ kind, subject }: Pick<PersonQuestion, 'kind' | 'subject'>): string {
  switch (kind) {
    case 'passphrase':
      return `The key ${subject} wants its passphrase`;
    case 'password':
      return `${subject} wants a password`;
    case 'keyboard-interactive':
      return `${subject} asks to log in`;
    case 'sudo':
      return `sudo on ${subject} wants a password`;
    case 'confirm':
      return `${subject} waits for a confirmation`;
  }
}

function isAnswerable({ kind, prompts }: PersonQuestion): boolean {
  return prompts.length <= MOST_PROMPTS && (kind === 'confirm' || prompts.length > 0);
}
