import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { perform, shellFor, uniqueKey } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  const limits = { killAfterMs: 300 };
  let sshd: Sshd;
  let shell: Shell;

  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
    shell = shellFor([sshd], { limits });
  });
  afterAll(async () => {
    await shell.close();
    await sshd.stop();
  });

  describe('a plain script', () => {
    it('is over when it has ended, though a daemon it left behind holds its output open', async () => {
      const started = performance.now();
      // The system's client tells the exit code only when the output is closed: there the daemon counts.
      const seconds = transport === 'openssh' ? 2 : 20;
      const script = `sleep ${seconds} & echo $!; exit 3`;
      const run = perform(shell, sshd.target('t'), { script, detach: false });
      const done = await run.finished;
      if (transport === 'ssh2') process.kill(Number(done.stdout), 'SIGKILL');
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 3 });
      expect(performance.now() - started).toBeLessThan(8_000);
    });

    it('keeps every byte that is on its way when the script ends', async () => {
      const script = 'head -c 3000000 /dev/zero; exit 0';
      const done = await perform(shell, sshd.target('t'), { script, detach: false }).finished;
      expect(done).toMatchObject({ outcome: 'succeeded' });
      expect(done.stdout.length).toBe(3_000_000);
    });

    it.each(['time-out', 'abort'])('on a target that answers no more ends at its %s, as unknown', async (how) => {
      const stuck = await startSshd({
        config: ['ForceCommand mkdir "$HOME/once$PPID" && eval "$SSH_ORIGINAL_COMMAND" || exec sleep 60'],
      });
      const own = shellFor([stuck], { limits });
      // The first command of a connection still answers.
      await perform(own, stuck.target('t'), { script: 'true', detach: false }).finished;
      const timeoutMs = how === 'abort' ? null : 500;
      const run = perform(own, stuck.target('t'), { script: 'echo hi', detach: false, timeoutMs, reconnectMs: 1_000 });
      await run.until('sent');
      if (how === 'abort') run.task.cancel();
      expect(await run.finished).toMatchObject({ outcome: 'indeterminate' });
      await own.close();
      await stuck.stop();
    });
  });

  describe('the time-out of a script an earlier core started', () => {
    it('goes on where it was, and its sentence names the whole of it', async () => {
      const key = uniqueKey();
      const first = shellFor([sshd], { limits });
      const run = perform(first, sshd.target('t'), { script: 'echo up; sleep 30', key });
      await run.until('output');
      await first.close();
      const wanted = { key, mode: 'reattach', timeoutMs: 60_000, ranForMs: 59_500 } as const;
      const done = await perform(shell, sshd.target('t'), wanted).finished;
      expect(done).toMatchObject({ outcome: 'timed-out', reason: expect.stringContaining('60 s') });
    });

    it('does not make a failure of what had ended in time', async () => {
      const key = uniqueKey();
      const first = shellFor([sshd], { limits });
      await perform(first, sshd.target('t'), { script: 'echo done', key }).finished;
      await first.close();
      const wanted = { key, mode: 'reattach', timeoutMs: 60_000, ranForMs: 90_000 } as const;
      expect(await perform(shell, sshd.target('t'), wanted).finished).toMatchObject({
        outcome: 'succeeded',
        exitCode: 0,
      });
    });
  });

  describe('a script that removes its own attempt folder', () => {
    const script = 'echo ran; sleep 0.3; rm -rf "$(dirname "$HP_OUTPUT")"; exit 5';

    it('is unknown, never called not started: that would start it again', async () => {
      expect(await perform(shell, sshd.target('t'), script).finished).toMatchObject({
        outcome: 'indeterminate',
        reason: expect.stringContaining('folder was removed'),
      });
    });

    it('cannot be stopped, and that is said: nobody can tell what it does', async () => {
      const script = 'echo ran $$; sleep 0.3; rm -rf "$(dirname "$HP_OUTPUT")"; exec sleep 20';
      const done = await perform(shell, sshd.target('t'), { script, timeoutMs: 800 }).finished;
      process.kill(Number(done.stdout.split(' ')[1]), 'SIGKILL');
      expect(done).toMatchObject({ outcome: 'indeterminate', reason: expect.stringContaining('may still run') });
    });

    it('is unknown to the next core as well, once a byte of it was kept', async () => {
      const key = uniqueKey();
      const first = shellFor([sshd], { limits });
      const run = perform(first, sshd.target('t'), { script, key });
      await run.until('output');
      await first.close();
      await new Promise((resolve) => setTimeout(resolve, 800));
      const offsets = { stdout: 4, stderr: 0 };
      const again = await perform(shell, sshd.target('t'), { key, mode: 'reattach', offsets }).finished;
      expect(again).toMatchObject({ outcome: 'indeterminate' });
    });
  });

  describe('a time-out of forty days', () => {
    it.each([true, false])('does not fire at once (detached: %s)', async (detach) => {
      const wanted = { script: 'sleep 0.3; echo done', detach, timeoutMs: 40 * 86_400_000 };
      expect(await perform(shell, sshd.target('t'), wanted).finished).toMatchObject({ outcome: 'succeeded' });
    });
  });

  describe('a target whose login never answers', () => {
    it.each([true, false])('is sent nothing, and the attempt has failed (detached: %s)', async (detach) => {
      const stuck = await startSshd({ config: ['ForceCommand exec sleep 60'] });
      const own = shellFor([stuck], { limits: { ...limits, connectMs: 400 } });
      const done = await perform(own, stuck.target('t'), { script: 'echo hi', detach }).finished;
      expect(done).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/shell did not answer/) });
      expect(done.kinds).toEqual(['finished']);
      await own.close();
      await stuck.stop();
    });
  });
});
