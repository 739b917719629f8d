import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../contract/plan.ts';
import type { Limits } from '../../../main/adapters/ssh/limits.ts';
import { createSsh2Shell } from '../../../main/adapters/ssh/ssh2-shell.ts';
import type { Shell, ShellFinished } from '../../../main/core/ports/shell.ts';
import type { UploadMessage, UploadRequest } from '../../../main/core/ports/uploader.ts';
import { flood, type Lies, type LyingServer, linesOf, startLyingServer } from '../../support/lying-server.ts';
import { perform, silentLog } from '../../support/sshd-shell.ts';

const over: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of over.splice(0).reverse()) await end();
});

async function shellTo(lies: Lies, limits: Partial<Limits> = {}): Promise<{ server: LyingServer; shell: Shell }> {
  const server = await startLyingServer(lies);
  const shell = createSsh2Shell({
    ...{ knownHosts: '/nonexistent/known_hosts', extraKnownHosts: [server.knownHosts], home: '/nonexistent' },
    ...{ agentSocket: null, log: silentLog, limits },
  });
  over.push(server.stop, () => shell.close());
  return { server, shell };
}

/** Greets as a target of ours does, then answers the program with what the test wants. */
function answering(answer: (channel: ServerChannel, mark: string, mode: string) => void) {
  return (channel: ServerChannel) => {
    let isAnswered = false;
    linesOf(channel, (line) => {
      const [mark = '', mode = ''] = line.split(' ');
      if (mode === 'ask') channel.write(`${mark} boot boot-1 plain\n`);
      else if (!isAnswered) {
        isAnswered = true;
        answer(channel, mark, mode);
      }
    });
  };
}

describe('a detached step on a target that lies', () => {
  it('is out of contact when the target takes the command and never answers', async () => {
    const { server, shell } = await shellTo({ exec: answering(() => {}) }, { answerMs: 300 });
    const { finished } = perform(shell, server.target, { script: 'true', reconnectMs: 1500 });
    const done = await finished;
    expect(done.kinds).toEqual(['sent', 'lost-contact', 'finished']);
    expect(done).toMatchObject({ outcome: 'indeterminate', exitCode: null });
  });

  it.each([
    ['its answer', ''],
    ['what follows the end', ' run boot-1\n'],
  ])('ends, with bounded memory, when %s has no end', async (_what, first) => {
    const lie = (channel: ServerChannel, mark: string) => {
      channel.stderr.write(`${mark}\n${mark}`);
      channel.write(`${mark}${first}`);
      if (first !== '') channel.write(`${mark} end 0 whole 1 2 0 0 0\n`);
      flood(channel);
    };
    const { server, shell } = await shellTo({ exec: answering(lie) });
    const before = process.memoryUsage().rss;
    const done = await perform(shell, server.target, { script: 'true', reconnectMs: 1500 }).finished;
    expect(done.outcome).toBe(first === '' ? 'indeterminate' : 'succeeded');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('knows no exit code that no machine has', async () => {
    const lie = (channel: ServerChannel, mark: string) => {
      channel.stderr.write(`${mark}\n${mark}`);
      channel.write(`${mark} run boot-1\n${mark} end ${'9'.repeat(20)} whole 1 2 0 0 0\n`);
      channel.exit(0);
      channel.close();
    };
    const { server, shell } = await shellTo({ exec: answering(lie) });
    const done = await perform(shell, server.target, 'true').finished;
    expect(done).toMatchObject({ outcome: 'indeterminate', exitCode: null });
  });

  it('puts no control characters and no novel of the target into the reason', async () => {
    const lie = (channel: ServerChannel, mark: string) => {
      channel.write(`${mark} refused boot-1 \u001b]0;title\u0007 no space ${'A'.repeat(9000)}\n`);
      channel.exit(1);
      channel.close();
    };
    const { server, shell } = await shellTo({ exec: answering(lie) });
    const { reason } = await perform(shell, server.target, 'true').finished;
    expect(reason).toContain('no space');
    expect(reason).not.toMatch(/[^\x20-\x7e\u2019]/);
    expect(reason?.length).toBeLessThan(700);
  });

  it('takes no novel for the name of a boot', async () => {
    const exec = (channel: ServerChannel) =>
      linesOf(channel, (line) => {
        const [mark = '', mode = ''] = line.split(' ');
        if (mode === 'ask') channel.write(`${mark} boot \u001b[31m${'B'.repeat(50_000)} plain\n`);
        else if (mode === 'start') {
          channel.stderr.write(`${mark}\n${mark}`);
          channel.write(`${mark} run -\n${mark} end 0 whole 1 2 0 0 0\n`);
          channel.exit(0);
          channel.close();
        }
      });
    const { server, shell } = await shellTo({ exec });
    const performance = perform(shell, server.target, 'true');
    expect(await performance.until('sent')).toMatchObject({ targetBootId: null });
    expect((await performance.finished).outcome).toBe('succeeded');
  });
});

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const text = (value: string | Buffer) => Buffer.concat([u32(value.length), Buffer.from(value)]);
const packet = (type: number, ...parts: Buffer[]) => text(Buffer.concat([Buffer.from([type]), ...parts]));
const status = (id: number, code: number) => packet(101, u32(id), u32(code), text(''), text(''));
const attributes = (id: number, bytes: number) => packet(105, u32(id), u32(5), u32(0), u32(bytes), u32(0o100644));

interface Request {
  readonly type: number;
  readonly id: number;
}

/** An SFTP server that greets and answers as the test says; a reply of null is none. */
function filesBy(answer: (request: Request) => Buffer | null, greeting = packet(2, u32(3))) {
  return (channel: ServerChannel) => {
    let held = Buffer.alloc(0);
    channel.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 5 && held.length >= 4 + held.readUInt32BE(0)) {
        const body = held.subarray(4, 4 + held.readUInt32BE(0));
        held = held.subarray(4 + body.length);
        const type = body[0] ?? 0;
        const reply = type === 1 ? greeting : answer({ type, id: body.readUInt32BE(1) });
        if (reply !== null) channel.write(reply);
      }
    });
  };
}

async function send(sftp: Lies['sftp'], wanted: Partial<UploadRequest> = {}): Promise<ShellFinished> {
  const folder = mkdtempSync(join(tmpdir(), 'hp-lied-to-'));
  over.push(() => rmSync(folder, { recursive: true }));
  const content = Buffer.alloc(100_000, 7);
  const path = join(folder, 'payload');
  writeFileSync(path, content);
  const source = { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  const { server, shell } = await shellTo(sftp === undefined ? {} : { sftp });
  return new Promise((resolve) => {
    const request: UploadRequest = {
      ...{ target: server.target, key: 'run-1-ship', source, to: '/nonexistent/file', mode: null, owner: null },
      ...{ timeoutMs: null, deed: 'send', reconnectMs: 1000, ...wanted },
    };
    shell.upload(request, (message: UploadMessage) => message.kind === 'finished' && resolve(message));
  });
}

describe('an upload to a server whose SFTP lies', () => {
  it.each([
    ['a greeting with a field longer than itself', packet(2, u32(3), u32(0xffffffff), Buffer.from('x'))],
    ['a greeting that breaks off', packet(2)],
  ])('fails by name on %s: that is no defect of ours, and the file was not touched', async (_what, greeting) => {
    const done = await send(filesBy(() => null, greeting));
    expect(done).toMatchObject({ outcome: 'failed' });
    expect(done.reason).toMatch(/neither a shell nor SFTP/);
  });

  it('does without limits that are cut short', async () => {
    const greeting = packet(2, u32(3), text('limits@openssh.com'), text('1'));
    const answer = ({ type, id }: Request) => (type === 200 ? packet(201, u32(id), u32(1)) : status(id, 4));
    expect(await send(filesBy(answer, greeting))).toMatchObject({ outcome: 'failed' });
  });

  it('ends when a read gives nothing for ever', async () => {
    const answer = ({ type, id }: Request) => {
      if (type === 7) return attributes(id, 100_000);
      if (type === 3) return packet(102, u32(id), text('h'));
      return type === 5 ? packet(103, u32(id), text('')) : status(id, 0);
    };
    expect(await send(filesBy(answer))).toMatchObject({ outcome: 'failed' });
  });

  it('ends after its timeout although the server never answers, the question that clears up included', async () => {
    const done = await send(
      filesBy(() => null),
      { timeoutMs: 500 },
    );
    expect(done.outcome).toBe('timed-out');
  }, 40_000);
});

/** `SSH_MSG_DEBUG`, which a server may send at any time; ssh writes its text into its log, line ends and all. */
function debugPacket(words: string): Buffer {
  const body = Buffer.concat([Buffer.from([4, 1]), text(words), text('')]);
  const padding = 16 - ((body.length + 5) % 8);
  return Buffer.concat([u32(1 + body.length + padding), Buffer.from([padding]), body, Buffer.alloc(padding)]);
}

/** A peer that has shown no key at all: it only speaks its version, and then what the test wants. */
async function pretender(speak: (socket: Socket) => void): Promise<SshTarget> {
  const { server, shell } = await shellTo({});
  await shell.close();
  const pretending = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('SSH-2.0-pretender\r\n');
    speak(socket);
  });
  await new Promise<void>((resolve) => pretending.listen(0, '127.0.0.1', resolve));
  over.push(() => pretending.close());
  const address = pretending.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { ...server.target, port, transport: 'openssh' };
}

function systemShell(): Shell {
  const home = mkdtempSync(join(tmpdir(), 'hp-lied-home-'));
  const limits = { connectMs: 1000, handshakeMs: 3000 };
  const shell = createSsh2Shell({ knownHosts: '/nonexistent', home, agentSocket: null, log: silentLog, limits });
  over.push(
    () => rmSync(home, { recursive: true }),
    () => shell.close(),
  );
  return shell;
}

describe('a peer that writes into the log of the system client', () => {
  it('is not taken for logged in because it says so', async () => {
    const lines = [
      '\ndebug1: Server host key: ssh-ed25519 SHA256:forged',
      'debug1: SSH2_MSG_NEWKEYS received',
      'debug1: Entering interactive session.',
      '',
    ];
    const target = await pretender((socket) => socket.write(debugPacket(lines.join('\n'))));
    const done = await perform(systemShell(), target, 'true').finished;
    expect(done).toMatchObject({ outcome: 'failed', kinds: ['finished'] });
    expect(done.reason).toMatch(/did not finish/);
  }, 30_000);

  it('does not fill disk and memory with it', async () => {
    const flooding = debugPacket('A'.repeat(30_000));
    let sent = 0;
    const target = await pretender((socket) => {
      const go = () => {
        while (!socket.destroyed) {
          sent += flooding.length;
          if (!socket.write(flooding)) return;
        }
      };
      socket.on('drain', go);
      go();
    });
    const shell = systemShell();
    const began = performance.now();
    const done = await perform(shell, target, 'true').finished;
    expect(done.outcome).toBe('failed');
    expect(done.reason).toMatch(/without end/);
    expect(sent).toBeGreaterThan(1024 * 1024);
    expect(performance.now() - began).toBeLessThan(15_000);
  }, 40_000);
});
