import { textOf } from './trouble.ts';

/** What sudo on a target said to the question whether it lets us. */
export type SudoAnswer =
  | {
      readonly kind:
        | 'free'
        | 'asks'
        | 'wrong'
        | 'missing'
        | 'bare'
        | 'no-mkfifo'
        | 'terminal'
        | 'denied'
        | 'unknown-account';
    }
  | { readonly kind: 'other'; readonly words: string };

/**
 * The first word is ours (programs/sudo.ts); `no` is followed by who logged in, which ssh_config may have decided, and
 * by sudo's own words, in English.
 */
export function readSudo(text: string): { readonly answer: SudoAnswer; readonly login: string | null } {
  const [word = '', login = '', ...rest] = text.trim().split(' ');
  switch (word) {
    case 'free':
    case 'right':
      return { answer: { kind: 'free' }, login: null };
    case 'missing':
    case 'bare':
    case 'no-mkfifo':
      return { answer: { kind: word }, login: null };
    default:
      return { answer: sudoWords(rest.join(' ')), login: login === '' ? null : textOf(login) };
  }
}

/** sudo's own words; an answer in another language is passed on as it is. */
export function sudoWords(words: string): SudoAnswer {
  if (/must have a tty/i.test(words)) return { kind: 'terminal' };
  if (/not in the sudoers|not allowed to (execute|run)|may not run sudo/i.test(words)) return { kind: 'denied' };
  if (/unknown user/i.test(words)) return { kind: 'unknown-account' };
  if (/try again|incorrect password|authentication failure/i.test(words)) return { kind: 'wrong' };
  if (/password is required|askpass|no password was provided/i.test(words)) return { kind: 'asks' };
  return { kind: 'other', words: textOf(words) };
}

export function isWrongPassword({ kind }: SudoAnswer): boolean {
  return kind === 'wrong' || kind === 'asks';
}

/** What happened and what to do about it. */
export function deniedSentence(answer: SudoAnswer, user: string, as: string): string {
  return `${sentenceOf(answer, user, as)} Nothing was run.`;
}

function sentenceOf(answer: SudoAnswer, user: string, as: string): string {
  switch (answer.kind) {
    case 'missing':
      return 'The step runs as another account, and the target has no sudo. Install it there, or log in as that account.';
    case 'bare':
      return 'The shell of the target would show a password in its list of processes (printf is no builtin of its sh), so none is sent.';
    case 'no-mkfifo':
      return 'The target has no mkfifo, which a step that runs as another account needs.';
    case 'terminal':
      return `sudo on the target demands a terminal (requiretty). Ask its administrator for "Defaults:${user} !requiretty" in sudoers.`;
    case 'denied':
      return `sudoers on the target does not let ${user} run sh as ${as}. Ask its administrator for "${user} ALL=(${as}) /bin/sh".`;
    case 'unknown-account':
      return `The target has no account ${as}.`;
    case 'wrong':
    case 'asks':
      return `sudo on the target did not accept the password of ${user} any more.`;
    case 'free':
      return `sudo on the target did not let ${user} run as ${as}.`;
    case 'other':
      return `sudo on the target refused: ${answer.words === '' ? 'it gave no reason' : answer.words}.`;
  }
}
