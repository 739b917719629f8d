import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { FRAME_CAP, PROTOCOL_VERSION } from '../../contract/wire.ts';
import { CONTENT_SECURITY_POLICY } from '../../main/transport/loopback-headers.ts';
import { type Route, routes } from '../../main/transport/loopback-routes.ts';
import { until } from '../contract/client-suite.ts';
import { fakeCore } from '../contract/fake-core.ts';
import { type Answer, type Asking, type Browser, openDoor, type TestDoor } from './door.ts';

const core = fakeCore();
let door: TestDoor;
let browser: Browser;

beforeAll(async () => {
  door = await openDoor(core);
  browser = await door.enter();
});
afterAll(() => door.close());

/** A request of this route that must succeed: each attack changes one thing in it. */
function good(route: Route): Required<Pick<Asking, 'method' | 'path' | 'headers'>> & { body: string } {
  const json = { origin: door.origin, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
  const upgrade = {
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    origin: door.origin,
  };
  const base = { method: route.method, path: route.path, body: '' };
  switch (route.name) {
    case 'session':
      return { ...base, headers: json, body: JSON.stringify({ token: door.token() }) };
    case 'tab':
      return { ...base, headers: { ...json, cookie: browser.cookie }, body: '{}' };
    case 'rpc':
      return { ...base, headers: { ...upgrade, cookie: browser.cookie } };
    case 'page':
      return { ...base, headers: { 'sec-fetch-site': 'none' } };
  }
}

const welcome: Readonly<Record<Route['kind'], number>> = { json: 200, upgrade: 101, static: 200 };

type Attack = readonly [name: string, change: (asking: ReturnType<typeof good>) => Asking, statuses: readonly number[]];

function withHeaders(headers: Asking['headers']): Attack[1] {
  return (asking) => ({ ...asking, headers: { ...asking.headers, ...headers } });
}

function attacksOn(route: Route): Attack[] {
  const everywhere: Attack[] = [
    ['a Host of another name (DNS rebinding)', withHeaders({ host: 'evil.example' }), [421]],
    ['a Host that only begins right', withHeaders({ host: '127.0.0.1.evil.example' }), [421]],
    ['no Host', withHeaders({ host: null }), [400, 421]],
    [
      'localhost, which is not what we bound',
      (asking) => withHeaders({ host: `localhost:${door.server.port}` })(asking),
      [421],
    ],
    ['an evil Origin', withHeaders({ origin: 'http://evil.example' }), [403]],
    ['Origin null', withHeaders({ origin: 'null' }), [403]],
    ['our Origin on another port', withHeaders({ origin: 'http://127.0.0.1:1' }), [403]],
    ['our Origin over https', (asking) => withHeaders({ origin: door.origin.replace('http', 'https') })(asking), [403]],
    ['an absolute target', (asking) => ({ ...asking, path: `http://evil.example${asking.path}` }), [400]],
    ...['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', route.method === 'GET' ? 'POST' : 'GET'].map(
      (method): Attack => [`${method}`, (asking) => ({ ...asking, method }), [400, 405]],
    ),
    ['an endless header', withHeaders({ 'x-long': 'x'.repeat(20_000) }), [431]],
  ];
  const writes: Attack[] = [
    ['no Origin', withHeaders({ origin: null }), [403]],
    ['a cross-site fetch', withHeaders({ 'sec-fetch-site': 'cross-site' }), route.kind === 'json' ? [403] : [101]],
  ];
  const json: Attack[] = [
    ['a same-site fetch from another port', withHeaders({ 'sec-fetch-site': 'same-site' }), [403]],
    ['a form', withHeaders({ 'content-type': 'application/x-www-form-urlencoded' }), [415]],
    ['plain text', withHeaders({ 'content-type': 'text/plain' }), [415]],
    ['JSON with a parameter', withHeaders({ 'content-type': 'application/json; charset=utf-8' }), [415]],
    ['half a JSON', (asking) => ({ ...asking, body: '{' }), [400]],
    ['a large body', (asking) => ({ ...asking, body: JSON.stringify({ token: 'x'.repeat(5000) }) }), [413]],
  ];
  const cookie: Attack[] = [
    ['no cookie', withHeaders({ cookie: null }), [401]],
    ['another cookie', withHeaders({ cookie: 'holdpoint=1' }), [401]],
    ['a cookie with a changed proof', (asking) => withHeaders({ cookie: changed(browser.cookie) })(asking), [401]],
    ['a cookie whose time was put off', (asking) => withHeaders({ cookie: putOff(browser.cookie) })(asking), [401]],
  ];
  const token: Attack[] = [
    ['no token', (asking) => ({ ...asking, body: '{}' }), [401]],
    ['a token that is no text', (asking) => ({ ...asking, body: '{"token":{"length":43}}' }), [401]],
    ['a wrong token', (asking) => ({ ...asking, body: JSON.stringify({ token: 'A'.repeat(43) }) }), [401]],
  ];
  const page: Attack[] = [
    ['a fetch from another site', withHeaders({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }), [403]],
    ...traversals.map((path): Attack => [`the path ${path}`, (asking) => ({ ...asking, path }), [400, 404]]),
  ];
  return [
    ...everywhere,
    ...(route.origin === 'exact' ? writes : []),
    ...(route.kind === 'json' ? json : []),
    ...(route.needs === 'cookie' ? cookie : []),
    ...(route.needs === 'launch token' ? token : []),
    ...(route.kind === 'static' ? page : []),
  ];
}

const traversals = [
  '/../secret.html',
  '/..%2fsecret.html',
  '/%2e%2e/secret.html',
  '/assets/../../secret.html',
  '/..\\secret.html',
  '/./index.html',
  '//secret.html',
  '/index.html%00.js',
  '/assets/app-1a2b.js.map',
  '/etc/passwd',
  '/INDEX.HTML',
  '/assets/',
];

function changed(cookie: string): string {
  return `${cookie.slice(0, -1)}${cookie.endsWith('0') ? '1' : '0'}`;
}

function putOff(cookie: string): string {
  return cookie.replace(/\.(\d+)\./, (_whole, at: string) => `.${Number(at) + 1_000_000}.`);
}

for (const route of routes) {
  describe(`${route.method} ${route.path}`, () => {
    it('lets in what is as it should be', async () => {
      const answer = await door.ask(good(route));
      expect(answer.status).toBe(welcome[route.kind]);
    });

    it.each(attacksOn(route))('withstands %s', async (_name, change, statuses) => {
      const answer = await door.ask(change(good(route))).catch(() => cutOff);
      expect([...statuses, cutOff.status]).toContain(answer.status);
      expect(answer.status).not.toBe(cutOff.status);
      expect(answer.text).not.toContain('not for you');
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });
}

const cutOff: Answer = { status: 0, headers: {}, text: '' };

describe('every answer', () => {
  const answers = async () => [
    await door.ask({}),
    await door.ask({ path: '/nothing' }),
    await door.ask({ path: '/assets/app-1a2b.js' }),
    await door.ask({ method: 'POST', path: '/tab', headers: { origin: door.origin } }),
    await door.ask({ headers: { host: 'evil.example' } }),
  ];

  it('carries the content security policy and its companions', async () => {
    for (const { headers } of await answers()) {
      expect(headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });
});

describe('the launch token', () => {
  const trade = (token: string) =>
    door.ask({
      method: 'POST',
      path: '/session',
      headers: { origin: door.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });

  it('works once', async () => {
    const token = door.token();
    expect((await trade(token)).status).toBe(200);
    expect((await trade(token)).status).toBe(401);
  });

  it('stands in the fragment of the link and in no log', async () => {
    const url = new URL(door.server.launchUrl());
    await trade(url.hash.slice(1));
    expect(`${url.origin}${url.pathname}${url.search}`).toBe(`${door.origin}/`);
    expect(core.logged.join('\n')).not.toContain(url.hash.slice(1));
  });

  it('expires after a day', async () => {
    let now = Date.now();
    const other = await openDoor(core, { now: () => now });
    const token = other.token();
    now += 24 * 3600 * 1000 + 1;
    const answer = await other.ask({
      method: 'POST',
      path: '/session',
      headers: { origin: other.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect(answer.status).toBe(401);
    await other.close();
  });

  it('becomes a cookie that scripts and other sites cannot use', async () => {
    const answer = await trade(door.token());
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(word);
    expect(cookie).not.toContain('Domain');
  });
});

describe('the WebSocket', () => {
  const hello = (secret: string) => JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION, secret });

  async function speak(
    texts: readonly (string | Buffer)[],
    as: Browser = browser,
  ): Promise<{ said: string[]; code: number }> {
    const socket = new WebSocket(`${door.origin.replace('http', 'ws')}/rpc`, {
      headers: { origin: door.origin, cookie: as.cookie },
    });
    const said: string[] = [];
    let code = 0;
    socket.on('message', (data) => said.push(String(data)));
    socket.on('close', (closeCode) => {
      code = closeCode;
    });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.on('open', resolve));
    for (const text of texts) socket.send(text);
    await until(() => code !== 0 || said.length > 0);
    if (said[0]?.includes('refused')) await until(() => code !== 0);
    socket.terminate();
    return { said, code };
  }

  it('welcomes the tab secret of its own session', async () => {
    expect((await speak([hello(browser.tabSecret)])).said[0]).toContain('welcome');
  });

  it('refuses a wrong secret, none, and the secret of another session', async () => {
    const other = await door.enter();
    for (const secret of ['', 'a.b', changed(browser.tabSecret), other.tabSecret]) {
      const { said, code } = await speak([hello(secret)]);
      expect(said[0]).toContain('unauthorized');
      expect(code).toBe(4401);
    }
  });

  it('refuses another protocol', async () => {
    const { said } = await speak([JSON.stringify({ kind: 'hello', protocol: 99, secret: browser.tabSecret })]);
    expect(said[0]).toContain('refused');
  });

  const call = JSON.stringify({ kind: 'call', id: 1, operation: 'workspace.get', input: {} });
  it.each([
    ['a call before the hello', () => [call]],
    ['a second hello', () => [hello(browser.tabSecret), hello(browser.tabSecret)]],
    ['text that is not JSON', () => ['hello']],
    ['a frame of no known kind', () => [hello(browser.tabSecret), '{"kind":"become-root"}']],
    ['a part out of order', () => [hello(browser.tabSecret), '{"kind":"part","index":1,"last":true,"text":"{}"}']],
    ['bytes', () => [Buffer.from([1, 2, 3])]],
    [
      'a frame over the cap',
      () => [hello(browser.tabSecret), JSON.stringify({ kind: 'ping', id: 1, pad: 'x'.repeat(FRAME_CAP) })],
    ],
    [
      'parts without end',
      () => [
        hello(browser.tabSecret),
        ...Array.from({ length: 40 }, (_, index) =>
          JSON.stringify({ kind: 'part', index, last: false, text: 'x'.repeat(256 * 1024) }),
        ),
      ],
    ],
  ])('is closed after %s', async (_name, texts) => {
    const socket = new WebSocket(`${door.origin.replace('http', 'ws')}/rpc`, {
      headers: { origin: door.origin, cookie: browser.cookie },
    });
    let code = 0;
    socket.on('error', () => {});
    socket.on('close', (closeCode) => {
      code = closeCode;
    });
    await new Promise((resolve) => socket.on('open', resolve));
    for (const text of texts()) socket.send(text);
    await until(() => code !== 0);
    expect([4400, 1006, 1009]).toContain(code);
  });

  it('takes a new tab secret after a reload', async () => {
    const answer = await door.ask(good(routes[1]));
    expect((await speak([hello(JSON.parse(answer.text).tabSecret)])).said[0]).toContain('welcome');
  });
});

describe('a restart', () => {
  it('keeps port, cookie and tab secret of the workspace', async () => {
    const first = await openDoor(core);
    const entered = await first.enter();
    await first.server.close();
    const second = await openDoor(core, { workspaceDir: first.workspaceDir });
    expect(second.origin).toBe(first.origin);
    const client = entered.client();
    expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
    await client.close();
    await second.close();
  });

  it('forgets the old session where somebody else has taken the port', async () => {
    const first = await openDoor(core);
    const entered = await first.enter();
    const squatter = await openDoor(core, { workspaceDir: first.workspaceDir });
    expect(squatter.origin).not.toBe(first.origin);
    const cookie = entered.cookie.replace(String(first.server.port), String(squatter.server.port));
    const headers = { origin: squatter.origin, 'content-type': 'application/json', cookie };
    expect((await squatter.ask({ method: 'POST', path: '/tab', headers, body: '{}' })).status).toBe(401);
    await squatter.server.close();
    await first.close();
  });

  it('refuses a port that must be had and is taken', async () => {
    await expect(openDoor(core, { port: door.server.port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('a forwarded port', () => {
  it('is answered under its public origin and under no other', async () => {
    const forwarded = await openDoor(core, { publicOrigin: 'http://localhost:9000' });
    expect(forwarded.server.launchUrl()).toMatch(/^http:\/\/localhost:9000\/#/);
    const session = (host: string, origin: string) =>
      forwarded.ask({
        method: 'POST',
        path: '/session',
        headers: { host, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ token: forwarded.token() }),
      });
    expect((await session('localhost:9000', 'http://localhost:9000')).status).toBe(200);
    expect((await session('localhost:9000', forwarded.origin)).status).toBe(403);
    expect((await session('localhost:9001', 'http://localhost:9001')).status).toBe(421);
    await forwarded.close();
  });
});
