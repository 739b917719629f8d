import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { bareTools, perform, shellFor, toolsOf } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  beforeAll(() => useTransport(transport));

  const values = {
    SUBSTITUTION: '$(touch pwned)',
    BACKTICKS: '`touch pwned`',
    QUOTES: `'; touch pwned; '`,
    DOUBLE: `"; touch pwned; "`,
    LINES: 'one\ntwo\n\n',
    BACKSLASH: 'a\\nb\\\\c\\',
    UTF8: 'Grüße, 世界 🚀',
    EMPTY: '',
    CONTROL: 'tab\there\x01\x7f',
    GLOB: '* ? [a-z] ~ {1,2} !! #hp-end',
  };

  describe.each(['dash', 'bash', 'busybox'] as const)('with %s as the sh of the target', (name) => {
    const tools = toolsOf(name);
    let sshd: Sshd;
    let shell: Shell;

    beforeAll(async () => {
      sshd = await startSshd({ path: tools.path });
      shell = shellFor([sshd]);
    });
    afterAll(async () => {
      await shell.close();
      await sshd.stop();
      tools.remove();
    });

    it.each([true, false])('values of the environment stay text (detached: %s)', async (detach) => {
      const names = Object.keys(values);
      const script = names.map((variable) => `printf '%s\\0' "$${variable}"`).join('\n');
      const done = await perform(shell, sshd.target('t'), { script, env: values, detach }).finished;
      expect(done).toMatchObject({ outcome: 'succeeded', exitCode: 0, stderr: '' });
      expect(done.stdout.split('\0').slice(0, -1)).toEqual(Object.values(values));
      expect(existsSync(join(sshd.home, 'pwned'))).toBe(false);
      expect(existsSync('/tmp/pwned')).toBe(false);
    });

    it.each([true, false])('stdout, stderr and the exit code arrive apart (detached: %s)', async (detach) => {
      const script = 'echo out; echo err >&2; echo more >/dev/stderr; exit 7';
      const done = await perform(shell, sshd.target('t'), { script, detach }).finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 7, stdout: 'out\n', stderr: 'err\nmore\n' });
    });

    it('a script that runs longer than the first looks is followed live to its end', async () => {
      const run = perform(shell, sshd.target('t'), 'for i in 1 2 3 4; do echo $i; sleep 0.6; done; echo end >&2');
      await run.until('output');
      expect(run.bytes('stdout').toString()).toBe('1\n');
      expect(await run.finished).toMatchObject({ outcome: 'succeeded', stdout: '1\n2\n3\n4\n', stderr: 'end\n' });
    });

    it('a running script is followed again from given offsets, byte for byte', async () => {
      const target = sshd.target('t');
      const first = perform(shell, target, {
        script: 'echo abcdef; echo uvwxyz >&2; sleep 1.2; echo end',
        key: `again-${name}`,
      });
      await first.until('output');
      const other = shellFor([sshd]);
      const again = perform(other, target, {
        key: `again-${name}`,
        mode: 'reattach',
        offsets: { stdout: 3, stderr: 2 },
      });
      expect(await again.finished).toMatchObject({
        outcome: 'succeeded',
        exitCode: 0,
        stdout: 'def\nend\n',
        stderr: 'wxyz\n',
      });
      expect(again.messages.find((m) => m.kind === 'output')).toMatchObject({ offset: 3 });
      await first.finished;
      await other.close();
    });

    it('cancel ends the whole process group, confirmed by the target', async () => {
      const run = perform(shell, sshd.target('t'), `echo $$; sleep 300 & sleep 301; echo never`);
      await run.until('output');
      run.task.cancel();
      const done = await run.finished;
      expect(done).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
      expect(done.stdout).not.toContain('never');
    });

    it('what is written to $HP_OUTPUT comes back', async () => {
      const done = await perform(shell, sshd.target('t'), 'echo build=42 >>"$HP_OUTPUT"; echo x=ü >>"$HP_OUTPUT"')
        .finished;
      expect(done).toMatchObject({ outcome: 'succeeded', outputText: 'build=42\nx=ü\n', stdout: '' });
    });
  });

  describe.each([
    ['perl in place of setsid', ['perl', 'mkfifo']],
    ['neither setsid nor perl', ['mkfifo']],
    ['no mkfifo', ['perl']],
  ] as const)('a target that has %s', (_what, more) => {
    const tools = bareTools(more);
    let sshd: Sshd;
    let shell: Shell;
    beforeAll(async () => {
      sshd = await startSshd({ path: tools.path, isBare: true });
      shell = shellFor([sshd]);
    });
    afterAll(async () => {
      await shell.close();
      await sshd.stop();
      tools.remove();
    });

    it('runs detached, apart, with its exit code, and again from offsets', async () => {
      const key = `bare-${more.length}-${more[0]}`;
      const run = perform(shell, sshd.target('t'), { script: 'echo out; echo err >&2; sleep 0.3; exit 3', key });
      expect(await run.finished).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
      const again = perform(shell, sshd.target('t'), { key, mode: 'reattach', offsets: { stdout: 2, stderr: 1 } });
      expect(await again.finished).toMatchObject({ exitCode: 3, stdout: 't\n', stderr: 'rr\n' });
    });

    it('can be cancelled', async () => {
      const run = perform(shell, sshd.target('t'), 'echo up; sleep 60; echo never');
      await run.until('output');
      run.task.cancel();
      expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'TERM', stdout: 'up\n' });
    });

    it('outlives our connection', async () => {
      const key = `bare-cut-${more.length}-${more[0]}`;
      const own = shellFor([sshd]);
      const run = perform(own, sshd.target('t'), { script: 'echo up; sleep 1; echo down; exit 2', key });
      await run.until('output');
      await own.close();
      const again = perform(shell, sshd.target('t'), { key, mode: 'reattach' });
      expect(await again.finished).toMatchObject({ exitCode: 2, stdout: 'up\ndown\n' });
    });
  });
});
