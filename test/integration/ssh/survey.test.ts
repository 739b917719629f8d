import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Shell, SurveyQuestion } from '../../../main/core/ports/shell.ts';
import { clockOffset } from '../../../main/domain/preflight/judge-clock.ts';
import type { Survey, SurveyAnswer } from '../../../main/domain/preflight/survey.ts';
import { freePort, type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { shellFor, silentLog, toolsOf } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  beforeAll(() => useTransport(transport));

  const question: SurveyQuestion = {
    folders: ['~/.holdpoint', '/tmp'],
    programs: ['sh'],
    withinMs: 15_000,
    signal: new AbortController().signal,
  };

  function answered(survey: Survey): SurveyAnswer {
    if (survey.kind === 'failed') throw new Error(survey.reason);
    return survey;
  }

  it('many targets on a server that allows one session a connection are all asked', async () => {
    const strict = await startSshd({ config: ['MaxSessions 1'] });
    const shell = shellFor([strict]);
    try {
      const surveys = Array.from({ length: 6 }, (_, at) => shell.survey(strict.target(`web-${at}`), question));
      for (const survey of await Promise.all(surveys)) answered(survey);
    } finally {
      await shell.close();
      await strict.stop();
    }
  });

  describe.each(['dash', 'bash', 'busybox'] as const)('a target whose sh is %s', (name) => {
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

    it('tells room, rights and time, and nothing is written there', async () => {
      const survey = answered(await shell.survey(sshd.target('t'), question));
      expect(survey.hostKey).toMatch(/^SHA256:/);
      expect(survey.folders.map(({ folder, isWritable }) => [folder, isWritable])).toEqual([
        ['~/.holdpoint', true],
        ['/tmp', true],
      ]);
      expect(survey.folders.every(({ freeKiB }) => freeKiB !== null && freeKiB > 0)).toBe(true);
      expect(survey.missingPrograms).toEqual([]);
      expect(survey.killsAtLogout).toBe(false);
    });

    it('tells its clock within the bounds it claims: this machine agrees with itself', async () => {
      const { clock } = answered(await shell.survey(sshd.target('t'), question));
      if (clock === null) throw new Error('no clock');
      const { offsetMs, errorMs } = clockOffset(clock);
      expect(Math.abs(offsetMs)).toBeLessThanOrEqual(errorMs);
      expect(errorMs).toBeLessThan(1_000);
    });

    it('folders with blanks, that may not be written to, or are no folders are told as they are', async () => {
      const folders = [`${sshd.home}/a b/c`, '/proc/version', '/proc/x', '/nowhere/at all'];
      const survey = answered(await shell.survey(sshd.target('t'), { ...question, folders }));
      expect(survey.folders.map(({ isWritable }) => isWritable)).toEqual([true, false, false, false]);
    });

    it('programs that are not there are named', async () => {
      const programs = ['sh', 'no-such-shell', '/bin/also-not', '$(touch pwned)'];
      const survey = answered(await shell.survey(sshd.target('t'), { ...question, programs }));
      expect(survey.missingPrograms).toEqual(['no-such-shell', '/bin/also-not']);
    });
  });

  describe('a target with a clock of its own', () => {
    const folders: string[] = [];
    const servers: Sshd[] = [];
    afterEach(async () => {
      for (const server of servers.splice(0)) await server.stop();
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    });

    async function offsetWith(date: string) {
      const folder = mkdtempSync(join(tmpdir(), 'hp-date-'));
      folders.push(folder);
      chmodSync(folder, 0o755);
      writeFileSync(join(folder, 'date'), `#!/bin/sh\n${date}\n`, { mode: 0o755 });
      const sshd = await startSshd({ path: folder });
      servers.push(sshd);
      const shell = shellFor([sshd]);
      const { clock } = answered(await shell.survey(sshd.target('t'), question));
      await shell.close();
      return clock === null ? null : clockOffset(clock);
    }

    it('3.2 s behind is 3.2 s behind, within the bounds it states', async () => {
      const offset = await offsetWith('/usr/bin/date -d "-3.2 seconds" +%s.%N');
      expect(offset).not.toBeNull();
      expect(Math.abs((offset?.offsetMs ?? 0) + 3200)).toBeLessThanOrEqual(offset?.errorMs ?? 0);
      expect(offset?.errorMs).toBeLessThan(1_000);
    });

    it('where date knows no parts of a second the bound is half a second wider', async () => {
      for (const format of ['%s.N', '%s.%%N', '%s']) {
        const offset = await offsetWith(`/usr/bin/date -d "10 seconds" "+${format}"`);
        expect(Math.abs((offset?.offsetMs ?? 0) - 10_000)).toBeLessThanOrEqual(offset?.errorMs ?? 0);
        expect(offset?.errorMs).toBeGreaterThanOrEqual(500);
      }
    });

    it('what is no time is no reading', async () => {
      expect(await offsetWith('echo "date: command broken"')).toBeNull();
      expect(await offsetWith('exit 1')).toBeNull();
    });
  });

  describe('a target that does not let us in', () => {
    let sshd: Sshd;
    beforeAll(async () => {
      sshd = await startSshd();
    });
    afterAll(() => sshd.stop());

    async function stageWith(shell: Shell, more: Parameters<Sshd['target']>[1] = {}) {
      const survey = await shell.survey(sshd.target('t', more), question);
      await shell.close();
      return survey.kind === 'failed' ? [survey.stage, survey.reason] : ['answered', ''];
    }

    it('a key nobody has seen, and one that is not the known one, are told apart', async () => {
      const [stage, reason] = await stageWith(shellFor([]));
      expect(stage).toBe('key-unknown');
      expect(reason).toContain('SHA256:');
      const other = await startSshd();
      const folder = mkdtempSync(join(tmpdir(), 'hp-known-'));
      const file = join(folder, 'known_hosts');
      writeFileSync(file, `[${sshd.host}]:${sshd.port} ${other.hostKey}\n`);
      const [changed] = await stageWith(shellFor([], { extraKnownHosts: [file] }));
      expect(changed).toBe('key-changed');
      await other.stop();
      rmSync(folder, { recursive: true });
    });

    it('a login that is refused names what was tried', async () => {
      const other = await startSshd();
      const [stage, reason] = await stageWith(shellFor([sshd]), { identity: other.identity });
      expect(stage).toBe('login');
      expect(reason).toContain('id_login');
      await other.stop();
    });

    it('a port where nothing listens is no way to it', async () => {
      const [stage] = await stageWith(shellFor([sshd]), { port: await freePort() });
      expect(stage).toBe('route');
    });

    it('a login shell that says nothing is no shell, in its time', async () => {
      const mute = await startSshd({ config: ['ForceCommand sleep 60'] });
      const shell = shellFor([mute]);
      const started = performance.now();
      const survey = await shell.survey(mute.target('t'), { ...question, withinMs: 1_500 });
      expect(survey).toMatchObject({ kind: 'failed', stage: 'time' });
      expect(performance.now() - started).toBeLessThan(5_000);
      const refusing = await startSshd({ config: ['ForceCommand echo no; exit 3'] });
      const other = shellFor([refusing]);
      expect(await other.survey(refusing.target('t'), question)).toMatchObject({ kind: 'failed', stage: 'shell' });
      await Promise.all([shell.close(), other.close()]);
      await Promise.all([mute.stop(), refusing.stop()]);
    });
  });

  describe('many targets', () => {
    let servers: Sshd[] = [];
    let hung: Server;
    let hungPort = 0;
    beforeAll(async () => {
      const port = await freePort();
      servers = await Promise.all(Array.from({ length: 20 }, (_, i) => startSshd({ host: `127.0.0.${i + 40}`, port })));
      hung = createServer(() => {});
      await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
      const address = hung.address();
      hungPort = typeof address === 'object' && address !== null ? address.port : 0;
    });
    afterAll(async () => {
      hung.close();
      await Promise.all(servers.map((server) => server.stop()));
    });

    it('20 of them answer while one hangs, on one connection each', async () => {
      const connections: string[] = [];
      const log = { ...silentLog, info: (message: string) => connections.push(message) };
      const shell = shellFor(servers, { log });
      const started = performance.now();
      const hanging = shell.survey(servers[0]?.target('hung', { port: hungPort, host: '127.0.0.1' }) ?? never(), {
        ...question,
        withinMs: 4_000,
      });
      const surveys = await Promise.all(servers.map((server, i) => shell.survey(server.target(`web-${i}`), question)));
      const took = performance.now() - started;
      expect(surveys.filter(({ kind }) => kind === 'answered')).toHaveLength(20);
      expect(connections).toHaveLength(20);
      expect(await hanging).toMatchObject({ kind: 'failed', stage: 'time' });
      process.stderr.write(`20 targets surveyed in ${Math.round(took)} ms\n`);
      await shell.close();
    });

    it('giving up ends a question at once', async () => {
      const shell = shellFor(servers);
      const stop = new AbortController();
      const asking = shell.survey(servers[0]?.target('hung', { port: hungPort, host: '127.0.0.1' }) ?? never(), {
        ...question,
        signal: stop.signal,
      });
      const started = performance.now();
      stop.abort();
      expect(await asking).toMatchObject({ kind: 'failed', stage: 'time' });
      expect(performance.now() - started).toBeLessThan(500);
      await shell.close();
    });
  });

  function never(): never {
    throw new Error('no server');
  }
});
