import type { ScriptParts } from './payload.ts';
import { POWERSHELL_RUN, POWERSHELL_STOP } from './programs/powershell.ts';

export interface PowerShellCommands {
  readonly run: string;
  readonly stop: string;
}

/** cmd.exe takes no longer command line; every login shell reads these words alike. */
export const longestCommandLine = 8191;

/** The two names a host may know it by; anything else of `shell` would be data in argv. */
export function powerShellCommands(shell: string): PowerShellCommands | null {
  const name = shell.trim().toLowerCase();
  if (!/^(powershell|pwsh)(\.exe)?$/.test(name)) return null;
  return { run: encoded(name, POWERSHELL_RUN), stop: encoded(name, POWERSHELL_STOP) };
}

function encoded(name: string, program: string): string {
  const options = '-NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -InputFormat Text -OutputFormat Text';
  return `${name} ${options} -EncodedCommand ${Buffer.from(program.trim(), 'utf16le').toString('base64')}`;
}

/** What the program reads: see programs/powershell.ts. */
export function powerShellInput(parts: ScriptParts, mark: string): string {
  const env = Object.entries(parts.env).map(([name, value]) => `e ${base64(name)} ${base64(value)}`.trimEnd());
  const folder = parts.cwd === null || parts.cwd === '' ? [] : [`c ${base64(parts.cwd)}`];
  return [mark, ...env, ...folder, `s ${base64(parts.script)}`, 'hp-end', ''].join('\n');
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
