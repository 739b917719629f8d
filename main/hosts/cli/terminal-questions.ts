import type { AskPerson, PersonQuestion } from '../../core/ports/person-prompt.ts';
import { wantedBy } from '../../core/questions/question-desk.ts';
import { harmless, type Terminal } from './terminal.ts';

/** Asks on the terminal, one question after another: two at once could not be told apart. */
export function terminalQuestions(terminal: Terminal): AskPerson {
  let last: Promise<unknown> = Promise.resolve();
  return (question, signal) => {
    const asked = last.then(() => (signal.aborted ? null : askAll(terminal, question, signal)));
    last = asked.catch(() => null);
    return asked;
  };
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
