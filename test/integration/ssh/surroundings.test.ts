import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { describeWithMounts } from '../../faults/linux-only.ts';
import { mountSmallDisk, type SmallDisk } from '../../faults/small-disk.ts';
import { type Sshd, startSshd } from '../../support/sshd.ts';
import { eventually, perform, shellFor, uniqueKey } from '../../support/sshd-shell.ts';
import { accounts, prepareSudo, removeSudo } from '../../support/sudoers.ts';

const limits = { killAfterMs: 400 };
let sshd: Sshd;
let shell: Shell;
beforeAll(async () => {
  sshd = await startSshd();
  shell = shellFor([sshd], { limits });
});
afterAll(async () => {
  await shell.close();
  await sshd.stop();
});

const owned = (folder: string) => execFileSync('chown', ['-R', sshd.user, folder]);

describeWithMounts('a disk of the target that is full', () => {
  let disk: SmallDisk;
  beforeAll(() => {
    disk = mountSmallDisk(2);
    owned(disk.folder);
    prepareSudo(sshd.user);
  });
  afterAll(() => {
    disk.unmount();
    removeSudo();
  });

  it('before the start: nothing is run, the cause is named, and nothing starts late', async () => {
    const target = sshd.target('t', { stateDir: disk.folder });
    await perform(shell, target, 'true').finished;
    disk.fill();
    const key = uniqueKey();
    const done = await perform(shell, target, { script: 'touch "$HOME/ran-full"', key }).finished;
    expect(['failed', 'not-started']).toContain(done.outcome);
    expect(done).toMatchObject({ exitCode: null, reason: expect.stringMatching(/space|disk full|written to/i) });
    disk.free();
    const again = await perform(shell, target, { key, mode: 'reattach' }).finished;
    expect(again).toMatchObject({ outcome: 'not-started' });
    expect(existsSync(join(sshd.home, 'ran-full'))).toBe(false);
  });

  it.each([undefined, accounts.free])(
    'in the middle: the exit code is kept, and that output is lost is said (runAs: %s)',
    async (runAs) => {
      const target = sshd.target('t', { stateDir: disk.folder });
      const script = 'echo begin; head -c 9000000 /dev/zero; echo problem >&2; exit 5';
      const run = perform(shell, target, { script, ...(runAs === undefined ? {} : { runAs }) });
      const done = await run.finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 5, lostOutput: expect.stringContaining('disk full') });
      expect(run.bytes('stdout').subarray(0, 6).toString()).toBe('begin\n');
      rmSync(join(disk.folder, 'attempts'), { recursive: true });
      expect(await perform(shell, target, 'echo well').finished).toMatchObject({ stdout: 'well\n' });
    },
  );
});

describe('folders of the target', () => {
  it('a home that may not be written to fails before anything runs, and names the way out', async () => {
    const own = await startSshd();
    chmodSync(own.home, 0o555);
    execFileSync('chown', ['root', own.home]);
    const through = shellFor([own]);
    const done = await perform(through, own.target('t'), 'true').finished;
    expect(done).toMatchObject({ outcome: 'failed', exitCode: null, reason: expect.stringContaining('stateDir') });
    await through.close();
    await own.stop();
  });

  it('a home with blanks, and one behind a symbolic link, serve like any other', async () => {
    const own = await startSshd();
    const home = join(own.home, "my home's place");
    execFileSync('mkdir', [home]);
    execFileSync('chown', [own.user, home]);
    await own.stop();
    const other = await startSshd({ config: [`SetEnv "HOME=${home}" PATH=/usr/bin:/bin`] });
    mkdirSync(home, { recursive: true });
    execFileSync('chown', ['-R', other.user, join(home, '..')]);
    const through = shellFor([other], { limits });
    const key = uniqueKey();
    const done = await perform(through, other.target('t'), { script: 'echo "$HOME"; sleep 1.5; exit 3', key }).finished;
    expect(done).toMatchObject({ exitCode: 3, stdout: `${home}\n` });
    expect(existsSync(join(home, '.holdpoint/attempts', key))).toBe(true);
    const run = perform(through, other.target('t'), 'echo up; sleep 60');
    await run.until('output');
    run.task.cancel();
    expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
    await through.close();
    await other.stop();
    rmSync(join(home, '..', '..'), { recursive: true, force: true });
  });
});

describeWithMounts('folders of a target without rights', () => {
  it('noexec on the state folder and no /tmp to write to stop nothing, as another account neither', async () => {
    prepareSudo(sshd.user);
    const place = mkdtempSync('/var/tmp/hp-noexec-');
    chmodSync(place, 0o755);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = '/var/tmp';
    const own = await startSshd({
      world: [
        `mount -t tmpfs -o noexec,size=8m,mode=777 tmpfs ${place}`,
        'mount -t tmpfs -o noexec,size=1m,mode=755 tmpfs /tmp',
        'mount -o remount,ro /tmp',
      ],
    });
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    const through = shellFor([own]);
    const target = own.target('t', { stateDir: place });
    const script = 'touch /tmp/x 2>/dev/null && echo writable; echo done; echo k=v >>"$HP_OUTPUT"';
    expect(await perform(through, target, script).finished).toMatchObject({ stdout: 'done\n', outputText: 'k=v\n' });
    const other = await perform(through, target, { script, runAs: accounts.free }).finished;
    expect(other).toMatchObject({ stdout: 'done\n', outputText: 'k=v\n' });
    await through.close();
    await own.stop();
    rmSync(place, { recursive: true });
    removeSudo();
  });
});

describe('a target that was restarted', () => {
  it('while a script ran says so: how far it came is not known', async () => {
    const key = uniqueKey();
    const run = perform(shell, sshd.target('t'), { script: 'echo up; sleep 30', key });
    await run.until('output');
    const folder = join(sshd.home, '.holdpoint/attempts', key);
    const [pid = '', , group = '', started = ''] = readFileSync(join(folder, 'pid'), 'utf8').trim().split(' ');
    const other = shellFor([sshd]);
    writeFileSync(join(folder, 'pid'), `${pid} 00000000-0000-0000-0000-000000000000 ${group} ${started}\n`);
    const asked = await perform(other, sshd.target('t'), { key, mode: 'reattach' }).finished;
    expect(asked).toMatchObject({ outcome: 'indeterminate', reason: expect.stringContaining('restarted') });
    writeFileSync(join(folder, 'exit.4'), '0 0\n');
    const ended = await perform(other, sshd.target('t'), { key, mode: 'reattach' }).finished;
    expect(ended).toMatchObject({ exitCode: 4, stdout: 'up\n' });
    await other.close();
    process.kill(-Number(group), 'SIGKILL');
    await run.finished;
  });
});

describeWithMounts('a target whose systemd ends what a login leaves behind', () => {
  /** No systemd is here: a stand-in of systemd-run notes that it was called and runs what it was given. */
  async function startWithSystemd(standIn: string | null, isLingering: boolean) {
    const path = mkdtempSync(join(tmpdir(), 'hp-systemd-'));
    chmodSync(path, 0o755);
    if (standIn !== null) writeFileSync(join(path, 'systemd-run'), `#!/bin/sh\n${standIn}\n`, { mode: 0o755 });
    const own = await startSshd({
      path,
      world: [
        'mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system /run/systemd/logind.conf.d',
        'printf "[Login]\\nKillUserProcesses=yes\\n" >/run/systemd/logind.conf.d/x.conf',
        ...(isLingering
          ? [
              `mkdir -p /var/lib/systemd && mount -t tmpfs tmpfs /var/lib/systemd && mkdir /var/lib/systemd/linger && touch /var/lib/systemd/linger/${sshd.user}`,
            ]
          : []),
      ],
    });
    const through = shellFor([own]);
    const stop = async () => {
      await through.close();
      await own.stop();
      rmSync(path, { recursive: true });
    };
    return { own, through, stop };
  }
  const question = { folders: [], programs: [], withinMs: 10_000, signal: new AbortController().signal };
  const noting =
    'echo "$*" >>"$HOME/scopes"; [ "$1 $2 $3" = "--user --scope --quiet" ] && shift 3 && { [ "$1" = -- ] && shift; exec "$@"; }';

  it('is given a scope of its own, and preflight has nothing to say when the account lingers', async () => {
    const { own, through, stop } = await startWithSystemd(noting, true);
    const done = await perform(through, own.target('t'), 'echo hi; exit 3').finished;
    expect(done).toMatchObject({ exitCode: 3, stdout: 'hi\n' });
    expect(readFileSync(join(own.home, 'scopes'), 'utf8')).toMatch(/--user --scope --quiet -- setsid sh -c/);
    expect(await through.survey(own.target('t'), question)).toMatchObject({ killsAtLogout: false });
    await stop();
  });

  it.each([
    ['a scope that does not outlive the last login', noting, true],
    ['no systemd of its own', 'exit 1', false],
  ])('with %s: preflight warns, and an end nobody saw names the likely cause', async (_what, standIn, isScoped) => {
    const { own, through, stop } = await startWithSystemd(standIn, false);
    expect(await through.survey(own.target('t'), question)).toMatchObject({ killsAtLogout: true });
    const done = await perform(through, own.target('t'), 'echo up; kill -KILL 0').finished;
    expect(done).toMatchObject({ outcome: 'indeterminate', reason: expect.stringContaining('KillUserProcesses') });
    expect(existsSync(join(own.home, 'scopes'))).toBe(isScoped);
    await stop();
  });
});

describe('a server or link that drops bytes', () => {
  it('for good is found out by the size of each stream, and what is missing is said', async () => {
    const deaf = await startSshd({ config: ['ForceCommand eval "$SSH_ORIGINAL_COMMAND" 2>/dev/null'] });
    const own = shellFor([deaf]);
    const wanted = { script: 'echo out; echo err >&2; exit 3', reconnectMs: 8000 };
    const detached = await perform(own, deaf.target('t'), wanted).finished;
    expect(detached).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: '' });
    expect(detached.lostOutput).toMatch(/4 bytes of standard error .* asked for them again/);
    const plain = await perform(own, deaf.target('t'), { ...wanted, detach: false }).finished;
    expect(plain).toMatchObject({ exitCode: 3, lostOutput: expect.stringContaining('did not come through') });
    await own.close();
    await deaf.stop();
  });

  it('once is asked again, and nothing is missing', async () => {
    const dull = await startSshd({
      config: [
        'ForceCommand mkdir "$HOME/once" || exec sh -c "$SSH_ORIGINAL_COMMAND"; eval "$SSH_ORIGINAL_COMMAND" 2>/dev/null | dd bs=1 count=400 2>/dev/null',
      ],
    });
    const own = shellFor([dull]);
    const script = 'i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done; echo err >&2; exit 3';
    const done = await perform(own, dull.target('t'), script).finished;
    expect(done).toMatchObject({ exitCode: 3, stderr: 'err\n' });
    expect(done.stdout.split('\n')).toHaveLength(201);
    expect(done.lostOutput).toBeUndefined();
    await own.close();
    await dull.stop();
  });
});

describe('output that is no text', () => {
  it.each([true, false])(
    '100 MB without a newline, with NULs and broken UTF-8, keeps every byte (detached: %s)',
    async (detach) => {
      const script = `printf '\\377\\376\\000\\303'; head -c 100000000 /dev/zero | tr '\\0' '\\200'; printf '\\000' >&2`;
      const hash = createHash('sha256');
      let bytes = 0;
      const before = process.memoryUsage().rss;
      let most = 0;
      const run = shell.perform(
        {
          ...{
            target: sshd.target('t'),
            key: uniqueKey(),
            script,
            shell: 'sh',
            env: {},
            cwd: null,
            detach,
            mode: 'start',
          },
          ...{ timeoutMs: null, offsets: { stdout: 0, stderr: 0 }, targetBootId: null, reconnectMs: 5000 },
        },
        (message) => {
          if (message.kind === 'finished') ended.resolve(message.outcome);
          if (message.kind !== 'output') return;
          run.grant(message.bytes.length);
          most = Math.max(most, process.memoryUsage().rss);
          if (message.stream === 'stderr') return;
          hash.update(message.bytes);
          bytes += message.bytes.length;
        },
      );
      const ended = Promise.withResolvers<string>();
      run.grant(1024 * 1024);
      expect(await ended.promise).toBe('succeeded');
      expect(bytes).toBe(100_000_004);
      const expected = createHash('sha256').update(Buffer.from([255, 254, 0, 0o303]));
      expected.update(Buffer.alloc(100_000_000, 0o200));
      expect(hash.digest('hex')).toBe(expected.digest('hex'));
      expect(most - before).toBeLessThan(150_000_000);
    },
    60_000,
  );
});

describe('tidying up', () => {
  it('sweeps old fences and the output of old attempts nobody asked about, once a connection, and nothing younger', async () => {
    const attempts = join(sshd.home, '.holdpoint/attempts');
    const old = new Date(Date.now() - 40 * 86_400_000);
    const made = ['old-fence', 'new-fence', 'old-ended', 'new-ended', 'old-running'].map((name) =>
      join(attempts, name),
    );
    for (const folder of made) {
      mkdirSync(join(folder, 'decided'), { recursive: true });
      for (const file of folder.endsWith('fence') ? [] : ['started', 'out', 'err', 'output', 'whole']) {
        writeFileSync(join(folder, file), 'x');
      }
      writeFileSync(join(folder, 'pid'), '1 boot 1 1\n');
      if (folder.endsWith('ended')) writeFileSync(join(folder, 'exit.0'), '0 1\n');
    }
    owned(attempts);
    for (const folder of made) if (folder.includes('old-')) utimesSync(folder, old, old);
    const fresh = shellFor([sshd]);
    const key = uniqueKey();
    await perform(fresh, sshd.target('t'), { script: 'true', key }).finished;
    await fresh.forget(sshd.target('t'), key);
    await eventually('the old fence is gone', () => !existsSync(join(attempts, 'old-fence')));
    await eventually('the old output is gone', () => !existsSync(join(attempts, 'old-ended/out')));
    expect(readdirSync(join(attempts, 'old-ended'))).toContain('exit.0');
    for (const name of ['new-fence', 'new-ended/out', 'old-running/out'])
      expect(existsSync(join(attempts, name))).toBe(true);
    const asked = await perform(fresh, sshd.target('t'), { key: 'old-ended', mode: 'reattach' }).finished;
    expect(asked).toMatchObject({ exitCode: 0, lostOutput: expect.any(String) });
    await fresh.close();
    expect(statSync(attempts).mode & 0o077).toBe(0);
  });
});
