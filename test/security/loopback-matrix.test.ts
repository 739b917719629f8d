import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { operations } from '../../contract/operations.ts';
import { topics } from '../../contract/topics.ts';
import { FRAME_CAP, PROTOCOL_VERSION } from '../../contract/wire.ts';
import { routes } from '../../main/transport/loopback-routes.ts';
import { openDoor } from '../transport/door.ts';
import { type CountingCore, countingCore } from './counting-core.ts';
import { attacks, type Loot } from './loopback-attacks.ts';
import { bytesOf, hostOf, type Knock, rows } from './loopback-rows.ts';
import { sayForEver, sayRaw } from './raw-http.ts';

const core: CountingCore = countingCore();
let loot: Loot;

beforeAll(async () => {
  const door = await openDoor(core);
  const otherDoor = await openDoor(core);
  const usedToken = door.token();
  const browser = await door.enter();
  await sayRaw(door.server.port, bytesOf(rows.session.good({ ...door, token: () => usedToken }, browser)));
  loot = { door, otherDoor, usedToken, browser, otherBrowser: await otherDoor.enter() };
});
afterAll(async () => {
  await loot.door.close();
  await loot.otherDoor.close();
});

const send = (knock: Knock) => sayRaw(loot.door.server.port, bytesOf(knock));

describe('the loopback matrix', () => {
  it('has a row for every route and no other', () => {
    expect(Object.keys(rows).sort()).toEqual(routes.map((route) => route.name).sort());
  });

  for (const route of routes) {
    const row = rows[route.name];
    const due = attacks.filter((attack) => attack.on(route));

    it(`${route.method} ${route.path}: lets in the good request, and none of ${due.length} attacks on it`, async () => {
      const good = () => row.good(loot.door, loot.browser);
      expect(row.isIn(await send(good()))).toBe(true);
      const answers = await Promise.all(
        due.map(async (attack) => ({ name: attack.name, answer: await send(attack.change(good(), loot)) })),
      );
      expect(answers.filter(({ answer }) => row.isIn(answer)).map(({ name }) => name)).toEqual([]);
      expect(answers.filter(({ answer }) => /access-control-|not for you/i.test(answer))).toEqual([]);
      expect(row.isIn(await send(good()))).toBe(true);
      expect(core.reached).toEqual([]);
    });
  }
});

describe('a WebSocket that was let in by its cookie', () => {
  const hello = (secret: unknown) => JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION, secret });
  const everything = () => [
    ...Object.keys(operations).map((operation, at) =>
      JSON.stringify({ kind: 'call', id: at + 1, operation, input: {} }),
    ),
    ...Object.keys(topics).map((topic, at) => JSON.stringify({ kind: 'subscribe', id: at + 500, topic, params: {} })),
  ];

  async function speak(first: readonly string[]): Promise<string[]> {
    const { door, browser } = loot;
    const socket = new WebSocket(`${door.origin.replace('http', 'ws')}/rpc`, {
      headers: { origin: door.origin, cookie: browser.cookie },
    });
    const said: string[] = [];
    socket.on('message', (data) => said.push(String(data)));
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    for (const text of [...first, ...everything()]) socket.send(text);
    const answered = () => said.length > Object.keys(operations).length;
    await Promise.race([closed, expect.poll(answered, { timeout: 8000 }).toBe(true)]);
    socket.terminate();
    return said;
  }

  it.each<[string, () => readonly string[]]>([
    ['no hello', () => []],
    ['an empty secret', () => [hello('')]],
    ['the secret of a tab of another instance', () => [hello(loot.otherBrowser.tabSecret)]],
    ['the cookie as secret', () => [hello(loot.browser.cookie.split('=')[1])]],
    ['the launch token as secret', () => [hello(loot.door.token())]],
    ['a secret cut short', () => [hello(loot.browser.tabSecret.slice(0, -1))]],
    ['a secret that is no text', () => [hello({ toString: 'x' })]],
    ['a secret of 600 characters', () => [hello('x'.repeat(600))]],
    ['an older protocol', () => [JSON.stringify({ kind: 'hello', protocol: 0, secret: loot.browser.tabSecret })]],
    ['a hello over the frame cap', () => [hello('x'.repeat(FRAME_CAP))]],
    ['a hello in a part that never ends', () => [JSON.stringify({ kind: 'part', index: 0, last: false, text: '{' })]],
  ])('reaches no operation and no topic with %s', async (_name, first) => {
    const said = await speak(first());
    expect(core.reached).toEqual([]);
    expect(said.join('')).not.toContain('welcome');
  });

  it('reaches them all with the secret of its own tab', async () => {
    await speak([hello(loot.browser.tabSecret)]);
    expect(new Set(core.reached)).toEqual(new Set([...Object.keys(operations), ...Object.keys(topics)]));
    core.reached.length = 0;
  });
});

describe('a client that never finishes', () => {
  it('is hung up on, whether it dribbles its head or its body, and others are served meanwhile', async () => {
    const { port } = loot.door.server;
    const head = `GET / HTTP/1.1\r\nhost: ${hostOf(loot.door)}\r\nx-slow: `;
    const body = `POST /session HTTP/1.1\r\nhost: ${hostOf(loot.door)}\r\norigin: ${loot.door.origin}\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n`;
    const slow = [
      ...Array.from({ length: 40 }, () => sayForEver(port, head, 'x')),
      ...Array.from({ length: 10 }, () => sayForEver(port, body, ' ')),
    ];
    expect(rows.page.isIn(await send(rows.page.good(loot.door, loot.browser)))).toBe(true);
    const lasted = await Promise.all(slow);
    expect(Math.max(...lasted.slice(0, 40))).toBeLessThan(9_000);
    expect(Math.max(...lasted)).toBeLessThan(14_000);
  }, 30_000);

  it('holds no more than the door’s cap of sockets, and the door opens again when they go', async () => {
    const { port } = loot.door.server;
    const held = Array.from({ length: 300 }, () => connect({ host: '127.0.0.1', port }).on('error', () => {}));
    await expect
      .poll(() => held.filter((socket) => socket.destroyed || socket.readyState === 'closed').length)
      .toBeGreaterThanOrEqual(40);
    for (const socket of held) socket.destroy();
    await expect.poll(async () => rows.page.isIn(await send(rows.page.good(loot.door, loot.browser)))).toBe(true);
  });
});
