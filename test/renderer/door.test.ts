import { afterEach, expect, test, vi } from 'vitest';
import { enterDesk } from '../../renderer/client/door.ts';

const TOKEN = 'q83vEjRWeJq7zd4BI0VniavN7wEjRWeJq7zd4BI0Vnk';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A page's address bar and a host that answers as told. */
function page(hash: string, answers: Readonly<Record<string, number>>) {
  const location = new URL(`http://127.0.0.1:4711/${hash}`);
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  const history = {
    replaceState: (_state: unknown, _title: string, url: string) => {
      location.href = new URL(url, location).href;
    },
  };
  vi.stubGlobal('fetch', async (path: string, request: { body: string }) => {
    asked.push({ path, body: JSON.parse(request.body) });
    const status = answers[path];
    if (status === undefined) throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify({ tabSecret: `secret from ${path}` }), { status });
  });
  return { window: { location, history } as unknown as Window, location, asked };
}

test('the token leaves the address bar before anything is asked, and is traded once', async () => {
  const { window, location, asked } = page(`#${TOKEN}`, { '/session': 200, '/tab': 200 });
  const door = enterDesk(window);
  expect(location.href).not.toContain(TOKEN);
  expect(asked).toEqual([]);
  expect(await door.enter()).toEqual({ kind: 'open', secret: 'secret from /session' });
  expect(await door.enter()).toEqual({ kind: 'open', secret: 'secret from /tab' });
  expect(asked.map((one) => one.path)).toEqual(['/session', '/tab']);
});

test('a reload keeps its place and asks for a new secret of this tab by the cookie', async () => {
  const { window, location, asked } = page('#/runs/run-20261128-2058-k3f9?step=drain', { '/tab': 200 });
  expect(await enterDesk(window).enter()).toEqual({ kind: 'open', secret: 'secret from /tab' });
  expect(location.hash).toBe('#/runs/run-20261128-2058-k3f9?step=drain');
  expect(asked).toEqual([{ path: '/tab', body: {} }]);
});

test('a used link still opens where the cookie of its first use is', async () => {
  const { window } = page(`#${TOKEN}`, { '/session': 401, '/tab': 200 });
  expect(await enterDesk(window).enter()).toEqual({ kind: 'open', secret: 'secret from /tab' });
});

test('a used link in another browser is refused, and listeners are told', async () => {
  const { window } = page(`#${TOKEN}`, { '/session': 401, '/tab': 401 });
  const door = enterDesk(window);
  const heard: string[] = [];
  door.onEntry((entry) => heard.push(entry.kind));
  expect(await door.enter()).toEqual({ kind: 'refused' });
  expect(heard).toEqual(['refused']);
});

test('a core that does not answer costs no token', async () => {
  const { window, asked } = page(`#${TOKEN}`, {});
  const door = enterDesk(window);
  expect(await door.enter()).toEqual({ kind: 'unreachable' });
  expect(await door.enter()).toEqual({ kind: 'unreachable' });
  expect(asked.map((one) => one.body)).toEqual([{ token: TOKEN }, { token: TOKEN }]);
});
