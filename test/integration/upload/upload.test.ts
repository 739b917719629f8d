import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell, ShellFinished } from '../../../main/core/ports/shell.ts';
import type { UploadMessage, UploadRequest, UploadTask } from '../../../main/core/ports/uploader.ts';
import { describeWithMounts } from '../../faults/linux-only.ts';
import { mountSmallDisk } from '../../faults/small-disk.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { startCutProxy } from '../../support/sshd-cut-proxy.ts';
import { knownHostsAt, shellFor } from '../../support/sshd-shell.ts';
import { prepareSudo, removeSudo } from '../../support/sudoers.ts';

const SFTP = 'Subsystem sftp internal-sftp';

interface Sent {
  readonly task: UploadTask;
  readonly messages: readonly UploadMessage[];
  readonly finished: Promise<ShellFinished>;
}

const payloads = mkdtempSync(join(tmpdir(), 'hp-payload-'));
afterAll(() => rmSync(payloads, { recursive: true, force: true }));
let counter = 0;

function file(bytes: number): { path: string; sha256: string; bytes: number } {
  const content = randomBytes(bytes);
  const path = join(payloads, `${counter++}.bin`);
  writeFileSync(path, content);
  return { path, sha256: createHash('sha256').update(content).digest('hex'), bytes };
}

/** Large, and quickly made: of zeros, and never brought to its end. */
function endless(): { path: string; sha256: string; bytes: number } {
  const { path } = file(0);
  const bytes = 2 * 1024 ** 3;
  truncateSync(path, bytes);
  return { path, sha256: '0'.repeat(64), bytes };
}

function send(shell: Shell, sshd: Sshd, wanted: Partial<UploadRequest> & Pick<UploadRequest, 'source' | 'to'>): Sent {
  const messages: UploadMessage[] = [];
  let task: UploadTask = { cancel: () => {} };
  const finished = new Promise<ShellFinished>((resolve) => {
    const request: UploadRequest = {
      ...{ target: sshd.target('t'), key: 'run-1-ship', mode: null, owner: null, timeoutMs: null },
      ...{ deed: 'send', reconnectMs: 20_000, ...wanted },
    };
    task = shell.upload(request, (message) => {
      messages.push(message);
      if (message.kind === 'finished') resolve(message);
    });
  });
  return { task, messages, finished };
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function leftIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.part'));
}

describe.each(transports)('an upload over a shell and SFTP, over %s', (transport) => {
  let sshd: Sshd;
  let shell: Shell;
  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd({ config: [SFTP] });
    shell = shellFor([sshd]);
  });
  afterAll(async () => {
    useTransport('ssh2');
    await shell.close();
    await sshd.stop();
  });

  it('brings the bytes, the mode and nothing else', async () => {
    const source = file(3_000_001);
    const to = join(sshd.home, 'plain.bin');
    const { finished, messages } = send(shell, sshd, { source, to, mode: '0640' });
    expect(await finished).toMatchObject({ outcome: 'succeeded', reason: null });
    expect(digestOf(to)).toBe(source.sha256);
    expect(statSync(to).mode & 0o7777).toBe(0o640);
    expect(leftIn(sshd.home)).toEqual([]);
    expect(messages.map((message) => message.kind)).toContain('progress');
    expect(messages.findLast((message) => message.kind === 'progress')).toMatchObject({ doneBytes: source.bytes });
  });

  it('brings an empty file', async () => {
    const source = file(0);
    const to = join(sshd.home, 'empty');
    expect(await send(shell, sshd, { source, to }).finished).toMatchObject({ outcome: 'succeeded' });
    expect(statSync(to).size).toBe(0);
  });

  it('sends nothing when the destination holds the bytes already', async () => {
    const source = file(10_000);
    const to = join(sshd.home, 'again.bin');
    await send(shell, sshd, { source, to }).finished;
    const before = statSync(to).ino;
    const again = await send(shell, sshd, { source, to }).finished;
    expect(again.reason).toContain('nothing was sent');
    expect(statSync(to).ino).toBe(before);
  });

  it('keeps the mode and owner of the file it replaces', async () => {
    const to = join(sshd.home, 'kept.sh');
    writeFileSync(to, 'old');
    const { uid, gid } = statSync(sshd.home);
    chownSync(to, uid, gid);
    chmodSync(to, 0o751);
    await send(shell, sshd, { source: file(500), to }).finished;
    expect(statSync(to).mode & 0o7777).toBe(0o751);
    expect(statSync(to).uid).toBe(uid);
  });

  it('goes on with what an earlier try left, and begins anew where that is something else', async () => {
    const source = file(2_000_000);
    const to = join(sshd.home, 'resumed.bin');
    const part = join(sshd.home, '.resumed.bin.hp-run-1-ship.part');
    const { uid, gid } = statSync(sshd.home);
    writeFileSync(part, readFileSync(source.path).subarray(0, 1_500_000));
    chownSync(part, uid, gid);
    const resumed = send(shell, sshd, { source, to });
    expect(await resumed.finished).toMatchObject({ outcome: 'succeeded' });
    expect(resumed.messages.find((message) => message.kind === 'progress')).toMatchObject({ doneBytes: 1_500_000 });
    expect(digestOf(to)).toBe(source.sha256);

    const other = file(2_000_000);
    writeFileSync(part, randomBytes(1_500_000));
    chownSync(part, uid, gid);
    const anew = send(shell, sshd, { source: other, to });
    expect(await anew.finished).toMatchObject({ outcome: 'succeeded' });
    expect(anew.messages.find((message) => message.kind === 'progress')).toMatchObject({ doneBytes: 0 });
    expect(digestOf(to)).toBe(other.sha256);
    expect(leftIn(sshd.home)).toEqual([]);
  });

  it('says what stands in the way, and touches nothing', async () => {
    const source = file(1000);
    const folder = join(sshd.home, 'a-folder');
    const link = join(sshd.home, 'a-link');
    mkdirSync(folder);
    symlinkSync('plain.bin', link);
    const said = async (to: string) => (await send(shell, sshd, { source, to }).finished).reason;
    expect(await said(folder)).toContain('is a folder');
    expect(await said(link)).toContain('is a symbolic link to plain.bin');
    expect(await said(join(sshd.home, 'missing', 'x'))).toContain('does not exist on the target');
    expect(await said('/etc/holdpoint-test')).toContain('may not write in /etc');
    expect(await said(join(folder, '..', 'a\nb'))).toContain('control character');
  });

  it('refuses with both digests a file that changed while it was sent', async () => {
    const source = file(50_000);
    const to = join(sshd.home, 'changed.bin');
    const frozen = { ...source, sha256: 'a'.repeat(64) };
    const end = await send(shell, sshd, { source: frozen, to }).finished;
    expect(end.outcome).toBe('failed');
    expect(end.reason).toContain('a'.repeat(64));
    expect(end.reason).toContain(source.sha256);
    expect(readdirSync(sshd.home)).not.toContain('changed.bin');
    expect(leftIn(sshd.home)).toEqual([]);
  });

  it('says that a file is gone, or has another size, before anything is dialled', async () => {
    const source = file(100);
    const gone = { ...source, path: `${source.path}.gone` };
    const larger = { ...source, bytes: 200 };
    const to = join(sshd.home, 'never');
    expect((await send(shell, sshd, { source: gone, to }).finished).reason).toContain('is not there any more');
    expect((await send(shell, sshd, { source: larger, to }).finished).reason).toContain('has 100 bytes now');
  });

  it('fails with the reason when the owner cannot be given, and leaves the destination as it was', async () => {
    const to = join(sshd.home, 'owned');
    // Nobody of this name: files that run beside this one may let the same login become root for a while.
    const end = await send(shell, sshd, { source: file(100), to, owner: 'hp-unheard-of' }).finished;
    expect(end).toMatchObject({ outcome: 'failed' });
    expect(end.reason).toContain('could not be given to hp-unheard-of');
    expect(readdirSync(sshd.home)).not.toContain('owned');
    expect(leftIn(sshd.home)).toEqual([]);
  });

  it('gives owner and mode by sudo where that asks for no password', async () => {
    const to = join(sshd.home, 'given');
    prepareSudo(sshd.user);
    const wanted = { to, owner: 'root:root', mode: '4750' };
    const end = await send(shell, sshd, { source: file(100), ...wanted }).finished.finally(removeSudo);
    expect(end).toMatchObject({ outcome: 'succeeded' });
    const { uid, gid, mode } = statSync(to);
    expect([uid, gid, (mode & 0o7777).toString(8)]).toEqual([0, 0, '4750']);
  });

  it('takes back what was sent when it is cancelled', async () => {
    const source = endless();
    const to = join(sshd.home, 'cancelled.bin');
    const { task, messages, finished } = send(shell, sshd, { source, to });
    await expect.poll(() => messages.some((message) => message.kind === 'progress'), { timeout: 15_000 }).toBe(true);
    task.cancel();
    expect(await finished).toMatchObject({ outcome: 'cancelled' });
    expect(readdirSync(sshd.home)).not.toContain('cancelled.bin');
    expect(leftIn(sshd.home)).toEqual([]);
  }, 40_000);

  it('that takes longer than it may ends as timed out, and leaves what a later try goes on with', async () => {
    const source = endless();
    const to = join(sshd.home, 'late.bin');
    const { finished } = send(shell, sshd, { source, to, timeoutMs: 600 });
    expect(await finished).toMatchObject({
      outcome: 'timed-out',
      reason: expect.stringMatching(/^Its time was over\. .*late\.bin is as it was/),
    });
    expect(readdirSync(sshd.home)).not.toContain('late.bin');
    expect(leftIn(sshd.home)).toEqual(['.late.bin.hp-run-1-ship.part']);
    const again = send(shell, sshd, { source, to });
    await expect.poll(() => again.messages.find(({ kind }) => kind === 'progress')).toBeDefined();
    const first = again.messages.find((message) => message.kind === 'progress');
    expect(first?.kind === 'progress' && first.doneBytes).toBeGreaterThan(0);
    again.task.cancel();
    expect(await again.finished).toMatchObject({ outcome: 'cancelled' });
    expect(leftIn(sshd.home)).toEqual([]);
  }, 40_000);

  it('lets one of two write a destination at a time', async () => {
    const source = file(5_000_000);
    const to = join(sshd.home, 'contested.bin');
    const first = send(shell, sshd, { source, to });
    const second = await send(shell, sshd, { source, to, key: 'run-2-ship' }).finished;
    expect(second.reason).toContain('Another upload writes');
    expect(await first.finished).toMatchObject({ outcome: 'succeeded' });
  });

  it('answers whether the destination holds the bytes, and sends none', async () => {
    const source = file(1234);
    const to = join(sshd.home, 'asked.bin');
    expect(await send(shell, sshd, { source, to, deed: 'look' }).finished).toMatchObject({ outcome: 'not-started' });
    await send(shell, sshd, { source, to }).finished;
    expect(await send(shell, sshd, { source, to, deed: 'look' }).finished).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('an upload over a link that is cut', () => {
  it('goes on by itself where it stopped, and says that contact was lost and came back', async () => {
    const sshd = await startSshd({ config: [SFTP] });
    const proxy = await startCutProxy(sshd);
    const shell = shellFor([], { extraKnownHosts: [knownHostsAt(sshd, proxy.port)] });
    const source = file(24 * 1024 * 1024);
    const to = join(sshd.home, 'cut.bin');
    const target = sshd.target('t', { port: proxy.port });
    proxy.resetAfterUp(12 * 1024 * 1024);
    const { finished, messages } = send(shell, sshd, { source, to, target });
    expect(await finished).toMatchObject({ outcome: 'succeeded' });
    const kinds = messages.map((message) => message.kind).filter((kind) => kind !== 'progress');
    expect(kinds).toEqual(['sent', 'lost-contact', 'regained-contact', 'finished']);
    // What was there after the cut was not sent again.
    const lostAt = messages.findIndex((message) => message.kind === 'lost-contact');
    const first = messages.slice(lostAt).find((message) => message.kind === 'progress');
    expect(first?.kind === 'progress' && first.doneBytes).toBeGreaterThan(1024 * 1024);
    expect(digestOf(to)).toBe(source.sha256);
    expect(leftIn(sshd.home)).toEqual([]);
    await shell.close();
    await proxy.stop();
    await sshd.stop();
  }, 60_000);

  it('that stalls is noticed, and goes on when it heals', async () => {
    const sshd = await startSshd({ config: [SFTP] });
    const proxy = await startCutProxy(sshd);
    const limits = { keepAliveMs: 200, keepAliveCount: 2, connectMs: 1000, handshakeMs: 1500 };
    const shell = shellFor([], { extraKnownHosts: [knownHostsAt(sshd, proxy.port)], limits });
    const source = file(60 * 1024 * 1024);
    const to = join(sshd.home, 'stalled.bin');
    const sending = send(shell, sshd, { source, to, target: sshd.target('t', { port: proxy.port }) });
    const kinds = () => sending.messages.map((message) => message.kind).filter((kind) => kind !== 'progress');
    await expect.poll(() => sending.messages.some((message) => message.kind === 'progress')).toBe(true);
    proxy.stall();
    await expect.poll(kinds).toContain('lost-contact');
    proxy.heal();
    expect(await sending.finished).toMatchObject({ outcome: 'succeeded' });
    expect(kinds()).toEqual(['sent', 'lost-contact', 'regained-contact', 'finished']);
    expect(digestOf(to)).toBe(source.sha256);
    expect(leftIn(sshd.home)).toEqual([]);
    await shell.close();
    await proxy.stop();
    await sshd.stop();
  }, 60_000);

  it('ends in time out of contact, with the destination as it was', async () => {
    const sshd = await startSshd({ config: [SFTP] });
    const proxy = await startCutProxy(sshd);
    const shell = shellFor([], { extraKnownHosts: [knownHostsAt(sshd, proxy.port)] });
    const to = join(sshd.home, 'lost.bin');
    const target = sshd.target('t', { port: proxy.port });
    const sending = send(shell, sshd, { source: endless(), to, target, reconnectMs: 2_000 });
    await expect
      .poll(() => sending.messages.some((message) => message.kind === 'progress'), { timeout: 15_000 })
      .toBe(true);
    proxy.down();
    expect(await sending.finished).toMatchObject({ outcome: 'failed' });
    expect((await sending.finished).reason).toContain('is as it was');
    expect(readdirSync(sshd.home)).not.toContain('lost.bin');
    await shell.close();
    await proxy.stop();
    await sshd.stop();
  }, 60_000);
});

describeWithMounts('an upload to a disk that becomes full in the middle', () => {
  it.each([
    ['over SFTP', [SFTP]],
    ['through the shell', []],
  ])(
    '%s fails with the cause, and neither harms the destination nor keeps the room',
    async (_way, config) => {
      const disk = mountSmallDisk(400);
      const sshd = await startSshd({ config });
      const shell = shellFor([sshd]);
      const to = join(disk.folder, 'release.bin');
      writeFileSync(to, 'the old release');
      execFileSync('chown', ['-R', sshd.user, disk.folder]);
      const { path } = file(0);
      const bytes = 300 * 1024 * 1024;
      truncateSync(path, bytes);
      const sending = send(shell, sshd, { source: { path, sha256: '0'.repeat(64), bytes }, to });
      await expect.poll(() => sending.messages.some(({ kind }) => kind === 'progress'), { interval: 5 }).toBe(true);
      disk.fill();
      const end = await sending.finished;
      disk.free();
      expect(end).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/space|room|full/i) });
      expect(readFileSync(to, 'utf8')).toBe('the old release');
      expect(leftIn(disk.folder)).toEqual([]);
      await shell.close();
      await sshd.stop();
      disk.unmount();
    },
    40_000,
  );
});

describe('an upload to a server', () => {
  it('without SFTP goes through its shell', async () => {
    const sshd = await startSshd();
    const shell = shellFor([sshd]);
    const source = file(1_500_000);
    const to = join(sshd.home, 'streamed.bin');
    expect(await send(shell, sshd, { source, to }).finished).toMatchObject({ outcome: 'succeeded', reason: null });
    expect(digestOf(to)).toBe(source.sha256);
    expect(leftIn(sshd.home)).toEqual([]);
    await shell.close();
    await sshd.stop();
  }, 40_000);

  it('that gives no shell goes over SFTP alone, and is read back to be compared', async () => {
    const sshd = await startSshd({ config: [SFTP, 'ForceCommand internal-sftp'] });
    const shell = shellFor([sshd]);
    const source = file(1_500_000);
    const to = join(sshd.home, 'files-only.bin');
    expect(await send(shell, sshd, { source, to, mode: '0600' }).finished).toMatchObject({ outcome: 'succeeded' });
    expect(digestOf(to)).toBe(source.sha256);
    expect(statSync(to).mode & 0o7777).toBe(0o600);
    await shell.close();
    await sshd.stop();
  }, 60_000);
});
