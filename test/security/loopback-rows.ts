import type { RouteName } from '../../main/transport/loopback-routes.ts';
import type { Browser, TestDoor } from '../transport/door.ts';

/** A request as bytes on the wire, before it is attacked. */
export interface Knock {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface Row {
  /** The request that must be let in: the positive control. */
  readonly good: (door: TestDoor, browser: Browser) => Knock;
  /** Was it let in? Judged by what came back, whatever the status says. */
  readonly isIn: (answer: string) => boolean;
}

/** Words of the page that `openDoor` serves. */
export const PAGE_TEXT = '<title>Holdpoint</title>';

const json = (door: TestDoor): Knock['headers'] => [
  ['host', hostOf(door)],
  ['origin', door.origin],
  ['content-type', 'application/json'],
  ['sec-fetch-site', 'same-origin'],
];

/** One row a route; a route without one does not compile, and the matrix fails. */
export const rows: Readonly<Record<RouteName, Row>> = {
  session: {
    good: (door) => ({
      method: 'POST',
      path: '/session',
      headers: json(door),
      body: JSON.stringify({ token: door.token() }),
    }),
    isIn: (answer) => /set-cookie/i.test(answer) || answer.includes('tabSecret'),
  },
  tab: {
    good: (door, browser) => ({
      method: 'POST',
      path: '/tab',
      headers: [...json(door), ['cookie', browser.cookie]],
      body: '{}',
    }),
    isIn: (answer) => /set-cookie/i.test(answer) || answer.includes('tabSecret'),
  },
  rpc: {
    good: (door, browser) => ({
      method: 'GET',
      path: '/rpc',
      headers: [
        ['host', hostOf(door)],
        ['origin', door.origin],
        ['cookie', browser.cookie],
        ['connection', 'Upgrade'],
        ['upgrade', 'websocket'],
        ['sec-websocket-version', '13'],
        ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ],
      body: '',
    }),
    isIn: (answer) => answer.includes(' 101 '),
  },
  page: {
    good: (door) => ({
      method: 'GET',
      path: '/',
      headers: [
        ['host', hostOf(door)],
        ['sec-fetch-site', 'none'],
      ],
      body: '',
    }),
    isIn: (answer) => answer.includes(PAGE_TEXT),
  },
};

export function hostOf(door: TestDoor): string {
  return `127.0.0.1:${door.server.port}`;
}

/** The bytes; `connection: close` unless the knock says what the connection becomes. */
export function bytesOf({ method, path, headers, body }: Knock): string {
  const names = headers.map(([name]) => name.toLowerCase());
  const framing = [
    ...(names.includes('content-length') || names.includes('transfer-encoding') || body === ''
      ? []
      : [`content-length: ${Buffer.byteLength(body)}`]),
    ...(names.includes('connection') ? [] : ['connection: close']),
  ];
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), ...framing];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Replaces a header, or takes it away. */
export function set(knock: Knock, name: string, value: string | null): Knock {
  const others = knock.headers.filter(([one]) => one !== name);
  return { ...knock, headers: value === null ? others : [...others, [name, value]] };
}

export function add(knock: Knock, name: string, value: string): Knock {
  return { ...knock, headers: [...knock.headers, [name, value]] };
}
