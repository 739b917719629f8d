import type { Route } from '../../main/transport/loopback-routes.ts';
import type { Browser, TestDoor } from '../transport/door.ts';
import { add, hostOf, type Knock, set } from './loopback-rows.ts';

/** What an attacker may have in hand: his own instance on another port, and yesterday's link. */
export interface Loot {
  readonly door: TestDoor;
  readonly browser: Browser;
  readonly otherDoor: TestDoor;
  readonly otherBrowser: Browser;
  readonly usedToken: string;
}

export interface Attack {
  readonly name: string;
  /** On which routes this is an attack at all; the others answer it as they should (the page holds no data). */
  readonly on: (route: Route) => boolean;
  readonly change: (good: Knock, loot: Loot) => Knock;
}

const everywhere = () => true;
const guarded = (route: Route) => route.origin === 'exact';
const json = (route: Route) => route.kind === 'json';
const byCookie = (route: Route) => route.needs === 'cookie';

function header(name: string, value: string | null | ((loot: Loot) => string)): Attack['change'] {
  return (good, loot) => set(good, name, typeof value === 'function' ? value(loot) : value);
}

const upgradeHeaders: Knock['headers'] = [
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
  ['sec-websocket-version', '13'],
  ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

const hosts: readonly [string, string | null | ((loot: Loot) => string)][] = [
  ['a Host of another name', 'evil.example'],
  ['a rebinding Host: evil name, our port', ({ door }) => `evil.example:${door.server.port}`],
  ['a rebinding Host of a wildcard resolver', ({ door }) => `127.0.0.1.nip.example:${door.server.port}`],
  ['a Host with a trailing dot', ({ door }) => `127.0.0.1.:${door.server.port}`],
  ['Host localhost', ({ door }) => `localhost:${door.server.port}`],
  ['Host 0.0.0.0', ({ door }) => `0.0.0.0:${door.server.port}`],
  ['Host [::1]', ({ door }) => `[::1]:${door.server.port}`],
  ['a Host written as one number', ({ door }) => `2130706433:${door.server.port}`],
  ['a Host without our port', '127.0.0.1'],
  ['a Host with a user in it', ({ door }) => `evil@${hostOf(door)}`],
  ['an empty Host', ''],
  ['no Host', null],
];

const origins: readonly [string, string | ((loot: Loot) => string)][] = [
  ['an evil Origin', 'http://evil.example'],
  ['Origin null (a sandboxed frame, data:, file:)', 'null'],
  ['an empty Origin', ''],
  ['the Origin of another port here', ({ otherDoor }) => otherDoor.origin],
  ['our Origin over https', ({ door }) => door.origin.replace('http:', 'https:')],
  ['our Origin with a slash', ({ door }) => `${door.origin}/`],
  ['an Origin that begins like ours', ({ door }) => `${door.origin}.evil.example`],
  ['the Origin of an extension', 'chrome-extension://abcdefghijklmnop'],
  ['the desktop’s Origin', 'app://holdpoint'],
];

const simpleTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain; a=application/json',
  'application/json; charset=utf-8',
  '',
];

const cookies: readonly [string, (loot: Loot) => string | null][] = [
  ['no cookie', () => null],
  ['the cookie of another instance, under its own name', ({ otherBrowser }) => otherBrowser.cookie],
  [
    'the cookie of another instance, renamed to ours',
    ({ door, otherDoor, otherBrowser }) =>
      otherBrowser.cookie.replace(String(otherDoor.server.port), String(door.server.port)),
  ],
  ['a cookie with an empty proof', ({ browser }) => browser.cookie.replace(/\.[^.]*$/, '.')],
  ['a cookie without its proof', ({ browser }) => browser.cookie.replace(/\.[^.]*$/, '')],
  ['a cookie that never expires', ({ browser }) => browser.cookie.replace(/\.\d+\./, '.Infinity.')],
  ['a tab secret as cookie', ({ browser, door }) => `holdpoint-${door.server.port}=${browser.tabSecret}`],
  [
    'a wrong cookie planted before ours by another port',
    ({ browser, door }) => `holdpoint-${door.server.port}=x.9.y; ${browser.cookie}`,
  ],
];

const tokens: readonly [string, (loot: Loot) => unknown][] = [
  ['no token', () => ({})],
  ['a used token', ({ usedToken }) => ({ token: usedToken })],
  ['the token of another instance', ({ otherDoor }) => ({ token: otherDoor.token() })],
  ['an empty token', () => ({ token: '' })],
  ['a token inside a list', ({ door }) => ({ token: [door.token()] })],
  ['a token in a prototype', ({ door }) => JSON.parse(`{"__proto__":{"token":"${door.token()}"}}`)],
  ['a list', ({ door }) => [door.token()]],
  ['the tab secret as token', ({ browser }) => ({ token: browser.tabSecret })],
];

/** Columns of the matrix: name × route. Each changes one thing in the request that is let in. */
export const attacks: readonly Attack[] = [
  ...hosts.map(([name, value]): Attack => ({ name, on: everywhere, change: header('host', value) })),
  ...origins.map(([name, value]): Attack => ({ name, on: everywhere, change: header('origin', value) })),
  { name: 'no Origin', on: guarded, change: header('origin', null) },
  { name: 'a cross-site fetch', on: json, change: header('sec-fetch-site', 'cross-site') },
  { name: 'a same-site fetch (another port)', on: json, change: header('sec-fetch-site', 'same-site') },
  { name: 'a fetch that no page made', on: json, change: header('sec-fetch-site', 'none') },
  {
    name: 'a cross-site script or image',
    on: (route) => route.kind === 'static',
    change: (good) => set(set(good, 'sec-fetch-site', 'cross-site'), 'sec-fetch-mode', 'no-cors'),
  },
  { name: 'a service worker’s script', on: everywhere, change: header('sec-fetch-dest', 'serviceworker') },
  { name: 'a service worker’s script, by its own header', on: everywhere, change: header('service-worker', 'script') },
  ...simpleTypes.map(
    (type): Attack => ({ name: `the simple type “${type}”`, on: json, change: header('content-type', type) }),
  ),
  ...['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT'].map(
    (method): Attack => ({
      name: `${method} for a write`,
      on: json,
      change: (good) => ({ ...good, method, body: method === 'GET' || method === 'HEAD' ? '' : good.body }),
    }),
  ),
  {
    name: 'GET with the body in the query',
    on: json,
    change: (good) => ({ ...good, method: 'GET', path: `${good.path}?${encodeURIComponent(good.body)}`, body: '' }),
  },
  {
    name: 'a method override',
    on: json,
    change: (good) => add({ ...good, method: 'GET', body: '' }, 'x-http-method-override', 'POST'),
  },
  ...cookies.map(
    ([name, value]): Attack => ({
      name,
      on: byCookie,
      change: (good, loot) => set(good, 'cookie', value(loot)),
    }),
  ),
  ...tokens.map(
    ([name, body]): Attack => ({
      name,
      on: (route) => route.needs === 'launch token',
      change: (good, loot) => ({ ...good, body: JSON.stringify(body(loot)) }),
    }),
  ),
  {
    name: 'a WebSocket upgrade',
    on: (route) => route.kind !== 'upgrade',
    change: (good) => {
      const bare: Knock = { ...good, method: 'GET', body: '' };
      return upgradeHeaders.reduce((knock, [name, value]) => set(knock, name, value), bare);
    },
  },
  {
    name: 'an upgrade to HTTP/2',
    on: (route) => route.kind !== 'static',
    change: (good) =>
      set(set(set(good, 'connection', 'Upgrade, HTTP2-Settings'), 'upgrade', 'h2c'), 'http2-settings', 'AAMAAABk'),
  },
  { name: 'no upgrade at all', on: (route) => route.kind === 'upgrade', change: header('upgrade', null) },
  { name: 'two Hosts, the last one evil', on: everywhere, change: (good) => add(good, 'host', 'evil.example') },
  {
    name: 'two Hosts, the first one evil',
    on: everywhere,
    change: (good) => ({ ...good, headers: [['host', 'evil.example'], ...good.headers] }),
  },
  { name: 'two Origins, the last one evil', on: guarded, change: (good) => add(good, 'origin', 'http://evil.example') },
  {
    name: 'a forwarded Host',
    on: everywhere,
    change: (good) => add(set(good, 'host', 'evil.example'), 'x-forwarded-host', '127.0.0.1'),
  },
  {
    name: 'an absolute target over an evil Host',
    on: everywhere,
    change: (good, { door }) => set({ ...good, path: `${door.origin}${good.path}` }, 'host', 'evil.example'),
  },
  {
    name: 'an absolute target of an evil host',
    on: everywhere,
    change: (good) => ({ ...good, path: `http://evil.example${good.path}` }),
  },
  {
    name: 'a path that walks there',
    on: (route) => route.kind !== 'static',
    change: (good) => ({ ...good, path: `/x/..${good.path}` }),
  },
  {
    name: 'a path in percents',
    on: everywhere,
    change: (good) => ({ ...good, path: `/%${(good.path.charCodeAt(1) || 0x2f).toString(16)}${good.path.slice(2)}` }),
  },
  {
    name: 'both lengths (request smuggling)',
    on: json,
    change: (good) => add(add(good, 'content-length', '4'), 'transfer-encoding', 'chunked'),
  },
  {
    name: 'two lengths',
    on: json,
    change: (good) => add(add(good, 'content-length', String(good.body.length)), 'content-length', '0'),
  },
  { name: 'a header of 20 kB', on: everywhere, change: (good) => add(good, 'x-long', 'x'.repeat(20_000)) },
  {
    name: 'two thousand headers',
    on: everywhere,
    change: (good) => ({
      ...good,
      headers: [...good.headers, ...Array.from({ length: 2100 }, (_, at) => [`x${at}`, '1'] as const)],
    }),
  },
  {
    name: 'a body of 1 MB',
    on: json,
    change: (good) => ({ ...good, body: JSON.stringify({ ...JSON.parse(good.body), pad: 'x'.repeat(1_000_000) }) }),
  },
  { name: 'half a JSON', on: json, change: (good) => ({ ...good, body: good.body.slice(0, -1) }) },
  {
    name: 'a header folded over two lines',
    on: guarded,
    change: (good, { door }) => set(good, 'origin', `http://evil.example\r\n ${door.origin}`),
  },
  {
    name: 'a NUL in the Host',
    on: everywhere,
    change: (good, { door }) => set(good, 'host', `${hostOf(door)}\0.evil.example`),
  },
];
