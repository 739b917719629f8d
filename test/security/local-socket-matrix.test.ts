import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operations } from '../../contract/operations.ts';
import { topics } from '../../contract/topics.ts';
import { FRAME_CAP, PROTOCOL_VERSION } from '../../contract/wire.ts';
import { type CoreFile, readCoreFile } from '../../main/transport/core-file.ts';
import { LocalServer } from '../../main/transport/local-server.ts';
import { countingCore } from './counting-core.ts';

const core = countingCore();
let workspaceDir: string;
let server: LocalServer;

const start = () => LocalServer.start({ workspaceDir, dispatcher: core.dispatcher, log: core.log, now: Date.now() });

beforeEach(async () => {
  core.reached.length = 0;
  workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-matrix-'));
  server = await start();
});
afterEach(async () => {
  await server.close();
  rmSync(workspaceDir, { recursive: true });
});

function coreFile(): CoreFile {
  const file = readCoreFile(workspaceDir);
  if (file === null) throw new Error('no core.json');
  return file;
}

const hello = JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION, secret: '' });
/** Every row of both tables, asked for in one breath. */
const everything = [
  hello,
  ...Object.keys(operations).map((operation, at) => JSON.stringify({ kind: 'call', id: at + 1, operation, input: {} })),
  ...Object.keys(topics).map((topic, at) => JSON.stringify({ kind: 'subscribe', id: at + 500, topic, params: {} })),
];
const reachable = [...Object.keys(operations), ...Object.keys(topics)];

const mac = (key: string | Buffer, words: string) => createHmac('sha256', key).update(words).digest('hex');
const proof = (key: string, theirs: string, ours: string) =>
  `${ours} ${mac(key, `holdpoint client ${theirs} ${ours}`)}`;
const nonce = () => randomBytes(32).toString('hex');

interface Heard {
  readonly text: string;
  readonly ms: number;
}

/** Answers the core's nonce with a line, then asks for everything; collects what it hears until it is hung up on. */
function stranger(line: (theirs: string) => string | Buffer, isWhole = true): Promise<Heard> {
  return new Promise((resolve) => {
    const started = Date.now();
    const socket: Socket = createConnection(coreFile().path);
    let text = '';
    let isAnswered = false;
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text, ms: Date.now() - started }));
    socket.on('data', (data) => {
      text += String(data);
      const theirs = /^holdpoint ([0-9a-f]{64})\n/.exec(text)?.[1];
      if (isAnswered || theirs === undefined) return;
      isAnswered = true;
      socket.write(line(theirs));
      if (isWhole) socket.write(`\n${everything.join('\n')}\n`);
    });
    // Who was let in is never hung up on: it ends by itself, and the test sees what it reached.
    setTimeout(() => socket.destroy(), isWhole ? 1000 : 9000).unref();
  });
}

const attacks: readonly [string, (theirs: string) => string | Buffer][] = [
  ['no proof', () => ''],
  ['frames instead of a proof', () => hello],
  ['a proof by another key', (theirs) => proof(nonce(), theirs, nonce())],
  ['a proof by an empty key', (theirs) => proof('', theirs, nonce())],
  [
    'a proof by the key as bytes',
    (theirs) => {
      const ours = nonce();
      return `${ours} ${mac(Buffer.from(coreFile().key, 'hex'), `holdpoint client ${theirs} ${ours}`)}`;
    },
  ],
  ['the key itself', (theirs) => `${theirs} ${coreFile().key}`],
  ['a proof cut short', (theirs) => proof(coreFile().key, theirs, nonce()).slice(0, -1)],
  [
    'a proof with one bit changed',
    (theirs) => proof(coreFile().key, theirs, nonce()).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  ],
  ['a proof in capitals', (theirs) => proof(coreFile().key, theirs, nonce()).toUpperCase()],
  [
    'the proof of the core’s side',
    (theirs) => {
      const ours = nonce();
      return `${ours} ${mac(coreFile().key, `holdpoint core ${theirs} ${ours}`)}`;
    },
  ],
  [
    'a proof over the nonces in the wrong order',
    (theirs) => {
      const ours = nonce();
      return `${ours} ${mac(coreFile().key, `holdpoint client ${ours} ${theirs}`)}`;
    },
  ],
  ['a proof over another nonce', () => proof(coreFile().key, nonce(), nonce())],
  ['a short nonce of its own', (theirs) => proof(coreFile().key, theirs, 'ab')],
  ['the nonce said back', (theirs) => theirs],
  ['garbage', () => randomBytes(200)],
  ['zeros', () => Buffer.alloc(200)],
  ['HTTP (a page that aims at the socket)', () => 'GET /rpc HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a line of 1 MB', () => 'x'.repeat(FRAME_CAP)],
  ['broken UTF-8', () => Buffer.from([0xff, 0xfe, 0xc0, 0x80])],
];

describe('the local socket’s matrix', () => {
  it.each(attacks)('%s reaches no operation and no topic, and learns no proof', async (_name, line) => {
    const { text, ms } = await stranger(line);
    expect(core.reached).toEqual([]);
    expect(text).toMatch(/^holdpoint [0-9a-f]{64}\n$/);
    expect(ms).toBeLessThan(900);
    expect(text + core.logged.join('\n')).not.toContain(coreFile().key);
  });

  it('a proof recorded from a rightful client reaches nothing the second time, nor at a restarted core', async () => {
    let recorded = '';
    await stranger((theirs) => {
      recorded = proof(coreFile().key, theirs, nonce());
      return recorded;
    });
    expect(core.reached.length).toBeGreaterThan(0);
    core.reached.length = 0;
    await stranger(() => recorded);
    const old = coreFile().key;
    await server.close();
    server = await start();
    await stranger((theirs) => proof(old, theirs, nonce()));
    expect(core.reached).toEqual([]);
  });

  it('the right proof reaches every operation and every topic', async () => {
    const { text } = await stranger((theirs) => proof(coreFile().key, theirs, nonce()));
    expect(text).toContain('welcome');
    expect(new Set(core.reached)).toEqual(new Set(reachable));
  });

  it('who says half a proof, or nothing, is hung up on within seconds', async () => {
    const halves = await Promise.all([
      stranger(() => '', false),
      stranger((theirs) => proof(coreFile().key, theirs, nonce()), false),
    ]);
    for (const { text, ms } of halves) {
      expect(text).not.toContain('welcome');
      expect(ms).toBeLessThan(7000);
    }
    expect(core.reached).toEqual([]);
  }, 15_000);

  it('half a frame, and a frame over the cap, from one who proved the key reach nothing', async () => {
    await stranger((theirs) => `${proof(coreFile().key, theirs, nonce())}\n{"kind":"hello","proto`, false);
    await stranger((theirs) => `${proof(coreFile().key, theirs, nonce())}\n${'x'.repeat(FRAME_CAP + 1)}`, true);
    expect(core.reached).toEqual([]);
  }, 25_000);

  it('holds no more than its cap of strangers, and serves again when they go', async () => {
    const held = Array.from({ length: 100 }, () => createConnection(coreFile().path).on('error', () => {}));
    await expect.poll(() => held.filter((socket) => socket.destroyed).length).toBeGreaterThanOrEqual(36);
    for (const socket of held) socket.destroy();
    await expect
      .poll(async () => (await stranger((theirs) => proof(coreFile().key, theirs, nonce()))).text, { timeout: 8000 })
      .toContain('welcome');
  });
});
