import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { TerminalSize } from '../link.ts';

/** Quoting for the one shell between us and the client. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * ssh takes the size of a terminal, and how lines are typed and echoed over there, from the terminal it runs in:
 * script(1) gives it one. It is a sane one: a raw one would make the target's raw as well, so that Return and Ctrl-C
 * do nothing. ssh itself makes ours raw once it is connected, so that only the target's echoes.
 */
export function terminalCommand(words: readonly string[], ttyFile: string, size: TerminalSize): readonly string[] {
  const set = `stty sane rows ${wholeOf(size.rows)} cols ${wholeOf(size.columns)}`;
  const command = `tty >${quoted(ttyFile)}; ${set}; TERM=xterm-256color exec ${words.map(quoted).join(' ')}`;
  if (process.platform === 'darwin') return ['script', '-q', '/dev/null', '/bin/sh', '-c', command];
  return ['script', '-qec', command, '/dev/null'];
}

/** Best effort: the size is a matter of looks. */
export async function resizeTerminal(ttyFile: string, size: TerminalSize): Promise<void> {
  const tty = (await readFile(ttyFile, 'utf8').catch(() => '')).trim();
  if (!tty.startsWith('/dev/')) return;
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const args = [flag, tty, 'rows', wholeOf(size.rows), 'cols', wholeOf(size.columns)];
  spawn('stty', args, { stdio: 'ignore' }).on('error', () => {});
}

function wholeOf(count: number): string {
  return String(Math.min(Math.max(Math.trunc(count), 1), 1000));
}
