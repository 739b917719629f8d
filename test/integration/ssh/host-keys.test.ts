import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { freePort, type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { perform, shellFor } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let other: Sshd;
  let folder: string;
  let shell: Shell;
  const never = new AbortController().signal;
  const known = () => join(folder, 'workspace', 'known_hosts');
  const entry = (server: Sshd, key: Sshd) => `[${server.host}]:${server.port} ${key.hostKey}\n`;
  const fingerprintOf = (server: Sshd) => {
    const text = execFileSync('ssh-keygen', ['-lf', '-'], { input: server.hostKey, encoding: 'utf8' });
    return text.split(' ')[1];
  };

  beforeAll(async () => {
    useTransport(transport);
    [sshd, other] = await Promise.all([startSshd(), startSshd()]);
  });
  afterAll(async () => {
    await Promise.all([sshd.stop(), other.stop()]);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hp-keys-'));
    mkdirSync(join(folder, '.ssh'));
    shell = shellFor([], { knownHosts: known(), home: folder });
  });
  afterEach(async () => {
    await shell.close();
    rmSync(folder, { recursive: true });
  });

  function fileWith(text: string): void {
    mkdirSync(join(folder, 'workspace'), { recursive: true });
    writeFileSync(known(), text);
  }

  async function reasonOfRun(): Promise<string> {
    const done = await perform(shell, sshd.target('web-01'), 'touch "$HOME/never"').finished;
    expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
    return done.reason ?? '';
  }

  describe('connecting', () => {
    it('stops at an unknown key and shows its fingerprint as OpenSSH does', async () => {
      const reason = await reasonOfRun();
      expect(reason).toContain('not known');
      expect(reason).toContain(fingerprintOf(sshd));
    });

    it('refuses a changed key with both fingerprints', async () => {
      fileWith(entry(sshd, other));
      const reason = await reasonOfRun();
      expect(reason).toContain('CHANGED');
      expect(reason).toContain(fingerprintOf(sshd));
      expect(reason).toContain(fingerprintOf(other));
    });

    it('refuses a revoked key', async () => {
      fileWith(`${entry(sshd, sshd)}@revoked ${entry(sshd, sshd)}`);
      expect(await reasonOfRun()).toContain('revoked');
    });

    it('accepts what ssh-keygen -H made of the user’s own file', async () => {
      const file = join(folder, '.ssh', 'known_hosts');
      writeFileSync(file, entry(sshd, sshd));
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
      expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
      const done = await perform(shell, sshd.target('web-01'), 'echo hi').finished;
      expect(done).toMatchObject({ outcome: 'succeeded', stdout: 'hi\n' });
    });

    it('tells the fingerprint of the key with what was sent', async () => {
      fileWith(entry(sshd, sshd));
      const sent = await perform(shell, sshd.target('web-01'), 'true').until('sent');
      expect(sent).toMatchObject({ hostKey: fingerprintOf(sshd) });
    });
  });

  describe('scanning an inventory', () => {
    it('tells known, unknown, changed and unreachable apart, in the order asked, without logging in', async () => {
      const nobody = await freePort();
      fileWith(entry(sshd, sshd) + entry(other, sshd));
      const targets = [
        sshd.target('known', { user: 'no-such-user' }),
        sshd.target('same-server', { host: 'localhost' }),
        other.target('changed'),
        sshd.target('nobody', { port: nobody }),
      ];
      const states = await shell.scanHostKeys(targets, never);
      expect(states.map((state) => [state.target, state.state])).toEqual([
        ['known', 'known'],
        ['same-server', 'unknown'],
        ['changed', 'changed'],
        ['nobody', 'unreachable'],
      ]);
      expect(states[0]).toMatchObject({ keyType: 'ssh-ed25519', fingerprint: fingerprintOf(sshd), expected: null });
      expect(states[2]).toMatchObject({ fingerprint: fingerprintOf(other), expected: fingerprintOf(sshd) });
      expect(states[3]?.detail).toContain('refused');
    });

    it('finds the key we hold on a server that offers several types', async () => {
      const rsa = join(folder, 'rsa_key');
      execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', rsa]);
      const both = await startSshd({ config: [`HostKey ${rsa}`] });
      try {
        const rsaLine = readFileSync(`${rsa}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
        fileWith(`[${both.host}]:${both.port} ${rsaLine}\n`);
        expect(await shell.scanHostKeys([both.target('b')], never)).toMatchObject([
          { state: 'known', keyType: 'ssh-rsa' },
        ]);
        expect(await perform(shell, both.target('b'), 'echo hi').finished).toMatchObject({ outcome: 'succeeded' });
      } finally {
        await both.stop();
      }
    });
  });

  describe('trusting', () => {
    it('adds the keys shown to the workspace’s file alone, readable by the user only, once', async () => {
      writeFileSync(join(folder, '.ssh', 'known_hosts'), '# mine\n');
      const states = await shell.scanHostKeys([sshd.target('a'), other.target('b')], never);
      const keys = states.map(({ host, port, keyType, fingerprint }) => ({
        host,
        port,
        keyType: keyType ?? '',
        fingerprint: fingerprint ?? '',
      }));
      expect(await shell.trustHostKeys(keys)).toEqual(keys);
      expect(await shell.trustHostKeys(keys)).toEqual(keys);
      expect(readFileSync(known(), 'utf8')).toBe(entry(sshd, sshd) + entry(other, other));
      expect(statSync(known()).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, '.ssh', 'known_hosts'), 'utf8')).toBe('# mine\n');
      expect(await perform(shell, sshd.target('a'), 'echo hi').finished).toMatchObject({ outcome: 'succeeded' });
    });

    it('refuses a key that is not the one the server shows now', async () => {
      const shown = {
        host: sshd.host,
        port: sshd.port,
        keyType: 'ssh-ed25519',
        fingerprint: fingerprintOf(other) ?? '',
      };
      expect(await shell.trustHostKeys([shown])).toEqual([]);
      expect(await shell.scanHostKeys([sshd.target('a')], never)).toMatchObject([{ state: 'unknown' }]);
    });

    it('refuses to add beside a key that has changed', async () => {
      fileWith(entry(sshd, other).trim());
      const shown = {
        host: sshd.host,
        port: sshd.port,
        keyType: 'ssh-ed25519',
        fingerprint: fingerprintOf(sshd) ?? '',
      };
      expect(await shell.trustHostKeys([shown])).toEqual([]);
      expect(readFileSync(known(), 'utf8')).toBe(entry(sshd, other).trim());
    });
  });
});
