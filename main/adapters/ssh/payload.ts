import { isAccountName, isPowerShell } from '../../domain/plan/script-shell.ts';

/** What a target gets on stdin: a header line, then shell source that only assigns, then an end mark. */

export interface ScriptParts {
  readonly script: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  readonly runAs?: string;
  readonly detach?: boolean;
}

/** The target runs nothing of a payload that does not end with this. */
const endMark = '#hp-end';

/** Up to here a shell reads a payload by itself, a byte at a time; above, a process is cheaper. */
const shortBytes = 1024;

/** How the target reads this payload: see programs/alive.ts. */
export function lengthWord(payload: string): 'short' | 'long' {
  return Buffer.byteLength(payload) <= shortBytes ? 'short' : 'long';
}

/** Single quotes make every byte literal in every POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `_S` script, `_E` source of the environment, `_C` folder to run in, `$@` the interpreter and its options. */
export function payloadOf(parts: ScriptParts): string {
  const env = Object.entries(parts.env).map(([name, value]) => `${name}=${quoted(value)}; export ${name}\n`);
  const shell = parts.shell.trim().split(/\s+/).map(quoted).join(' ');
  const lines = [
    `_S=${quoted(parts.script)}`,
    `_E=${quoted(env.join(''))}`,
    `_C=${quoted(parts.cwd ?? '')}`,
    `set -- ${shell}`,
    endMark,
  ];
  return lines.join('\n');
}

/** For the program behind sudo, which reads line by line: each line of ours behind a blank, the end mark bare. */
export function payloadBehindSudo(parts: ScriptParts, mark: string | null = null): string {
  const lines = payloadOf(parts).split('\n').slice(0, -1);
  const naming = mark === null ? [] : [`_N=${quoted(mark)}`];
  return [...[...naming, ...lines].map((line) => ` ${line}`), endMark].join('\n');
}

function powerShellRefusal({ shell, detach, runAs }: ScriptParts): string | null {
  if (!/^(powershell|pwsh)(\.exe)?$/i.test(shell.trim())) return 'Write powershell or pwsh alone, without options.';
  if (detach === true) return 'A script in PowerShell cannot run detached. Write detach: false.';
  return runAs === undefined ? null : 'A script in PowerShell cannot run as another account.';
}

/** Assigning these ends a shell or does nothing. */
const unassignable = new Set(['UID', 'EUID', 'GID', 'PPID', 'BASHOPTS', 'SHELLOPTS', 'BASH_VERSINFO', 'OPTIND']);

/** A sentence when the request cannot be sent as it is; null when it can. */
export function refusalOf(parts: ScriptParts): string | null {
  for (const [name, value] of Object.entries(parts.env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `"${name.slice(0, 80)}" is no name for an environment variable.`;
    if (unassignable.has(name)) return `The environment variable ${name} belongs to the shell and cannot be set.`;
    if (value.includes('\0'))
      return `The environment variable ${name} holds a NUL character, which no process can receive.`;
  }
  if (parts.script.includes('\0')) return 'The script holds a NUL character.';
  if (parts.runAs !== undefined && !isAccountName(parts.runAs)) {
    return `"${parts.runAs.slice(0, 80)}" is no name of an account to run as.`;
  }
  if (isPowerShell(parts.shell)) return powerShellRefusal(parts);
  if (parts.shell.trim() === '') return 'No shell is named for the script.';
  if (/[\0\r\n]/.test(parts.cwd ?? '')) return 'The folder to run in holds a line break.';
  return null;
}
