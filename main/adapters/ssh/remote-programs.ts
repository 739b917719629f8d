import { quoted } from './payload.ts';
import { ATTEMPT } from './programs/attempt.ts';
import { GUARD } from './programs/guard.ts';
import { FORGET, KILL, PLAIN_KILL } from './programs/kill.ts';
import { PLAIN } from './programs/plain.ts';
import { BEHIND_SUDO, PLAIN_AS, SUDO_QUESTION } from './programs/sudo.ts';
import { FACTS, SURVEY } from './programs/survey.ts';

/**
 * The constant programs a target runs. They travel in argv, hence hold no data: everything that varies (folder,
 * environment, script) comes on stdin. Written for the common ground of dash, bash and busybox ash.
 *
 * Traps they are shaped by:
 * - the command line is read by the login shell, which may be csh: one line, `!` only before a blank;
 * - names start with `_`, so that an exported variable of the login environment is never overwritten;
 * - here-documents are temporary files in some shells: data goes through pipes only;
 * - a script that says `> /dev/stderr` truncates a file behind it: its output goes through FIFOs to collectors;
 * - collectors ignore TERM, else a script that cleans up on TERM dies of SIGPIPE;
 * - `kill -0 -- -N` fails in dash, `kill -s TERM -- -N` in busybox: only `kill -TERM -N` is understood by all;
 * - a zombie still answers `kill -0`, and in a container nobody may ever reap it;
 * - a pid may be used again: liveness is pid and start time.
 */

function oneLine(program: string): string {
  return program
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** A program of ours as one command line for any login shell. */
export function commandOf(program: string, ...args: readonly string[]): string {
  return `exec sh -c ${[oneLine(program), 'hp', ...args.map(oneLine)].map(quoted).join(' ')}`;
}

export const remoteCommands = {
  attempt: commandOf(ATTEMPT, GUARD),
  /** As another account: the same, and what runs behind sudo. */
  attemptAs: commandOf(ATTEMPT, GUARD, BEHIND_SUDO),
  kill: commandOf(KILL),
  plain: commandOf(PLAIN),
  plainAs: commandOf(PLAIN_AS, BEHIND_SUDO),
  sudo: commandOf(SUDO_QUESTION),
  plainKill: commandOf(PLAIN_KILL),
  forget: commandOf(FORGET),
  facts: commandOf(FACTS),
  survey: commandOf(SURVEY),
} as const;

/** Those that answer `MARK ask` before they read their header: see programs/greeting.ts. */
export const greetingCommands: ReadonlySet<string> = new Set([
  remoteCommands.attempt,
  remoteCommands.attemptAs,
  remoteCommands.plain,
]);

/** A program of ours for a POSIX shell. */
export function isShellProgram(command: string): boolean {
  return command.startsWith('exec sh -c ');
}
