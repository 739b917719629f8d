import type { QuestionView } from '../../../contract/questions.ts';
import { counted } from '../../format/duration.ts';

/** Questions one answer may do for: forty hosts that ask the same account for the same password are one form. */
export interface QuestionGroup {
  readonly key: string;
  readonly kind: QuestionView['kind'];
  readonly questions: readonly QuestionView[];
  readonly first: QuestionView;
}

export function groupsOf(questions: readonly QuestionView[]): readonly QuestionGroup[] {
  const groups = new Map<string, QuestionView[]>();
  for (const question of questions) {
    const key = groupKey(question);
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups].flatMap(([key, members]) => {
    const [first] = members;
    return first === undefined ? [] : [{ key, kind: first.kind, questions: members, first }];
  });
}

/** A one-time code is good for one host; a wrong answer is said of those it was wrong for. */
function groupKey(question: QuestionView): string {
  const { kind, subject, instructions, prompts, attempt, mayBeRemembered, questionId } = question;
  if (!mayBeRemembered || kind === 'passphrase') return questionId;
  const shape = prompts.map(({ echo }) => echo);
  return JSON.stringify([kind, accountOf(subject), instructions, shape, attempt > 1]);
}

function accountOf(subject: string): string {
  const at = subject.lastIndexOf('@');
  return at === -1 ? '' : subject.slice(0, at);
}

/** `web-01, web-02 and 38 more` */
export function subjectsText(questions: readonly QuestionView[], shown = 3): string {
  const names = questions.map(({ subject }) => plain(subject));
  const rest = names.length - shown;
  return rest > 1 ? `${names.slice(0, shown).join(', ')} and ${rest} more` : names.join(', ');
}

export function titleOf({ kind, questions, first }: QuestionGroup): string {
  const where = questions.length === 1 ? plain(first.subject) : counted(questions.length, 'host');
  switch (kind) {
    case 'passphrase':
      return `The key ${plain(first.subject)} wants its passphrase`;
    case 'password':
      return questions.length === 1 ? `${where} wants a password` : `${where} want a password`;
    case 'keyboard-interactive':
      return questions.length === 1 ? `${where} asks to log in` : `${where} ask to log in`;
    case 'sudo':
      return `sudo on ${where} wants a password`;
    case 'confirm':
      return `${where} waits for you`;
  }
}

/** A server's words cannot draw over ours: control characters and marks that turn the direction are shown as dots. */
export function plain(text: string): string {
  return text.replace(unprintable, '·');
}
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The same with its lines kept. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => plain(line.replaceAll('\t', '  ')))
    .join('\n')
    .trim();
}
