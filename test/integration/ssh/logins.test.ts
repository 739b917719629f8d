import { execFileSync, spawn } from 'node:child_process';
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../contract/plan.ts';
import type { Ssh2ShellOptions } from '../../../main/adapters/ssh/ssh2-shell.ts';
import type { AskPerson, PersonQuestion } from '../../../main/core/ports/person-prompt.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { makePasswordUser, type PasswordUser } from '../../support/password-user.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { eventually, perform, shellFor } from '../../support/sshd-shell.ts';

describe.each(transports)('over %s', (transport) => {
  let sshd: Sshd;
  let person: PasswordUser;
  let folder: string;
  let asked: PersonQuestion[];
  const shells: Shell[] = [];
  const servers: Sshd[] = [];

  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
    person = makePasswordUser();
  });
  afterAll(async () => {
    await sshd.stop();
    person.remove();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hp-login-'));
    mkdirSync(join(folder, '.ssh'));
    asked = [];
  });
  afterEach(async () => {
    await Promise.all(shells.splice(0).map((shell) => shell.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  function shellOf(known: readonly Sshd[], options: Partial<Ssh2ShellOptions> = {}): Shell {
    const shell = shellFor(known, { home: folder, ...options });
    shells.push(shell);
    return shell;
  }

  async function started(options: Parameters<typeof startSshd>[0]): Promise<Sshd> {
    const server = await startSshd(options);
    servers.push(server);
    return server;
  }

  /** A person who gives these answers, one after the other, and then none. */
  function answering(...answers: readonly string[]): AskPerson {
    return async (question) => {
      asked.push(question);
      const answer = answers[asked.length - 1];
      return answer === undefined ? null : [answer];
    };
  }

  const run = (shell: Shell, target: SshTarget, script = 'echo hi') => perform(shell, target, script).finished;
  const config = (text: string) => writeFileSync(join(folder, '.ssh', 'config'), text);
  const keyed = (name: string, from = sshd.identity) => {
    const file = join(folder, name);
    copyFileSync(from, file);
    chmodSync(file, 0o600);
    return file;
  };
  const good = { outcome: 'succeeded', stdout: 'hi\n' };

  describe('a password', () => {
    const lines = (more: readonly string[]) => [`AllowUsers ${person.username}`, 'PubkeyAuthentication no', ...more];
    const byPassword = () => lines(['PasswordAuthentication yes']);
    const target = (server: Sshd) => server.target('t', { user: person.username, identity: null });

    it('is asked for by name, tried again when wrong, and asked once for all that need it', async () => {
      const server = await started({ user: person, config: byPassword() });
      const shell = shellOf([server], { askPerson: answering('wrong', person.password) });
      expect(await run(shell, target(server))).toMatchObject(good);
      const subject = `${person.username}@127.0.0.1:${server.port}`;
      expect(asked.map(({ kind, subject, attempt }) => ({ kind, subject, attempt }))).toEqual([
        { kind: 'password', subject, attempt: 1 },
        { kind: 'password', subject, attempt: 2 },
      ]);
      const many = Array.from({ length: 12 }, () => run(shell, target(server), 'sleep 0.2; echo hi'));
      for (const done of await Promise.all(many)) expect(done).toMatchObject(good);
      expect(asked).toHaveLength(2);
    });

    it('that nobody gives ends the attempt, and says that nothing was sent', async () => {
      const server = await started({ user: person, config: byPassword() });
      const done = await run(shellOf([server], { askPerson: answering() }), target(server));
      expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
      expect(done.reason).toMatch(/asks for a password, and nobody gave one/);
    });

    it('that is wrong three times is not asked for a fourth time', async () => {
      const server = await started({ user: person, config: byPassword() });
      const shell = shellOf([server], { askPerson: answering('a', 'b', 'c', person.password) });
      const done = await run(shell, target(server));
      expect(done).toMatchObject({ outcome: 'failed' });
      expect(done.reason).toMatch(/refused the login/);
      expect(asked).toHaveLength(3);
    });

    it('may take a person longer than a handshake may take', async () => {
      const server = await started({ user: person, config: byPassword() });
      const askPerson = async () => {
        await new Promise((resolve) => setTimeout(resolve, 2500));
        return [person.password];
      };
      const shell = shellOf([server], { askPerson, limits: { connectMs: 1000, handshakeMs: 1000 } });
      expect(await run(shell, target(server))).toMatchObject(good);
    });

    it('asked for by keyboard-interactive is answered in the same way', async () => {
      const more = ['UsePAM yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication yes'];
      const server = await started({ user: person, config: lines(more) });
      const shell = shellOf([server], { askPerson: answering(person.password) });
      expect(await run(shell, target(server))).toMatchObject(good);
      expect(asked).toMatchObject([{ kind: 'keyboard-interactive', prompts: [{ text: 'Password:', echo: false }] }]);
    });

    it('is in no command line and in no environment while it is used', async () => {
      const server = await started({ user: person, config: byPassword() });
      const shell = shellOf([server], { askPerson: answering(person.password) });
      await run(shell, target(server));
      const table = execFileSync('ps', ['axeww', '-o', 'args'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
      expect(table.includes(person.password)).toBe(false);
    });
  });

  describe('certificates', () => {
    const authority = () => {
      const file = join(folder, 'ca');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
      return file;
    };
    const certified = (ca: string, key: string, more: readonly string[]) =>
      execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'test', ...more, `${key}.pub`], { stdio: 'ignore' });
    const fresh = (type: string) => {
      const file = join(folder, `id-${type}`);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
      return file;
    };

    it.each(['ed25519', 'ecdsa', 'rsa'])(
      'of a user (%s) beside the key open the door the bare key does not',
      async (type) => {
        const ca = authority();
        const server = await started({ config: [`TrustedUserCAKeys ${ca}.pub`] });
        const identity = fresh(type);
        const shell = shellOf([server]);
        expect(await run(shell, server.target('t', { identity }))).toMatchObject({ outcome: 'failed' });
        certified(ca, identity, ['-n', server.user]);
        chmodSync(ca, 0o644);
        expect(await run(shell, server.target('t', { identity }))).toMatchObject(good);
      },
    );

    it('of a user are found where ssh_config names them, for a key the agent holds', async () => {
      const ca = authority();
      const server = await started({ config: [`TrustedUserCAKeys ${ca}.pub`] });
      const identity = fresh('ed25519');
      certified(ca, identity, ['-n', server.user]);
      const socket = join(folder, 'agent');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      try {
        await eventually('the agent listens', () => existsSync(socket));
        execFileSync('ssh-add', ['-q', identity], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
        rmSync(identity);
        config(`Host *\n  IdentityAgent ${socket}\n  CertificateFile ${identity}-cert.pub\n`);
        expect(await run(shellOf([server]), server.target('t', { identity: null }))).toMatchObject(good);
      } finally {
        agent.kill();
      }
    });

    it('of a host are believed where known_hosts names their authority, or the way to check them is named', async () => {
      const ca = authority();
      const hostKey = join(folder, 'host');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
      certified(ca, hostKey, ['-h', '-n', '127.0.0.1']);
      const server = await started({ config: [`HostKey ${hostKey}`, `HostCertificate ${hostKey}-cert.pub`] });
      const line = `@cert-authority 127.0.0.1,[127.0.0.1]:* ${readFileSync(`${ca}.pub`, 'utf8')}`;
      writeFileSync(join(folder, '.ssh', 'known_hosts'), line);
      const done = await run(shellOf([]), server.target('t'));
      if (transport === 'openssh') expect(done).toMatchObject(good);
      else expect(done.reason).toMatch(/@cert-authority.*transport: openssh/);
    });
  });

  describe('the way there', () => {
    const accepts = (server: Sshd) =>
      writeFileSync(join(server.identity, '..', 'authorized_keys'), readFileSync(`${sshd.identity}.pub`));

    it('leads through two jump hosts of the document, each with a key of its own', async () => {
      const [middle, goal] = await Promise.all([started({ host: '127.0.0.31' }), started({ host: '127.0.0.32' })]);
      accepts(middle);
      accepts(goal);
      const hop = (server: Sshd) => `${server.user}@${server.host}:${server.port}`;
      const target = goal.target('t', { jump: `${hop(sshd)},${hop(middle)}`, identity: sshd.identity });
      const done = await run(shellOf([sshd, middle, goal]), target, 'echo "$SSH_CONNECTION"');
      expect(done).toMatchObject({ outcome: 'succeeded' });
      expect(done.stdout).toContain(`127.0.0.32 ${goal.port}`);
      const scan = async (known: readonly Sshd[]) =>
        (await shellOf(known).scanHostKeys([target], new AbortController().signal))[0];
      expect(await scan([sshd, middle, goal])).toMatchObject({ state: 'known' });
      expect(await scan([middle, goal])).toMatchObject({ state: 'unknown', port: sshd.port });
      expect(await scan([sshd, goal])).toMatchObject({ state: 'unknown', host: '127.0.0.31', port: middle.port });
    });

    it('is trusted hop by hop, and then holds', async () => {
      const goal = await started({ host: '127.0.0.33' });
      accepts(goal);
      const jump = `${sshd.user}@${sshd.host}:${sshd.port}`;
      const target = goal.target('t', { jump, identity: sshd.identity });
      const shell = shellOf([], { knownHosts: join(folder, 'workspace', 'known_hosts') });
      for (const server of [sshd, goal]) {
        const [state] = await shell.scanHostKeys([target], new AbortController().signal);
        expect(state).toMatchObject({ state: 'unknown', port: server.port });
        const { host, port, keyType, fingerprint } = state ?? {};
        if (host === undefined || port === undefined || !keyType || !fingerprint) throw new Error('no key was shown');
        expect(await shell.trustHostKeys([{ host, port, keyType, fingerprint }])).toHaveLength(1);
      }
      expect(await run(shell, target)).toMatchObject(good);
    });

    it('comes from ssh_config: alias, HostName, Port, User, IdentityFile, ProxyJump by alias', async () => {
      const goal = await started({ host: '127.0.0.34' });
      accepts(goal);
      keyed('.ssh/id_work');
      config(
        `Host bastion\n  HostName ${sshd.host}\n  Port ${sshd.port}\n` +
          `Host db\n  HostName ${goal.host}\n  Port ${goal.port}\n  ProxyJump bastion\n` +
          `Host bastion db\n  User ${sshd.user}\n  IdentityFile ~/.ssh/id_work\n  IdentitiesOnly yes\n`,
      );
      const target = goal.target('t', { host: 'db', port: 22, user: null, identity: null });
      const done = await run(shellOf([sshd, goal]), target, 'echo "$SSH_CONNECTION"');
      expect(done).toMatchObject({ outcome: 'succeeded' });
      expect(done.stdout).toContain(`${goal.host} ${goal.port}`);
    });

    it('is a ProxyCommand of ssh_config, with host and port put in', async () => {
      config(`Host *\n  ProxyCommand nc %h %p\n`);
      const node = `${process.execPath} -e "const s=require('net').connect(process.argv[2],process.argv[1]);process.stdin.pipe(s).pipe(process.stdout)"`;
      config(`Host *\n  ProxyCommand ${node} %h %p\n`);
      expect(await run(shellOf([sshd]), sshd.target('t'))).toMatchObject(good);
      config('Host *\n  ProxyCommand exit 7\n');
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const done = await run(shellOf([sshd]), sshd.target('t'));
      expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
    });

    it('is refused where a host could be taken for an option or for words of a shell', async () => {
      for (const host of ['-oProxyCommand=touch /tmp/x', 'a;touch /tmp/x', '$(touch /tmp/x)']) {
        const done = await run(shellOf([sshd]), sshd.target('t', { host }));
        expect(done.reason).toMatch(/no host name/);
      }
    });
  });

  describe('known_hosts', () => {
    it('may be another file, by UserKnownHostsFile and HostKeyAlias; StrictHostKeyChecking no loosens nothing', async () => {
      const file = join(folder, 'elsewhere');
      config(`Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile ${file}\n  HostKeyAlias the-one\n`);
      const refused = await run(shellOf([]), sshd.target('t'));
      expect(refused.reason).toMatch(/host key.*not known/);
      writeFileSync(file, `the-one ${sshd.hostKey}\n`);
      expect(await run(shellOf([]), sshd.target('t'))).toMatchObject(good);
    });

    it('with hashed names is understood, and a revoked key is refused', async () => {
      const file = join(folder, '.ssh', 'known_hosts');
      writeFileSync(file, `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
      expect(readFileSync(file, 'utf8')).not.toContain('127.0.0.1');
      expect(await run(shellOf([]), sshd.target('t'))).toMatchObject(good);
      writeFileSync(file, `@revoked * ${sshd.hostKey}\n${readFileSync(file, 'utf8')}`);
      expect((await run(shellOf([]), sshd.target('t'))).reason).toMatch(/revoked/);
    });
  });

  it('a server that only has algorithms of its own says which way there is', async () => {
    const server = await started({ config: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] });
    const done = await run(shellOf([server]), server.target('t'));
    if (transport === 'openssh') expect(done).toMatchObject(good);
    else expect(done.reason).toMatch(/no secure algorithm.*transport: openssh/);
  });
});
