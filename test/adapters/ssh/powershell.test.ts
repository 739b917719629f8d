import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../main/adapters/ssh/payload.ts';
import { longestCommandLine, powerShellCommands, powerShellInput } from '../../../main/adapters/ssh/powershell.ts';
import { POWERSHELL_RUN } from '../../../main/adapters/ssh/programs/powershell.ts';

const parts = { script: 'Write-Output "$env:A"\n', shell: 'powershell', env: {}, cwd: null };

describe('a script in PowerShell', () => {
  it('is started by a constant command: the program is encoded as PowerShell expects it, and holds no data', () => {
    const commands = powerShellCommands('powershell');
    const [, text = ''] = /^powershell( -[A-Za-z]+( (?:Bypass|Text))?)+ -EncodedCommand (\S+)$/.exec(
      commands?.run ?? '',
    )
      ? (commands?.run.split(' -EncodedCommand ') ?? [])
      : [];
    expect(Buffer.from(text, 'base64').toString('utf16le')).toBe(POWERSHELL_RUN.trim());
    expect(powerShellCommands('pwsh')?.run).toBe(commands?.run.replace(/^powershell/, 'pwsh'));
  });

  it('fits the shortest command line it has to pass, with words every login shell leaves alone', () => {
    const { run = '', stop = '' } = powerShellCommands('powershell.exe') ?? {};
    for (const command of [run, stop]) {
      expect(command.length).toBeLessThan(longestCommandLine);
      expect(command).toMatch(/^[A-Za-z0-9 .+/=-]+$/);
    }
  });

  it('sends values and script as base64 on stdin, byte for byte', () => {
    const wanted = { ...parts, env: { A: 'Grüße "$(1)"\n', EMPTY: '' }, cwd: 'C:\\Program Files' };
    expect(powerShellInput(wanted, 'MARK').split('\n')).toEqual([
      'MARK',
      `e ${Buffer.from('A').toString('base64')} ${Buffer.from('Grüße "$(1)"\n').toString('base64')}`,
      `e ${Buffer.from('EMPTY').toString('base64')}`,
      `c ${Buffer.from('C:\\Program Files').toString('base64')}`,
      `s ${Buffer.from(parts.script).toString('base64')}`,
      'hp-end',
      '',
    ]);
  });

  it('is refused detached, as another account, and with options', () => {
    expect(refusalOf({ ...parts, detach: true })).toContain('detach: false');
    expect(refusalOf({ ...parts, detach: false, runAs: 'app' })).toContain('another account');
    expect(refusalOf({ ...parts, detach: false, shell: 'pwsh -File' })).toContain('alone');
    expect(refusalOf({ ...parts, detach: false })).toBeNull();
  });
});
