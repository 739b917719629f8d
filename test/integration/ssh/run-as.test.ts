import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonQuestion } from '../../../main/core/ports/person-prompt.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { bareTools, eventually, perform, shellFor, toolsOf, uniqueKey } from '../../support/sshd-shell.ts';
import { accounts, giveSudoPassword, prepareSudo, removeSudo, sudoPassword } from '../../support/sudoers.ts';

const limits = { killAfterMs: 1000 };
const isAlive = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** Somebody who answers in turn with these; null = declines. Keeps what was asked. */
function person(...answers: readonly (string | null)[]) {
  const asked: PersonQuestion[] = [];
  const left = [...answers];
  const askPerson = async (question: PersonQuestion) => {
    asked.push(question);
    const answer = left.shift() ?? null;
    return answer === null ? null : [answer];
  };
  return { asked, askPerson };
}

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let shell: Shell;
  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
    prepareSudo(sshd.user);
    giveSudoPassword(sshd.user);
    shell = shellFor([sshd], { limits });
  });
  afterAll(async () => {
    await shell.close();
    await sshd.stop();
    removeSudo();
    useTransport('ssh2');
  });

  const shells = transport === 'ssh2' ? (['dash', 'bash', 'busybox'] as const) : (['dash'] as const);

  describe.each(shells)('another account, with %s as the sh of the target', (name) => {
    const tools = toolsOf(name);
    let own: Sshd;
    let through: Shell;
    beforeAll(async () => {
      own = await startSshd({ path: tools.path });
      through = shellFor([own], { limits });
    });
    afterAll(async () => {
      await through.close();
      await own.stop();
      tools.remove();
    });

    it.each([true, false])('runs with its home, its values and its exit code (detached: %s)', async (detach) => {
      const script = 'id -un; pwd; printf "%s|" "$A" "$B"; echo err >&2; exit 7';
      const env = { A: "it's $(id)\nsecond #hp-end\n #hp-begin", B: ' \\n ü ' };
      const done = await perform(through, own.target('t'), { script, env, detach, runAs: accounts.free }).finished;
      expect(done).toMatchObject({
        outcome: 'failed',
        exitCode: 7,
        stdout: `${accounts.free}\n/home/${accounts.free}\n${env.A}|${env.B}|`,
        stderr: 'err\n',
      });
    });

    it.each([true, false])('with a password that a person gives, once for all steps (detached: %s)', async (detach) => {
      const somebody = person(sudoPassword);
      const asking = shellFor([own], { limits, askPerson: somebody.askPerson });
      const wanted = { script: 'id -un', detach, runAs: accounts.asks };
      const [one, two] = await Promise.all([1, 2].map(() => perform(asking, own.target('t'), wanted).finished));
      const three = await perform(asking, own.target('t'), wanted).finished;
      for (const done of [one, two, three]) {
        expect(done).toMatchObject({ outcome: 'succeeded', stdout: `${accounts.asks}\n`, stderr: '' });
      }
      expect(somebody.asked.map(({ kind, attempt }) => [kind, attempt])).toEqual([['sudo', 1]]);
      await asking.close();
    });

    it.each([true, false])(
      'is cancelled with all it started, by TERM and then by KILL (detached: %s)',
      async (detach) => {
        for (const [ending, signal] of [
          ['sleep 61', 'TERM'],
          ['(trap "" TERM; echo deaf; sleep 62; sleep 62) & wait', 'KILL'],
        ] as const) {
          const script = `echo $$; sleep 60 & echo $!; ${ending}; echo never`;
          const run = perform(through, own.target('t'), { script, detach, runAs: accounts.free });
          await eventually('the script is up', () => run.bytes('stdout').toString().split('\n').length > 2);
          await new Promise((resolve) => setTimeout(resolve, 150));
          run.task.cancel();
          const done = await run.finished;
          expect(done).toMatchObject({ outcome: 'cancelled', signal });
          expect(done.stdout).not.toContain('never');
          const pids = done.stdout.split('\n').filter((line) => /^\d+$/.test(line));
          await eventually('all are gone', () => pids.every((pid) => !isAlive(pid)));
        }
      },
    );

    it('$HP_OUTPUT comes back, and nothing of it stays in /tmp', async () => {
      const key = uniqueKey();
      const script = 'echo one=1 >>"$HP_OUTPUT"; echo two=ü >>"$HP_OUTPUT"; cat "$HP_OUTPUT" >&2; dirname "$HP_OUTPUT"';
      const done = await perform(through, own.target('t'), { script, key, runAs: accounts.free }).finished;
      expect(done).toMatchObject({ outcome: 'succeeded', outputText: 'one=1\ntwo=ü\n', stderr: 'one=1\ntwo=ü\n' });
      expect(existsSync(done.stdout.trim())).toBe(false);
    });

    it('twelve at once all run, each with what it wrote', async () => {
      const script = 'id -un; echo "n=$N" >"$HP_OUTPUT"';
      const wanted = (n: number) => ({ script, env: { N: String(n) }, runAs: accounts.free });
      const runs = Array.from({ length: 12 }, (_, n) => perform(through, own.target('t'), wanted(n)).finished);
      expect((await Promise.all(runs)).map(({ stdout, outputText }) => stdout + outputText)).toEqual(
        Array.from({ length: 12 }, (_, n) => `${accounts.free}\nn=${n}\n`),
      );
    });

    it('outlives the connection, and is followed again without any password', async () => {
      const key = uniqueKey();
      const first = shellFor([own], { askPerson: person(sudoPassword).askPerson });
      const script = 'echo up; sleep 1; echo down; exit 3';
      const run = perform(first, own.target('t'), { script, key, runAs: accounts.asks });
      await run.until('output');
      await first.close();
      const nobody = person();
      const later = shellFor([own], { askPerson: nobody.askPerson });
      const again = await perform(later, own.target('t'), { key, mode: 'reattach', runAs: accounts.asks }).finished;
      expect(again).toMatchObject({ outcome: 'failed', exitCode: 3, stdout: 'up\ndown\n' });
      expect(nobody.asked).toEqual([]);
      await later.close();
    });

    it('is stopped by a core that has no password', async () => {
      const key = uniqueKey();
      const first = shellFor([own], { askPerson: person(sudoPassword).askPerson });
      const run = perform(first, own.target('t'), { script: 'echo $$; sleep 60', key, runAs: accounts.asks });
      await run.until('output');
      await first.close();
      const wanted = { key, mode: 'reattach', runAs: accounts.asks } as const;
      const again = perform(through, own.target('t'), wanted);
      await again.until('output');
      again.task.cancel();
      const done = await again.finished;
      expect(done).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
      await eventually('it is gone', () => !isAlive(done.stdout.trim()));
    });
  });

  describe('a script that runs as root', () => {
    it('is cancelled like any other, although its group is one with its guard', async () => {
      const script = '(trap "" TERM; echo up; sleep 60; sleep 60) & wait';
      const run = perform(shell, sshd.target('t'), { script, runAs: 'root' });
      await run.until('output');
      run.task.cancel();
      expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'KILL' });
    });

    it('whose guard is killed is still seen to run, and then unknown', async () => {
      const key = uniqueKey();
      const run = perform(shell, sshd.target('t'), { script: 'echo up; sleep 1.5', key, runAs: accounts.free });
      await run.until('output');
      const [guard = ''] = readFileSync(join(sshd.home, '.holdpoint/attempts', key, 'pid'), 'utf8').split(' ');
      process.kill(Number(guard), 'SIGKILL');
      const began = performance.now();
      expect(await run.finished).toMatchObject({ outcome: 'indeterminate', exitCode: null });
      expect(performance.now() - began).toBeGreaterThan(500);
    });

    it('as the account that logs in needs no sudo', async () => {
      const done = await perform(shell, sshd.target('t'), { script: 'id -un', runAs: sshd.user }).finished;
      expect(done).toMatchObject({ outcome: 'succeeded', stdout: `${sshd.user}\n` });
    });

    it('a payload of 300 kB passes whole', async () => {
      const big = 'x'.repeat(300_000);
      const done = await perform(shell, sshd.target('t'), {
        script: `# ${'y'.repeat(50_000)}\nprintf %s "$BIG" | wc -c`,
        env: { BIG: big.slice(0, 120_000) },
        runAs: accounts.free,
      }).finished;
      expect(done).toMatchObject({ outcome: 'succeeded', stdout: expect.stringMatching(/120000/) });
    });
  });

  describe('a password', () => {
    const wanted = { script: 'touch "$HOME/ran"; id -un', runAs: accounts.asks } as const;

    it.each([true, false])(
      'that is wrong is asked again, and the right one is taken (detached: %s)',
      async (detach) => {
        const somebody = person('wrong one', sudoPassword);
        const asking = shellFor([sshd], { askPerson: somebody.askPerson });
        const done = await perform(asking, sshd.target('t'), { ...wanted, detach }).finished;
        expect(done).toMatchObject({ outcome: 'succeeded', stdout: `${accounts.asks}\n` });
        expect(somebody.asked.map(({ attempt }) => attempt)).toEqual([1, 2]);
        expect(somebody.asked[0]).toMatchObject({ subject: `${sshd.user}@127.0.0.1:${sshd.port}` });
        await asking.close();
      },
      30_000,
    );

    it('wrong three times, or not given, ends as failed with nothing run', async () => {
      rmSync(`/home/${accounts.asks}/ran`, { force: true });
      const somebody = person('a', 'b', 'c', sudoPassword);
      const asking = shellFor([sshd], { askPerson: somebody.askPerson });
      const done = await perform(asking, sshd.target('t'), wanted).finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: null, kinds: ['finished'] });
      expect(done.reason).toMatch(/refused 3 passwords.*Nothing was run/);
      expect(somebody.asked).toHaveLength(3);
      await asking.close();
      const nobody = await perform(shell, sshd.target('t'), wanted).finished;
      expect(nobody).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('none was given') });
      expect(existsSync(`/home/${accounts.asks}/ran`)).toBe(false);
    }, 40_000);

    it('that was changed meanwhile leaves an attempt that never started, and is asked anew the next time', async () => {
      rmSync(`/home/${accounts.asks}/ran`, { force: true });
      const somebody = person(sudoPassword, 'another-one');
      const asking = shellFor([sshd], { askPerson: somebody.askPerson });
      await perform(asking, sshd.target('t'), { ...wanted, script: 'true' }).finished;
      giveSudoPassword(sshd.user, 'another-one');
      try {
        const key = uniqueKey();
        const done = await perform(asking, sshd.target('t'), { ...wanted, key }).finished;
        expect(done).toMatchObject({ outcome: 'failed', exitCode: null });
        expect(done.reason).toMatch(/did not accept the password.*Nothing was run/);
        expect(existsSync(`/home/${accounts.asks}/ran`)).toBe(false);
        const asked = await perform(asking, sshd.target('t'), { key, mode: 'reattach' }).finished;
        expect(asked).toMatchObject({ outcome: 'not-started' });
        expect(await perform(asking, sshd.target('t'), wanted).finished).toMatchObject({ outcome: 'succeeded' });
        expect(somebody.asked).toHaveLength(2);
      } finally {
        giveSudoPassword(sshd.user);
        await asking.close();
      }
    }, 40_000);

    it('is in no argv, no environment and no file of the target', async () => {
      const key = uniqueKey();
      const asking = shellFor([sshd], { askPerson: person(sudoPassword).askPerson });
      const run = perform(asking, sshd.target('t'), { script: 'echo up; sleep 2', key, runAs: accounts.asks });
      await run.until('output');
      const folder = join(sshd.home, '.holdpoint', 'attempts', key);
      const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
      const texts = files.map((entry) => readFileSync(join(folder, entry.name), 'latin1'));
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
        for (const part of ['cmdline', 'environ']) {
          try {
            texts.push(readFileSync(`/proc/${pid}/${part}`, 'latin1'));
          } catch {
            // It has ended.
          }
        }
      }
      const needle = Buffer.from(sudoPassword).toString('latin1');
      expect(texts.filter((text) => text.includes(needle))).toEqual([]);
      await run.finished;
      await asking.close();
    });

    it('is not waited for any more when the step is cancelled', async () => {
      const asked = Promise.withResolvers<AbortSignal>();
      const asking = shellFor([sshd], {
        askPerson: (_question, signal) => {
          asked.resolve(signal);
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
        },
      });
      const run = perform(asking, sshd.target('t'), wanted);
      const signal = await asked.promise;
      run.task.cancel();
      expect(await run.finished).toMatchObject({ outcome: 'cancelled', kinds: ['finished'] });
      expect(signal.aborted).toBe(true);
      await asking.close();
    });
  });

  describe('sudo that refuses', () => {
    it.each([
      [accounts.terminal, /requiretty/],
      ['hp-nobody-of-that-name', /no account hp-nobody-of-that-name/],
    ])('%s: says why in a sentence, and nothing is run', async (runAs, sentence) => {
      for (const detach of [true, false]) {
        const done = await perform(shell, sshd.target('t'), { script: 'true', runAs, detach }).finished;
        expect(done).toMatchObject({ outcome: 'failed', exitCode: null, kinds: ['finished'] });
        expect(done.reason).toMatch(sentence);
        expect(done.reason).toMatch(/Nothing was run\.$/);
      }
    });

    it('because sudoers does not let this login become the account, after the right password', async () => {
      const somebody = person(sudoPassword);
      const asking = shellFor([sshd], { askPerson: somebody.askPerson });
      const done = await perform(asking, sshd.target('t'), { script: 'true', runAs: accounts.denied }).finished;
      expect(done).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/sudoers .* does not let/) });
      await asking.close();
    });

    it.each([
      ['hp-test is not in the sudoers file.  This incident will be reported.', /sudoers .* does not let/],
      ['sudo: eine Meldung, die niemand kennt', /refused: sudo: eine Meldung/],
    ])('with the words "%s"', async (words, sentence) => {
      const path = mkdtempSync(join(tmpdir(), 'hp-sudo-'));
      chmodSync(path, 0o755);
      writeFileSync(join(path, 'sudo'), `#!/bin/sh\necho ${JSON.stringify(words)} >&2\nexit 1\n`, { mode: 0o755 });
      const odd = await startSshd({ path });
      const own = shellFor([odd]);
      const done = await perform(own, odd.target('t'), { script: 'true', runAs: 'app' }).finished;
      expect(done).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(sentence) });
      await own.close();
      await odd.stop();
      rmSync(path, { recursive: true });
    });

    it('because it is not there', async () => {
      const tools = bareTools(['mkfifo', 'perl']);
      const poor = await startSshd({ path: tools.path, isBare: true });
      const own = shellFor([poor]);
      const done = await perform(own, poor.target('t'), { script: 'true', runAs: 'app' }).finished;
      expect(done).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('has no sudo') });
      await own.close();
      await poor.stop();
      tools.remove();
    });

    it('an account that would be an option or a second line is refused before anything is sent', async () => {
      for (const runAs of ['-i', 'a b', 'a\nb', '']) {
        const done = await perform(shell, sshd.target('t'), { script: 'true', runAs }).finished;
        expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
      }
    });
  });
});
