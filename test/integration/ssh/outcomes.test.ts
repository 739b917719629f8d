import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { eventually, perform, shellFor, uniqueKey } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let shell: Shell;
  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
    shell = shellFor([sshd], { limits: { killAfterMs: 400 } });
  });
  afterAll(async () => {
    await shell.close();
    await sshd.stop();
  });

  const folderOf = (key: string) => join(sshd.home, '.holdpoint', 'attempts', key);
  const isAlive = (pid: string) =>
    existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

  describe('output', () => {
    it('5 MB of random bytes on both streams arrive byte for byte', async () => {
      const script = [
        'head -c 5000000 /dev/urandom >"$HOME/o.bin"; head -c 1000000 /dev/urandom >"$HOME/e.bin"',
        'cat "$HOME/e.bin" >&2 & cat "$HOME/o.bin"; wait',
      ].join('\n');
      const run = perform(shell, sshd.target('t'), script);
      expect(await run.finished).toMatchObject({ outcome: 'succeeded' });
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(run.bytes('stdout'))).toBe(digest(readFileSync(join(sshd.home, 'o.bin'))));
      expect(digest(run.bytes('stderr'))).toBe(digest(readFileSync(join(sshd.home, 'e.bin'))));
    });

    it('a first line arrives while the script still runs, soon after it was printed', async () => {
      const run = perform(shell, sshd.target('t'), 'echo $(date +%s%N); sleep 2');
      const line = await run.until('output');
      const printedAt = line.kind === 'output' ? Number(Buffer.from(line.bytes).toString()) / 1e6 : 0;
      expect(Date.now() - printedAt).toBeLessThan(1000);
      run.task.cancel();
      await run.finished;
    });

    it.each([true, false])('a flood waits for credit and memory stays bounded (detached: %s)', async (detach) => {
      const script = 'yes 0123456789abcdef | head -c 100000000';
      const run = perform(shell, sshd.target('t'), { script, detach, credit: 1000 });
      await eventually('the first grant is used up', () => run.bytes('stdout').length === 1000);
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 10; i++) {
        run.task.grant(100);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      expect(run.bytes('stdout').length).toBe(2000);
      expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
      run.task.cancel();
      run.task.grant(Number.MAX_SAFE_INTEGER);
      await run.finished;
    });

    it.each([true, false])('a flood of 20 MB taken in small steps loses no byte (detached: %s)', async (detach) => {
      const script = 'yes 0123456789abcdef | head -c 20000000';
      const run = perform(shell, sshd.target('t'), { script, detach, credit: 0 });
      const granting = setInterval(() => run.task.grant(1_000_000), 1);
      expect(await run.finished).toMatchObject({ outcome: 'succeeded' });
      clearInterval(granting);
      const expected = Buffer.from('0123456789abcdef\n'.repeat(1_200_000)).subarray(0, 20_000_000);
      expect(run.bytes('stdout').equals(expected)).toBe(true);
    });

    it('floods on both streams at once pass byte for byte with small grants, neither waits for the other', async () => {
      const script = 'yes out | head -c 6000000 & yes err | head -c 6000000 >&2; wait';
      const run = perform(shell, sshd.target('t'), { script, credit: 0 });
      const granting = setInterval(() => run.task.grant(400_000), 2);
      expect(await run.finished).toMatchObject({ outcome: 'succeeded' });
      clearInterval(granting);
      expect(run.bytes('stdout').equals(Buffer.from('out\n'.repeat(1_500_000)))).toBe(true);
      expect(run.bytes('stderr').equals(Buffer.from('err\n'.repeat(1_500_000)))).toBe(true);
    });

    it('what a login shell prints before our command is left out, on both streams', async () => {
      const noise = 'echo Welcome to this host; echo Beware >&2; eval "$SSH_ORIGINAL_COMMAND"';
      const noisy = await startSshd({ config: [`ForceCommand ${noise}`] });
      const own = shellFor([noisy]);
      for (const detach of [true, false]) {
        const done = await perform(own, noisy.target('t'), { script: 'echo out; echo err >&2; exit 3', detach })
          .finished;
        expect(done).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
      }
      await own.close();
      await noisy.stop();
    });

    it('a host that runs something else than our command fails, and a flood from it ends', async () => {
      const odd = await startSshd({ config: ['ForceCommand yes flood'] });
      const own = shellFor([odd], { limits: { connectMs: 500 } });
      const done = await perform(own, odd.target('t'), { script: 'echo out', reconnectMs: 300 }).finished;
      // It floods already when it is asked for its boot id: nothing of the script was sent.
      expect(done).toMatchObject({ outcome: 'failed', stdout: '', kinds: ['finished'] });
      await own.close();
      await odd.stop();
    });

    it('a line of 8 MB without end is passed on in pieces', async () => {
      const run = perform(shell, sshd.target('t'), "head -c 8000000 /dev/zero | tr '\\0' x");
      await run.finished;
      const pieces = run.messages.filter((m) => m.kind === 'output');
      expect(run.bytes('stdout').length).toBe(8_000_000);
      expect(Math.max(...pieces.map((m) => (m.kind === 'output' ? m.bytes.length : 0)))).toBeLessThan(2_200_000);
    });

    it('offsets count each stream from zero without a gap', async () => {
      const run = perform(shell, sshd.target('t'), 'for i in 1 2 3; do echo $i; echo e$i >&2; sleep 0.1; done');
      await run.finished;
      const next = { stdout: 0, stderr: 0 };
      for (const message of run.messages) {
        if (message.kind !== 'output') continue;
        expect(message.offset).toBe(next[message.stream]);
        next[message.stream] += message.bytes.length;
      }
      expect(next).toEqual({ stdout: 6, stderr: 9 });
    });
  });

  describe('end of a script', () => {
    it('a signal that ends the script itself is told by its exit code, with a hint', async () => {
      const done = await perform(shell, sshd.target('t'), 'kill -KILL $$').finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 137 });
      expect(done.reason).toContain('signal');
    });

    it('when somebody else kills the guard and the script, the outcome is indeterminate', async () => {
      const run = perform(shell, sshd.target('t'), 'echo up; kill -KILL 0; sleep 60');
      expect(await run.finished).toMatchObject({ outcome: 'indeterminate', exitCode: null });
    });

    it('a script killed together with its guard after it was long followed is indeterminate too', async () => {
      const run = perform(shell, sshd.target('t'), 'sleep 1.5; kill -KILL 0; sleep 60');
      expect(await run.finished).toMatchObject({ outcome: 'indeterminate', exitCode: null });
    });

    it('an unknown shell or folder fails with the usual codes', async () => {
      const target = sshd.target('t');
      expect(await perform(shell, target, { script: 'echo hi', shell: 'no-such-shell' }).finished).toMatchObject({
        exitCode: 127,
      });
      expect(await perform(shell, target, { script: 'echo hi', cwd: '/no/such/folder' }).finished).toMatchObject({
        exitCode: 126,
      });
    });

    it('shell words, cwd and a home-relative folder are honoured; stdin is closed', async () => {
      const target = sshd.target('t');
      const strict = await perform(shell, target, { script: 'false\necho after', shell: 'bash -e' }).finished;
      expect(strict).toMatchObject({ outcome: 'failed', exitCode: 1, stdout: '' });
      const moved = await perform(shell, target, { script: 'pwd; cat; umask', cwd: '~/' }).finished;
      expect(moved).toMatchObject({ stdout: `${sshd.home}\n0022\n` });
    });

    it('a daemon left behind does not keep the attempt open', async () => {
      const started = performance.now();
      const done = await perform(shell, sshd.target('t'), 'sleep 20 & echo $!').finished;
      expect(done).toMatchObject({ outcome: 'succeeded' });
      expect(performance.now() - started).toBeLessThan(5000);
      expect(isAlive(done.stdout.trim())).toBe(true);
      process.kill(Number(done.stdout), 'SIGKILL');
    });

    it.each([true, false])(
      'a time-out ends the group, also children that ignore TERM (detached: %s)',
      async (detach) => {
        const script = `echo $$; (trap '' TERM; echo up; sleep 30; echo never; sleep 30) & echo $!; wait`;
        const run = perform(shell, sshd.target('t'), { script, timeoutMs: 500, detach });
        const done = await run.finished;
        expect(done).toMatchObject({ outcome: 'timed-out', signal: 'KILL' });
        const pids = done.stdout.split('\n').filter((line) => /^\d+$/.test(line));
        expect(pids).toHaveLength(2);
        await eventually('both are gone', () => pids.every((pid) => !isAlive(pid)));
      },
    );

    it('a plain script that the server gave no group of its own is ended with its children', async () => {
      const odd = await startSshd({ config: ['ForceCommand ( eval "$SSH_ORIGINAL_COMMAND" ); exit $?'] });
      const own = shellFor([odd]);
      const run = perform(own, odd.target('t'), { script: 'sleep 60 & echo $!; sleep 61', detach: false });
      await run.until('output');
      run.task.cancel();
      const done = await run.finished;
      expect(done).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
      await eventually('the child is gone', () => !isAlive(done.stdout.trim()));
      await own.close();
      await odd.stop();
    });

    it('a script that cleans up on TERM is heard to its end', async () => {
      const script = `trap 'echo cleaning; sleep 0.1; echo cleaned; exit 9' TERM; echo up; while :; do sleep 0.05; done`;
      const run = perform(shell, sshd.target('t'), script);
      await run.until('output');
      run.task.cancel();
      expect(await run.finished).toMatchObject({
        outcome: 'cancelled',
        exitCode: 9,
        stdout: 'up\ncleaning\ncleaned\n',
      });
    });

    it('cancel before anything was sent sends nothing', async () => {
      const run = perform(shell, sshd.target('t'), 'touch "$HOME/ran"');
      run.task.cancel();
      expect(await run.finished).toMatchObject({ outcome: 'cancelled', kinds: ['finished'] });
      expect(existsSync(join(sshd.home, 'ran'))).toBe(false);
    });

    it('cancel after the end leaves the truth as it is', async () => {
      const run = perform(shell, sshd.target('t'), 'exit 4');
      const done = await run.finished;
      run.task.cancel();
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 4 });
    });
  });

  describe('traces', () => {
    it('no value of the environment is in argv or in a file of the target', async () => {
      const key = uniqueKey();
      const secret = `canary-${key}`;
      const script =
        'ps -eo args >"$HOME/ps.txt"; tr "\\0" " " </proc/$$/cmdline >>"$HOME/ps.txt"; test -n "$TOKEN"; sleep 0.3';
      const run = perform(shell, sshd.target('t'), { script, env: { TOKEN: secret }, key });
      await run.finished;
      const names = readdirSync(folderOf(key), { recursive: true, withFileTypes: true });
      const texts = names.filter((n) => n.isFile()).map((n) => readFileSync(join(n.parentPath, n.name), 'latin1'));
      expect(
        [...texts, readFileSync(join(sshd.home, 'ps.txt'), 'latin1')].filter((text) => text.includes(secret)),
      ).toEqual([]);
    });

    it('output lies in files only the user may read, and forget removes the folder', async () => {
      const key = uniqueKey();
      await perform(shell, sshd.target('t'), { script: 'echo hi', key }).finished;
      expect(statSync(join(folderOf(key), 'out')).mode & 0o777).toBe(0o600);
      expect(statSync(folderOf(key)).mode & 0o777).toBe(0o700);
      await shell.forget(sshd.target('t'), key);
      expect(existsSync(folderOf(key))).toBe(false);
    });

    it('more than 64 KiB in $HP_OUTPUT is cut, and said so', async () => {
      const done = await perform(shell, sshd.target('t'), 'yes x=1 | head -c 70000 >"$HP_OUTPUT"').finished;
      expect(done.outputText.length).toBe(65536);
      expect(done.lostOutput).toContain('64 KiB');
    });

    it('an attempt folder goes where stateDir says', async () => {
      const key = uniqueKey();
      const target = sshd.target('t', { stateDir: `${sshd.home}/with space/state` });
      expect(await perform(shell, target, { script: 'echo hi', key }).finished).toMatchObject({ outcome: 'succeeded' });
      expect(existsSync(join(sshd.home, 'with space/state/attempts', key, 'exit.0'))).toBe(true);
    });

    it('a folder that cannot be made fails before anything runs', async () => {
      const target = sshd.target('t', { stateDir: '/proc/nowhere' });
      const done = await perform(shell, target, { script: 'touch "$HOME/ran2"' }).finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: null });
      expect(done.reason).toContain('/proc/nowhere');
      expect(existsSync(join(sshd.home, 'ran2'))).toBe(false);
    });

    it.each([
      [{ env: { 'A B': 'x' } }, 'no name for an environment variable'],
      [{ env: { UID: '0' } }, 'UID'],
      [{ env: { A: 'a\0b' } }, 'NUL'],
      [{ key: '../escape' }, 'not a safe'],
    ])('%j is refused before anything is sent', async (wanted, sentence) => {
      const done = await perform(shell, sshd.target('t'), { script: 'true', ...wanted }).finished;
      expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
      expect(done.reason).toContain(sentence);
    });
  });
});
