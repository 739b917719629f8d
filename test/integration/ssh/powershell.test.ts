import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd } from '../../support/sshd.ts';
import { perform, shellFor } from '../../support/sshd-shell.ts';

/**
 * No PowerShell is here: a stand-in of its name reads what ours would read and answers what ours would answer. It
 * proves the way there and back (channel, marks, values, exit code, stop), not that PowerShell takes our program.
 */
const standIn = `#!/bin/sh
for word; do last=$word; done
case $(printf %s "$last" | base64 -d | tr -d '\\0') in
  *taskkill*) read -r mark pid rest; setsid sh -c 'kill -KILL "-$(ps -o pgid= -p "$1" | tr -d " ")"' kill "$pid" && echo "$mark kill"; exit;;
esac
read -r mark
printf '%s run %s\\n' "$mark" $$; printf '%s\\n' "$mark" >&2
while read -r kind one two; do
  case $kind in
    e) export "$(printf %s "$one" | base64 -d)=$(printf %s "$two" | base64 -d)";;
    c) cd "$(printf %s "$one" | base64 -d)";;
    s) script=$(printf %s "$one" | base64 -d);;
    hp-end) exec /bin/sh -c "$script" </dev/null;;
  esac
done
exit 125
`;

let path: string;
let sshd: Sshd;
let shell: Shell;
beforeAll(async () => {
  path = mkdtempSync(join(tmpdir(), 'hp-pwsh-'));
  chmodSync(path, 0o755);
  for (const name of ['pwsh', 'powershell']) writeFileSync(join(path, name), standIn, { mode: 0o755 });
  sshd = await startSshd({ path });
  shell = shellFor([sshd], { limits: { killAfterMs: 400 } });
});
afterAll(async () => {
  await shell.close();
  await sshd.stop();
  rmSync(path, { recursive: true });
});

describe('a step in PowerShell, spoken to by a stand-in', () => {
  it.each(['pwsh', 'powershell'])('%s: values, folder, both streams and the exit code come through', async (name) => {
    const env = { A: 'Grüße $(id)\nend', B: '' };
    const script = 'pwd; printf "%s|%s|" "$A" "$B"; echo err >&2; exit 7';
    const wanted = { script, shell: name, env, cwd: '/usr', detach: false } as const;
    const done = await perform(shell, sshd.target('t'), wanted).finished;
    expect(done).toMatchObject({ outcome: 'failed', exitCode: 7, stdout: '/usr\nGrüße $(id)\nend||', stderr: 'err\n' });
    expect(done.lostOutput).toBeUndefined();
  });

  it('is ended with what it started', async () => {
    const wanted = { script: 'echo up; sleep 60 & sleep 60', shell: 'pwsh', detach: false } as const;
    const run = perform(shell, sshd.target('t'), wanted);
    await run.until('output');
    run.task.cancel();
    expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'KILL' });
  });

  it('is asked about before the start like any other shell', async () => {
    const question = { folders: ['/tmp'], programs: ['pwsh'], withinMs: 10_000, signal: new AbortController().signal };
    expect(await shell.survey(sshd.target('t'), question)).toMatchObject({ kind: 'answered', missingPrograms: [] });
  });

  it('is not sent to a host without it, and says so by its exit code', async () => {
    const other = await startSshd();
    const own = shellFor([other]);
    const done = await perform(own, other.target('t'), { script: 'echo hi', shell: 'pwsh', detach: false }).finished;
    expect(done).toMatchObject({ outcome: 'failed', exitCode: 127 });
    await own.close();
    await other.stop();
  });
});
