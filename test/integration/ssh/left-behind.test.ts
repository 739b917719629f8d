import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonQuestion } from '../../../main/core/ports/person-prompt.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { eventually, perform, shellFor } from '../../support/sshd-shell.ts';

/** What mentions this folder in its command line. */
function processesOf(folder: string): readonly string[] {
  const table = execFileSync('ps', ['axww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return table.split('\n').filter((line) => line.includes(folder) && !line.includes('sshd'));
}

describe('the system’s clients', () => {
  let sshd: Sshd;
  let runtime: string;
  const left = () => readdirSync(runtime).filter((name) => name.startsWith('hp-ssh-'));

  beforeAll(async () => {
    useTransport('openssh');
    sshd = await startSshd();
    runtime = mkdtempSync(join(tmpdir(), 'hp-rt-'));
  });
  afterAll(async () => {
    await sshd.stop();
    rmSync(runtime, { recursive: true });
  });

  /** A process of its own that has a connection open and work going on. */
  function ownProcess() {
    const program = join(runtime, 'own.ts');
    const support = resolve(import.meta.dirname, '../../support');
    const target = JSON.stringify(sshd.target('t'));
    writeFileSync(
      program,
      `import { perform, shellFor } from '${support}/sshd-shell.ts';
       const shell = shellFor([${JSON.stringify({ knownHosts: sshd.knownHosts })}] as never);
       perform(shell, ${target}, 'echo up; sleep 60');
       process.on('SIGTERM', () => void shell.close().then(() => process.exit(0)));
       setInterval(() => {}, 1000);`,
    );
    const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
    return spawn(process.execPath, [program], { env, stdio: 'inherit' });
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)('are gone after %s, and so is their folder', async (signal) => {
    const child = ownProcess();
    await eventually('a client runs', () => processesOf(runtime).some((line) => line.includes('-M')), 30_000);
    await eventually('its channels too', () => processesOf(runtime).length > 2, 30_000);
    child.kill(signal);
    await eventually('no process is left', () => processesOf(`${runtime}/hp-ssh-`).length === 0);
    await eventually('no folder is left', () => left().length === 0);
  });

  it('of a core that died with its watcher are removed by the next one', async () => {
    const child = ownProcess();
    await eventually('a client runs', () => processesOf(runtime).some((line) => line.includes('-M')), 30_000);
    const [folder = ''] = left();
    await eventually('it is logged in', () => readdirSync(join(runtime, folder)).some((name) => name.endsWith('.s')));
    const watcher = processesOf(folder).find((line) => line.includes('while read'));
    process.kill(Number(watcher?.trim().split(' ')[0]), 'SIGKILL');
    child.kill('SIGKILL');
    await new Promise((done) => child.once('exit', done));
    expect(existsSync(join(runtime, folder))).toBe(true);
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = runtime;
    const shell = shellFor([sshd]);
    try {
      expect(await perform(shell, sshd.target('t'), 'true').finished).toMatchObject({ outcome: 'succeeded' });
      expect(existsSync(join(runtime, folder))).toBe(false);
      await eventually('its client is gone', () => processesOf(folder).length === 0);
    } finally {
      await shell.close();
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
    }
    expect(left()).toEqual([]);
  });
});

describe.each(transports)('over %s', (transport) => {
  beforeAll(() => useTransport(transport));

  it('a server that asks on and on is given up, after a bounded number of questions', async () => {
    const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        const again = () => context.prompt([{ prompt: 'Again? ', echo: true }], again);
        again();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    const { port } = server.address() as { port: number };
    const folder = mkdtempSync(join(tmpdir(), 'hp-loop-'));
    const key = ssh2.utils.parseKey(hostKey);
    if (key instanceof Error) throw key;
    writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ssh-ed25519 ${key.getPublicSSH().toString('base64')}\n`);
    const asked: PersonQuestion[] = [];
    const askPerson = async (question: PersonQuestion) => {
      asked.push(question);
      return ['yes'];
    };
    const limits = { connectMs: 2000, handshakeMs: 2000 };
    const shell = shellFor([], { extraKnownHosts: [join(folder, 'known')], home: folder, askPerson, limits });
    const target = { kind: 'ssh', name: 't', host: '127.0.0.1', port, user: 'u', identity: null, jump: null } as const;
    const done = await perform(shell, { ...target, stateDir: null, env: {}, labels: {}, transport } as never, 'true')
      .finished;
    expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
    expect(asked.length).toBeLessThanOrEqual(40);
    await shell.close();
    await new Promise<void>((closed) => server.close(() => closed()));
  });

  it('a port behind a firewall that drops is given up in time', async () => {
    // A listener that sleeps and whose queue is full drops what comes, as a firewall does.
    const listen =
      "require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},function(){console.log(this.address().port)})";
    const sleeper = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<number>((done) => sleeper.stdout.once('data', (text) => done(Number(String(text)))));
    sleeper.kill('SIGSTOP');
    const fillers = Array.from({ length: 6 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}));
    await new Promise((done) => setTimeout(done, 300));
    const shell = shellFor([], { limits: { connectMs: 700, handshakeMs: 500 } });
    const target = { kind: 'ssh', name: 't', host: '127.0.0.1', port, user: 'u', identity: null, jump: null } as const;
    const began = performance.now();
    const whole = { ...target, stateDir: null, env: {}, labels: {}, transport } as never;
    const done = await perform(shell, whole, 'true').finished;
    expect(done.reason).toMatch(/did not answer/);
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const filler of fillers) filler.destroy();
    sleeper.kill('SIGKILL');
    await shell.close();
  });
});
