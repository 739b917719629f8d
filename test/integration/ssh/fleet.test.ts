import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { freePort, type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { eventually, perform, shellFor, silentLog } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  beforeAll(() => useTransport(transport));

  describe('20 targets', () => {
    let servers: Sshd[];
    let shell: Shell;
    beforeAll(async () => {
      const port = await freePort();
      servers = await Promise.all(Array.from({ length: 20 }, (_, i) => startSshd({ host: `127.0.0.${i + 10}`, port })));
      shell = shellFor(servers);
    });
    afterAll(async () => {
      await shell.close();
      await Promise.all(servers.map((server) => server.stop()));
    });

    it('of which one fails and one is unreachable: each result stands alone', async () => {
      const gone = servers[4];
      await gone?.stop();
      const targets = servers.map((server, i) => server.target(`web-${i}`));
      const script = 'echo "$HP_TARGET"; [ "$HP_TARGET" != web-7 ]';
      const ends = await Promise.all(
        targets.map((t) => perform(shell, t, { script, env: { HP_TARGET: t.name } }).finished),
      );
      const bad = ends.flatMap((end, i) => (end.outcome === 'succeeded' ? [] : [[i, end.outcome, end.exitCode]]));
      expect(bad).toEqual([
        [4, 'failed', null],
        [7, 'failed', 1],
      ]);
      expect(ends[11]?.stdout).toBe('web-11\n');
    });
  });

  describe('one server with the limits of Debian’s sshd', () => {
    let sshd: Sshd;
    let shell: Shell;
    const connections: string[] = [];
    const log = { ...silentLog, info: (message: string) => connections.push(message) };
    beforeAll(async () => {
      sshd = await startSshd({ isDefaultLimits: true });
      shell = shellFor([sshd], { log });
    });
    afterAll(async () => {
      await shell.close();
      await sshd.stop();
    });

    it('30 steps at once run on few connections, all in parallel', async () => {
      const started = performance.now();
      const runs = Array.from({ length: 30 }, (_, i) => perform(shell, sshd.target('t'), `sleep 1; echo ${i}`));
      const ends = await Promise.all(runs.map((run) => run.finished));
      expect(ends.map((end) => end.stdout)).toEqual(Array.from({ length: 30 }, (_, i) => `${i}\n`));
      expect(performance.now() - started).toBeLessThan(12_000);
      expect(connections.length).toBe(4);
    });

    it('later steps use the same connections', async () => {
      const before = connections.length;
      for (let i = 0; i < 5; i++) await perform(shell, sshd.target('t'), 'true').finished;
      expect(connections.length).toBe(before);
    });

    it('a full connection still lets its work be cancelled', async () => {
      const runs = Array.from({ length: 8 }, () => perform(shell, sshd.target('t'), 'echo up; sleep 60'));
      await Promise.all(runs.map((run) => run.until('output')));
      for (const run of runs) run.task.cancel();
      const ends = await Promise.all(runs.map((run) => run.finished));
      expect(new Set(ends.map((end) => end.outcome))).toEqual(new Set(['cancelled']));
    });

    it('30 separate logins at once all come through, in spite of MaxStartups', async () => {
      const shells = Array.from({ length: 30 }, () => shellFor([sshd]));
      const ends = await Promise.all(shells.map((one) => perform(one, sshd.target('t'), 'echo in').finished));
      expect(ends.filter((end) => end.outcome !== 'succeeded').map((end) => end.reason)).toEqual([]);
      await Promise.all(shells.map((one) => one.close()));
    });

    it('a server that allows one session a connection gets more connections', async () => {
      const strict = await startSshd({ config: ['MaxSessions 1'] });
      const one = shellFor([strict]);
      const runs = Array.from({ length: 4 }, (_, i) => perform(one, strict.target('t'), `sleep 0.3; echo ${i}`));
      const ends = await Promise.all(runs.map((run) => run.finished));
      expect(ends.map((end) => end.outcome)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
      await one.close();
      await strict.stop();
    });

    it('close leaves no connection behind and does not end detached work', async () => {
      const own = shellFor([sshd]);
      const run = perform(own, sshd.target('t'), 'echo $$; sleep 30');
      await run.until('output');
      const pid = run.bytes('stdout').toString().trim();
      await own.close();
      await eventually('silence', () => !run.messages.some((message) => message.kind === 'finished'));
      expect(spawnSync('ps', ['-p', pid]).status).toBe(0);
      process.kill(Number(pid), 'SIGKILL');
    });
  });
});
