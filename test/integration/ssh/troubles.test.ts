import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../contract/plan.ts';
import type { Ssh2ShellOptions } from '../../../main/adapters/ssh/ssh2-shell.ts';
import type { AskPerson } from '../../../main/core/ports/person-prompt.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { freePort, type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { eventually, perform, shellFor } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let folder: string;
  const shells: Shell[] = [];

  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hp-trouble-'));
    mkdirSync(join(folder, '.ssh'));
  });
  afterEach(async () => {
    await Promise.all(shells.splice(0).map((shell) => shell.close()));
    rmSync(folder, { recursive: true });
  });

  function newShell(options: Partial<Ssh2ShellOptions> = {}): Shell {
    const shell = shellFor([sshd], { home: folder, limits: { connectMs: 400, handshakeMs: 400 }, ...options });
    shells.push(shell);
    return shell;
  }

  async function failure(target: SshTarget, shell = newShell()): Promise<string> {
    const done = await perform(shell, target, 'touch "$HOME/never"').finished;
    expect(done).toMatchObject({ outcome: 'failed', exitCode: null, kinds: ['finished'] });
    expect(existsSync(join(sshd.home, 'never'))).toBe(false);
    return done.reason ?? '';
  }

  /** A server on loopback that does with each connection what it is told. */
  async function serverThat(does: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      does(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : 0, server };
  }

  describe('a target that cannot be reached', () => {
    it('refuses: says so at once', async () => {
      expect(await failure(sshd.target('t', { port: await freePort() }))).toMatch(/refused the connection.*Check port/);
    });

    it('has no name: says which', async () => {
      expect(await failure(sshd.target('t', { host: 'no-such-host.invalid' }))).toMatch(
        /no-such-host\.invalid.*cannot be resolved/,
      );
    });

    it('accepts and never speaks: given up in time', async () => {
      const { port, server } = await serverThat(() => {});
      expect(await failure(sshd.target('t', { port }))).toMatch(/did not finish the key exchange within/);
      server.close();
    });

    it('floods before the key exchange: cut off, memory bounded', async () => {
      const flood = Buffer.alloc(64 * 1024, 'banner line without end ');
      const { port, server } = await serverThat((socket) => {
        const pour = () => {
          while (socket.writable && socket.write(flood));
        };
        socket.on('drain', pour);
        pour();
      });
      const before = process.memoryUsage().rss;
      expect(await failure(sshd.target('t', { port }))).toMatch(/no SSH server|does not speak SSH|dropped/);
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
      server.close();
    });

    it('speaks something else: says so', async () => {
      const { port, server } = await serverThat((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(await failure(sshd.target('t', { port }))).toMatch(/dropped|does not speak SSH|closed the connection/);
      server.close();
    });

    it('drops connections as MaxStartups does: tried again until it lets us in', async () => {
      let dropped = 0;
      const { port, server } = await serverThat((socket) => {
        dropped++;
        socket.end();
      });
      const shell = newShell();
      const run = perform(shell, sshd.target('t', { port }), 'true');
      expect(await run.finished).toMatchObject({ outcome: 'failed' });
      expect(dropped).toBe(5);
      server.close();
    });

    it('is asked in a reattach: tried until time is up, then indeterminate', async () => {
      const target = sshd.target('t', { port: await freePort() });
      const run = perform(newShell(), target, { mode: 'reattach', reconnectMs: 700 });
      const done = await run.finished;
      expect(done).toMatchObject({ outcome: 'indeterminate', kinds: ['finished'] });
      expect(done.durationMs).toBeGreaterThan(200);
      expect(done.reason).toContain('refused the connection');
    });
  });

  describe('logging in', () => {
    const keyFile = (name: string, passphrase = '') => {
      const file = join(folder, '.ssh', name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file]);
      return file;
    };
    const encrypted = () => {
      const file = join(folder, 'encrypted');
      copyFileSync(sshd.identity, file);
      chmodSync(file, 0o600);
      execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', file]);
      return file;
    };

    it('with a wrong key fails and names what was tried', async () => {
      const identity = keyFile('wrong');
      keyFile('id_ed25519');
      const reason = await failure(sshd.target('t', { identity }));
      expect(reason).toContain('refused the login');
      expect(reason).toContain('wrong');
      expect(reason).toContain('id_ed25519');
      expect(reason).toContain('authorized_keys');
    });

    it('with a missing or useless key file says which', async () => {
      expect(await failure(sshd.target('t', { identity: '~/.ssh/none' }))).toMatch(/none does not exist/);
      writeFileSync(join(folder, 'junk'), 'not a key');
      expect(await failure(sshd.target('t', { identity: join(folder, 'junk') }))).toContain('no private key');
    });

    it('with no key at hand says so', async () => {
      expect(await failure(sshd.target('t', { identity: null }))).toContain('no key was at hand');
    });

    it('uses ~/.ssh/id_ed25519 of the user, and ~ in an identity', async () => {
      copyFileSync(sshd.identity, join(folder, '.ssh', 'id_ed25519'));
      const target = sshd.target('t', { identity: null });
      expect(await perform(newShell(), target, 'true').finished).toMatchObject({ outcome: 'succeeded' });
      const named = sshd.target('t', { identity: '~/.ssh/id_ed25519' });
      expect(await perform(newShell(), named, 'true').finished).toMatchObject({ outcome: 'succeeded' });
    });

    it('asks once for the passphrase of a key that many connections need', async () => {
      const asked: string[] = [];
      const askPerson: AskPerson = async ({ subject }) => {
        asked.push(subject);
        return [asked.length === 1 ? 'wrong' : 'open sesame'];
      };
      const identity = encrypted();
      const shell = newShell({ askPerson });
      const targets = ['a', 'b', 'c'].map((name, i) =>
        sshd.target(name, { identity, host: i === 0 ? '127.0.0.1' : `127.0.0.1` }),
      );
      const ends = await Promise.all(targets.map((target) => perform(shell, target, 'true').finished));
      expect(ends.map((end) => end.outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
      expect(asked).toEqual([identity, identity]);
    });

    it('with a key that nobody unlocks fails with what to do', async () => {
      const shell = newShell({ askPerson: async () => null });
      expect(await failure(sshd.target('t', { identity: encrypted() }), shell)).toMatch(/encrypted.*passphrase/);
    });

    it('uses the agent', async () => {
      const socket = join(folder, 'agent');
      const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      try {
        await eventually('the agent listens', () => existsSync(socket));
        const file = join(folder, 'agent-key');
        copyFileSync(sshd.identity, file);
        chmodSync(file, 0o600);
        execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
        const shell = newShell({ agentSocket: socket });
        const done = await perform(shell, sshd.target('t', { identity: null }), 'echo hi').finished;
        expect(done).toMatchObject({ outcome: 'succeeded', stdout: 'hi\n' });
      } finally {
        agent.kill();
      }
    });

    it('goes on without an agent whose socket is stale', async () => {
      copyFileSync(sshd.identity, join(folder, '.ssh', 'id_ed25519'));
      const shell = newShell({ agentSocket: join(folder, 'gone') });
      const done = await perform(shell, sshd.target('t', { identity: null }), 'true').finished;
      expect(done).toMatchObject({ outcome: 'succeeded' });
    });

    it('goes through a jump host', async () => {
      const jump = `${sshd.user}@${sshd.host}:${sshd.port}`;
      const behind = await startSshd({ host: '127.0.0.9' });
      try {
        const shell = shellFor([sshd, behind]);
        shells.push(shell);
        // One key for the way and the goal: the goal is told to accept the way's.
        const accepted = join(behind.identity, '..', 'authorized_keys');
        writeFileSync(accepted, readFileSync(`${sshd.identity}.pub`));
        const done = await perform(
          shell,
          behind.target('t', { jump, identity: sshd.identity }),
          'echo "$SSH_CONNECTION"',
        ).finished;
        expect(done).toMatchObject({ outcome: 'succeeded' });
        expect(done.stdout).toContain(`127.0.0.9 ${behind.port}`);
        expect(
          await shell.scanHostKeys(
            [behind.target('t', { jump, identity: sshd.identity })],
            new AbortController().signal,
          ),
        ).toMatchObject([{ state: 'known' }]);
      } finally {
        await behind.stop();
      }
    });
  });
});
