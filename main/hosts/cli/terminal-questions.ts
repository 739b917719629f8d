import type { AskPerson, PersonQuestion } from '../../core/ports/person-prompt.ts';
import { wantedBy } from '../../core/questions/question-desk.ts';
import { harmless, type Terminal } from './terminal.ts';

interface Waiting {
  readonly question: PersonQuestion;
  readonly signal: AbortSignal;
  /** What was typed for another host, and is to be taken for this one too. */
  taken: readonly string[] | null;
}

/**
 * Asks on the terminal, one question after another: two at once could not be told apart. Hosts that ask the same account
 * for the same password are offered the answer typed for the first of them.
 */
export function terminalQuestions(terminal: Terminal): AskPerson {
  const queue = new Set<Waiting>();
  let last: Promise<unknown> = Promise.resolve();
  return (question, signal) => {
    const me: Waiting = { question, signal, taken: null };
    queue.add(me);
    const asked = last.then(async () => {
      queue.delete(me);
      if (signal.aborted || me.taken !== null) return me.taken;
      const answers = await askAll(terminal, question, signal);
      if (answers !== null) await offer(terminal, { question, answers, queue });
      return answers;
    });
    last = asked.catch(() => null);
    return asked;
  };
}

interface Offering {
  readonly question: PersonQuestion;
  readonly answers: readonly string[];
  readonly queue: ReadonlySet<Waiting>;
}

async function offer(terminal: Terminal, { question, answers, queue }: Offering): Promise<void> {
  const key = sharedBy(question);
  const alike = [...queue].filter((one) => !one.signal.aborted && key !== null && sharedBy(one.question) === key);
  if (alike.length === 0) return;
  const names = alike.slice(0, 3).map((one) => harmless(one.question.subject));
  const more = alike.length > 3 ? ` and ${alike.length - 3} more` : '';
  const said = await terminal.ask(`The same answer for ${names.join(', ')}${more}? [y/N] `);
  if (!/^y(es)?$/i.test(said?.trim() ?? '')) return;
  for (const one of alike) one.taken = answers;
}

/** Of which questions one answer may do for all; null = of none. A code is good once, a passphrase for one key. */
function sharedBy({ kind, subject, instructions, prompts, attempt }: PersonQuestion): string | null {
  if (kind !== 'sudo' && kind !== 'password') return null;
  const account = subject.slice(0, Math.max(0, subject.lastIndexOf('@')));
  return JSON.stringify([kind, account, instructions, prompts.map(({ echo }) => echo), attempt > 1]);
}

async function askAll(
  terminal: Terminal,
  question: PersonQuestion,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  terminal.err(`${harmless(wantedBy(question))}.`);
  if (question.attempt > 1) terminal.err(`The answer before was wrong. This is attempt ${question.attempt}.`);
  if (question.instructions.trim() !== '') terminal.err(quoted(question.instructions));
  if (question.kind === 'confirm') {
    const answer = await terminal.ask('Enter when it is done, Ctrl-C to go on without: ', signal);
    return answer === null ? null : [];
  }
  const answers: string[] = [];
  for (const { text, echo } of question.prompts) {
    const shown = `${harmless(text).trim().replace(/:$/, '')}: `;
    const answer = await (echo ? terminal.ask(shown, signal) : terminal.askSecret(shown, signal));
    if (answer === null) return null;
    answers.push(answer);
  }
  return answers;
}

/** The words of a server, shown as its words. */
function quoted(text: string): string {
  const lines = harmless(text).split(/\r?\n/).slice(0, 20);
  return lines.map((line) => `  | ${line}`).join('\n');
}
