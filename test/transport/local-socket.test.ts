import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../contract/wire.ts';
import { readCoreFile, writeCoreFile } from '../../main/transport/core-file.ts';
import { createLocalClient, openLocalChannel } from '../../main/transport/local-client.ts';
import { LocalServer } from '../../main/transport/local-server.ts';
import { socketPath } from '../../main/transport/socket-path.ts';
import { until } from '../contract/client-suite.ts';
import { fakeCore } from '../contract/fake-core.ts';

const core = fakeCore();
let workspaceDir: string;
let server: LocalServer | null;

beforeEach(async () => {
  workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-local-'));
  server = await LocalServer.start({ workspaceDir, dispatcher: core.dispatcher, log: core.log, now: Date.now() });
});
afterEach(async () => {
  await server?.close();
  rmSync(workspaceDir, { recursive: true });
});

function coreFile() {
  const file = readCoreFile(workspaceDir);
  if (file === null) throw new Error('no core.json');
  return file;
}

/** Connects and says these texts; collects what it hears until the core hangs up. */
async function stranger(say: (heard: string) => string | null): Promise<{ heard: string; isCut: boolean }> {
  const socket: Socket = createConnection(coreFile().path);
  let heard = '';
  let isCut = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    isCut = true;
  });
  socket.on('data', (data) => {
    heard += String(data);
    const answer = say(heard);
    if (answer !== null) socket.write(answer);
  });
  await until(() => isCut);
  return { heard, isCut };
}

describe('the local socket', () => {
  it('lets in who knows the key of core.json', async () => {
    const client = createLocalClient(workspaceDir);
    expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
    await client.close();
  });

  it('lies in a folder of this user alone, and its key in a file of this user alone', () => {
    const { path: where } = coreFile();
    expect(statSync(path.dirname(where)).mode & 0o077).toBe(0);
    expect(statSync(path.join(workspaceDir, 'core.json')).mode & 0o077).toBe(0);
    expect(Buffer.byteLength(where)).toBeLessThan(104);
  });

  it('hangs up on a proof made with another key, without a proof of its own', async () => {
    const proof = `${'a'.repeat(64)} ${'b'.repeat(64)}\n`;
    const { heard } = await stranger((text) => (text.split('\n').length === 2 ? proof : null));
    expect(heard.split('\n')).toEqual([expect.stringMatching(/^holdpoint [0-9a-f]{64}$/), '']);
  });

  it.each([
    ['a frame instead of a proof', '{"kind":"hello","protocol":1,"secret":""}\n'],
    ['garbage', '\u0000\u0001\u0002\n'],
    ['an empty line', '\n'],
    ['the nonce said back', null],
    ['a line without end', 'x'.repeat(4096)],
  ])('hangs up on %s', async (_name, said) => {
    const { heard } = await stranger((text) => (text.endsWith('\n') ? (said ?? text.replace('holdpoint ', '')) : null));
    expect(heard).not.toContain('welcome');
    expect(heard.trim().split('\n')).toHaveLength(1);
  });

  it('never sends the key', async () => {
    const { key } = coreFile();
    const { heard } = await stranger((text) => (text.endsWith('\n') ? 'nothing\n' : null));
    expect(heard).not.toContain(key);
  });
});

describe('a local client', () => {
  let impostor: Server | null = null;
  afterEach(() => impostor?.close());

  it('says nothing to a core that cannot prove the key', async () => {
    const where = socketPath(`${workspaceDir}-impostor`);
    const heard: string[] = [];
    impostor = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(`holdpoint ${'c'.repeat(64)}\n`);
      socket.on('data', (data) => {
        heard.push(String(data));
        socket.write(`${'d'.repeat(64)}\n`);
      });
    });
    await new Promise<void>((resolve) => impostor?.listen(where, resolve));
    writeCoreFile(workspaceDir, { ...coreFile(), path: where });
    expect(await openLocalChannel(workspaceDir)).toMatchObject({ ok: false, problem: { code: 'disconnected' } });
    expect(heard).toHaveLength(1);
    expect(heard.join('')).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}\n$/);
  });

  it('finds no core where none wrote core.json, where it is garbage, and where its core is dead', async () => {
    const dead = coreFile();
    await server?.close();
    server = null;
    expect(existsSync(path.join(workspaceDir, 'core.json'))).toBe(false);
    const nowhere = await openLocalChannel(workspaceDir);
    writeFileSync(path.join(workspaceDir, 'core.json'), '{"path":');
    const garbage = await openLocalChannel(workspaceDir);
    writeCoreFile(workspaceDir, dead);
    const stale = await openLocalChannel(workspaceDir);
    for (const answer of [nowhere, garbage, stale])
      expect(answer).toMatchObject({ ok: false, problem: { code: 'disconnected' } });
  });

  it('says which process speaks another protocol', async () => {
    writeCoreFile(workspaceDir, { ...coreFile(), protocol: PROTOCOL_VERSION + 1 });
    const answer = await openLocalChannel(workspaceDir);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'unauthorized' } });
    expect(answer.ok || answer.problem.message).toContain(String(process.pid));
  });

  it('finds the core again after it was restarted with another key and path', async () => {
    const client = createLocalClient(workspaceDir, { retryDelaysMs: [5, 20, 50] });
    await client.call('workspace.get', {});
    const before = coreFile();
    const states: string[] = [];
    client.onConnection((state) => states.push(state));
    await server?.close();
    server = await LocalServer.start({ workspaceDir, dispatcher: core.dispatcher, log: core.log, now: Date.now() });
    expect(coreFile().key).not.toBe(before.key);
    await until(() => states.includes('disconnected') && states.at(-1) === 'connected');
    expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
    await client.close();
  });
});

describe('core.json', () => {
  it('is left alone by a core that closes late, once another has written it', async () => {
    const ours = server;
    const other = { ...coreFile(), key: 'f'.repeat(64) };
    writeCoreFile(workspaceDir, other);
    await ours?.close();
    server = null;
    expect(JSON.parse(readFileSync(path.join(workspaceDir, 'core.json'), 'utf8'))).toEqual(other);
  });
});
