import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../contract/plan.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { type CutProxy, startCutProxy } from '../../support/sshd-cut-proxy.ts';
import { eventually, knownHostsAt, perform, shellFor, uniqueKey } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let proxy: CutProxy;
  let shell: Shell;
  let target: SshTarget;

  const limits = { keepAliveMs: 200, keepAliveCount: 2, connectMs: 1000, handshakeMs: 1500, killAfterMs: 500 };
  const newShell = () => shellFor([sshd], { knownHosts: knownHostsAt(sshd, proxy.port), limits });
  const lines = (name: string) => {
    const path = join(sshd.home, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).length : 0;
  };
  /** Prints a number every 20 ms on both streams; `starts` counts how often it was started. */
  const counting = (name: string, upTo: number) =>
    `echo start >>"$HOME/${name}"; i=0; while [ $i -lt ${upTo} ]; do i=$((i+1)); echo $i; echo e$i >&2; sleep 0.02; done; exit 5`;
  const numbers = (prefix: string, upTo: number) =>
    Array.from({ length: upTo }, (_, i) => `${prefix}${i + 1}\n`).join('');

  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());
  beforeEach(async () => {
    proxy = await startCutProxy(sshd);
    shell = newShell();
    target = sshd.target('web-01', { port: proxy.port });
  });
  afterEach(async () => {
    await shell.close();
    await proxy.stop();
  });

  describe('a link cut while a step runs', () => {
    it.each(['reset', 'stall'] as const)(
      'by %s: contact is lost, regained, and nothing is missing or double',
      async (how) => {
        const name = `cut-${how}`;
        const run = perform(shell, target, counting(name, 100));
        await eventually('some output', () => run.bytes('stdout').length > 20);
        proxy[how]();
        await run.until('lost-contact');
        proxy.heal();
        const done = await run.finished;
        expect(done).toMatchObject({
          outcome: 'failed',
          exitCode: 5,
          stdout: numbers('', 100),
          stderr: numbers('e', 100),
        });
        expect(done.kinds).toEqual(['sent', 'lost-contact', 'regained-contact', 'finished']);
        expect(lines(name)).toBe(1);
      },
    );

    it('that does not come back in time leaves the outcome indeterminate, and the truth can be asked later', async () => {
      const key = uniqueKey();
      const run = perform(shell, target, { script: counting('later', 30), key, reconnectMs: 800 });
      await run.until('output');
      proxy.down();
      const done = await run.finished;
      expect(done).toMatchObject({
        outcome: 'indeterminate',
        exitCode: null,
        kinds: ['sent', 'lost-contact', 'finished'],
      });
      proxy.heal();
      const offsets = { stdout: run.bytes('stdout').length, stderr: run.bytes('stderr').length };
      const again = await perform(shell, target, { key, mode: 'reattach', offsets }).finished;
      expect(again).toMatchObject({ outcome: 'failed', exitCode: 5 });
      expect(done.stdout + again.stdout).toBe(numbers('', 30));
      expect(done.stderr + again.stderr).toBe(numbers('e', 30));
      expect(lines('later')).toBe(1);
    });

    it('five times in a flood of 6 MB leaves both streams as the target has them, byte for byte', async () => {
      const key = uniqueKey();
      const script =
        'for i in 1 2 3 4 5 6; do head -c 900000 /dev/urandom; head -c 100000 /dev/urandom >&2; sleep 0.15; done';
      const run = perform(shell, target, { script, key });
      for (let cut = 1; cut <= 5; cut++) {
        await eventually('more output', () => run.bytes('stdout').length > cut * 800_000);
        proxy.reset();
      }
      expect(await run.finished).toMatchObject({ outcome: 'succeeded' });
      const folder = join(sshd.home, '.holdpoint', 'attempts', key);
      expect(run.bytes('stdout').length).toBe(5_400_000);
      expect(run.bytes('stdout').equals(readFileSync(join(folder, 'out')))).toBe(true);
      expect(run.bytes('stderr').equals(readFileSync(join(folder, 'err')))).toBe(true);
    });

    it('without detaching is indeterminate, never failed', async () => {
      const run = perform(shell, target, { script: 'echo up; sleep 5', detach: false });
      await run.until('output');
      proxy.reset();
      expect(await run.finished).toMatchObject({ outcome: 'indeterminate', exitCode: null });
    });

    it('can be cancelled while out of contact: the group is ended once the target is back', async () => {
      const run = perform(shell, target, 'echo $$; sleep 60');
      await run.until('output');
      const pid = run.bytes('stdout').toString().trim();
      proxy.down();
      await run.until('lost-contact');
      run.task.cancel();
      expect(existsSync(`/proc/${pid}/stat`)).toBe(true);
      proxy.heal();
      expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
    });

    it('a connection that died unnoticed between two steps is replaced, and nothing is reported', async () => {
      await perform(shell, target, 'true').finished;
      proxy.reset();
      expect(await perform(shell, target, 'echo fresh').finished).toMatchObject({
        stdout: 'fresh\n',
        kinds: ['sent', 'finished'],
      });
    });
  });

  describe('reattach after our process died', () => {
    it('follows a process that still runs, from the offsets already kept', async () => {
      const key = uniqueKey();
      const first = perform(shell, target, { script: counting('alive', 60), key });
      await eventually('some output', () => first.bytes('stdout').length > 20);
      await shell.close();
      const kept = { stdout: first.bytes('stdout').length, stderr: first.bytes('stderr').length };
      shell = newShell();
      const again = perform(shell, target, { key, mode: 'reattach', offsets: kept });
      const done = await again.finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 5 });
      expect(first.bytes('stdout').subarray(0, kept.stdout).toString() + done.stdout).toBe(numbers('', 60));
      expect(first.bytes('stderr').subarray(0, kept.stderr).toString() + done.stderr).toBe(numbers('e', 60));
      expect(lines('alive')).toBe(1);
    });

    it('learns the exit code and all output of a process that ended meanwhile, as often as it is asked', async () => {
      const key = uniqueKey();
      await perform(shell, target, { script: 'echo out; echo err >&2; echo k=v >"$HP_OUTPUT"; exit 3', key }).finished;
      for (let i = 0; i < 2; i++) {
        const again = await perform(shell, target, { key, mode: 'reattach' }).finished;
        expect(again).toMatchObject({
          outcome: 'failed',
          exitCode: 3,
          stdout: 'out\n',
          stderr: 'err\n',
          outputText: 'k=v\n',
        });
      }
    });

    it('of an attempt that never started says so, and makes a late start impossible', async () => {
      const key = uniqueKey();
      expect(await perform(shell, target, { key, mode: 'reattach' }).finished).toMatchObject({
        outcome: 'not-started',
      });
      const late = await perform(shell, target, { script: 'echo start >>"$HOME/late"', key }).finished;
      expect(late).toMatchObject({ outcome: 'not-started' });
      await shell.forget(target, key);
      expect(await perform(shell, target, { script: 'echo start >>"$HOME/late"', key }).finished).toMatchObject({
        outcome: 'not-started',
      });
      expect(lines('late')).toBe(0);
    });

    it('with no trace and another boot of the target is indeterminate', async () => {
      const asked = await perform(shell, target, { key: uniqueKey(), mode: 'reattach', targetBootId: 'another-boot' })
        .finished;
      expect(asked.outcome).toBe('indeterminate');
      expect(asked.reason).toContain('restarted');
    });

    it('with the same boot recorded and no trace is not-started', async () => {
      const sent = await perform(shell, target, 'true').until('sent');
      const targetBootId = sent.kind === 'sent' ? sent.targetBootId : null;
      expect(targetBootId).toMatch(/^[0-9a-f-]{36}$/);
      const asked = await perform(shell, target, { key: uniqueKey(), mode: 'reattach', targetBootId }).finished;
      expect(asked).toMatchObject({ outcome: 'not-started' });
    });

    it('a second start of the same attempt runs nothing and tells the first one', async () => {
      const key = uniqueKey();
      const script = 'echo start >>"$HOME/twice"; sleep 0.3; exit 6';
      const both = [perform(shell, target, { script, key }), perform(shell, target, { script, key })];
      const ends = await Promise.all(both.map((run) => run.finished));
      expect(ends.every((end) => end.exitCode === 6 || end.outcome === 'not-started')).toBe(true);
      expect(lines('twice')).toBeLessThanOrEqual(1);
    });
  });

  describe('fencing', () => {
    // The other transport has the same programs on the target, and a slower way there.
    const [cuts, fresh, races] = transport === 'ssh2' ? [40, 10, 30] : [16, 4, 10];

    it(`${cuts} cuts at random moments: no double start, no late start, and the answer is the truth`, async () => {
      const counts = { ran: 0, notStarted: 0, wrong: 0, double: 0 };
      for (let i = 0; i < cuts; i++) {
        const name = `fence-${i}`;
        const key = uniqueKey();
        await perform(shell, target, 'true').finished;
        const run = perform(shell, target, {
          script: `echo start >>"$HOME/${name}"; echo done`,
          key,
          reconnectMs: 5000,
        });
        await run.until('sent');
        // A quarter at once, so that what was sent is lost on the way.
        if (i % 4 > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 18));
        proxy.reset();
        const done = await run.finished;
        const asked = await perform(shell, target, { key, mode: 'reattach' }).finished;
        const starts = lines(name);
        if (starts > 1) counts.double++;
        if (asked.outcome === 'succeeded' && done.outcome === 'succeeded' && starts === 1 && done.stdout === 'done\n') {
          counts.ran++;
        } else if (asked.outcome === 'not-started' && done.outcome === 'not-started' && starts === 0) {
          counts.notStarted++;
        } else counts.wrong++;
      }
      expect(counts).toMatchObject({ wrong: 0, double: 0 });
      expect(counts.ran + counts.notStarted).toBe(cuts);
      expect(Math.min(counts.ran, counts.notStarted)).toBeGreaterThan(0);
    }, 60_000);

    it('a cut before anything was sent is a fresh try on a new connection, once', async () => {
      for (let i = 0; i < fresh; i++) {
        await perform(shell, target, 'true').finished;
        proxy.resetAfterUp(1 + i * 300);
        const done = await perform(shell, target, `echo start >>"$HOME/fresh-${i}"`).finished;
        expect(done).toMatchObject({ outcome: 'succeeded', kinds: ['sent', 'finished'] });
        expect(lines(`fresh-${i}`)).toBe(1);
      }
    });

    it(`asking at the very moment of the start: one of the two wins, ${races} times`, async () => {
      const counts = { ran: 0, notStarted: 0, wrong: 0 };
      for (let i = 0; i < races; i++) {
        const name = `race-${i}`;
        const key = uniqueKey();
        const run = perform(shell, target, { script: `echo start >>"$HOME/${name}"`, key });
        await run.until('sent');
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
        const asked = await perform(shell, target, { key, mode: 'reattach' }).finished;
        const done = await run.finished;
        const starts = lines(name);
        if (asked.outcome === 'not-started' && done.outcome === 'not-started' && starts === 0) counts.notStarted++;
        else if (asked.outcome === 'succeeded' && done.outcome === 'succeeded' && starts === 1) counts.ran++;
        else counts.wrong++;
      }
      expect(counts.wrong).toBe(0);
      expect(counts.ran + counts.notStarted).toBe(races);
    }, 60_000);
  });
});
