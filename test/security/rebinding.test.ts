import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openDoor, type TestDoor } from '../transport/door.ts';
import { countingCore } from './counting-core.ts';
import { PAGE_TEXT } from './loopback-rows.ts';

const core = countingCore();
let door: TestDoor;
let evil: Server;
let evilOrigin: string;
let browser: Browser;
let context: BrowserContext;

const EVIL_PAGE = '<!doctype html><meta charset="utf-8"><title>evil</title><body>hello';

beforeAll(async () => {
  door = await openDoor(core);
  evil = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(EVIL_PAGE));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', () => resolve()));
  const { port } = evil.address() as AddressInfo;
  evilOrigin = `http://evil.example:${port}`;
  browser = await launchChromium([
    '--host-resolver-rules=MAP evil.example 127.0.0.1',
    // Newer browsers ask before a page reaches this machine. Older ones do not: the door has to hold by itself.
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
  ]);
  context = await browser.newContext();
  await enterDesk();
});
afterAll(async () => {
  await browser.close();
  evil.closeAllConnections();
  evil.close();
  await door.close();
});

/** The person this is about works at the desk in the same browser: the cookie is there to be abused. */
async function enterDesk(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${door.origin}/`);
  const entered = await page.evaluate(async (token) => {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    return answer.status;
  }, door.token());
  expect(entered).toBe(200);
  return page;
}

/** What a page anywhere can try against an address; each answer says what it got to see. */
async function tryEverything(page: Page, at: string): Promise<Record<string, string>> {
  return page.evaluate(
    async ({ base }) => {
      const within = <T>(work: Promise<T>): Promise<T | string> =>
        Promise.race([work, new Promise<string>((resolve) => setTimeout(() => resolve('nothing'), 1500))]);
      const read = (path: string, init: RequestInit) =>
        within(
          fetch(`${base}${path}`, init).then(
            async (answer) => `${answer.type} ${answer.status} ${(await answer.text()).slice(0, 200)}`,
            () => 'nothing',
          ),
        );
      const element = (tag: 'img' | 'script' | 'link' | 'video', path: string) =>
        within(
          new Promise<string>((resolve) => {
            const made = document.createElement(tag);
            made.onload = () => resolve('loaded');
            made.onerror = () => resolve('nothing');
            if (tag === 'link') Object.assign(made, { rel: 'stylesheet', href: `${base}${path}` });
            else Object.assign(made, { src: `${base}${path}` });
            document.body.append(made);
          }),
        );
      const socket = (url: string, protocols?: string) =>
        within(
          new Promise<string>((resolve) => {
            const opened = new WebSocket(url, protocols);
            opened.onopen = () => {
              opened.send(JSON.stringify({ kind: 'hello', protocol: 1, secret: '' }));
              resolve('open');
            };
            opened.onerror = () => resolve('nothing');
          }),
        );
      const frame = () =>
        within(
          new Promise<string>((resolve) => {
            const made = document.createElement('iframe');
            made.src = `${base}/`;
            made.onload = () => {
              try {
                resolve(made.contentDocument?.documentElement.innerHTML ?? 'nothing');
              } catch {
                resolve('nothing');
              }
            };
            document.body.append(made);
          }),
        );
      const form = (path: string, enctype: string) =>
        within(
          new Promise<string>((resolve) => {
            const target = document.createElement('iframe');
            target.name = `t${Math.random()}`;
            const made = document.createElement('form');
            Object.assign(made, { action: `${base}${path}`, method: 'POST', enctype, target: target.name });
            const field = document.createElement('input');
            Object.assign(field, { name: '{"token":"x","a":"', value: '"}' });
            made.append(field);
            document.body.append(target, made);
            target.onload = () => {
              try {
                resolve(target.contentDocument?.body.innerText ?? 'nothing');
              } catch {
                resolve('nothing');
              }
            };
            made.submit();
          }),
        );
      const json = { 'content-type': 'application/json' };
      const post = { method: 'POST', credentials: 'include', body: '{}' } as const;
      return {
        'reading the page': await read('/', { credentials: 'include' }),
        'reading the page without CORS': await read('/', { mode: 'no-cors', credentials: 'include' }),
        'a tab secret by JSON': await read('/tab', { ...post, headers: json }),
        'a tab secret by text': await read('/tab', {
          ...post,
          mode: 'no-cors',
          headers: { 'content-type': 'text/plain' },
        }),
        'a session': await read('/session', { ...post, headers: json, body: '{"token":"x"}' }),
        'a GET for a write': await read('/tab', { credentials: 'include' }),
        'a beacon': navigator.sendBeacon(`${base}/tab`, new Blob(['{}'], { type: 'text/plain' }))
          ? 'opaque'
          : 'nothing',
        'a script': await element('script', '/assets/app-1a2b.js'),
        'an image': await element('img', '/'),
        'a style': await element('link', '/'),
        'a video': await element('video', '/'),
        'a WebSocket': await socket(`${base.replace('http', 'ws')}/rpc`),
        'a WebSocket with a protocol': await socket(`${base.replace('http', 'ws')}/rpc`, 'holdpoint'),
        'a frame': await frame(),
        'a form': await form('/tab', 'text/plain'),
        'a urlencoded form': await form('/session', 'application/x-www-form-urlencoded'),
        'an event stream': await within(
          new Promise<string>((resolve) => {
            const source = new EventSource(`${base}/rpc`, { withCredentials: true });
            source.onopen = () => resolve('open');
            source.onerror = () => resolve('nothing');
          }),
        ),
      };
    },
    { base: at },
  );
}

/** Nothing readable, nothing opened: opaque answers tell a page less than silence. */
function gains(tried: Record<string, string>): string[] {
  return Object.entries(tried)
    .filter(([, got]) => /tabSecret|Holdpoint|^open$|^loaded$| (200|101) /.test(got) && !got.startsWith('opaque'))
    .map(([what, got]) => `${what}: ${got}`);
}

describe('a page of somebody else, in the browser where the desk is open', () => {
  it('served from another name and port, gets nothing from the desk', async () => {
    const page = await context.newPage();
    await page.goto(`${evilOrigin}/`);
    const tried = await tryEverything(page, door.origin);
    expect(Object.keys(tried)).toHaveLength(17);
    expect(gains(tried)).toEqual([]);
    await page.close();
  });

  it('served from another port of 127.0.0.1, where cookies are shared, gets nothing either', async () => {
    const page = await context.newPage();
    await page.goto(`${evilOrigin.replace('evil.example', '127.0.0.1')}/`);
    const tried = await tryEverything(page, door.origin);
    expect(gains(tried)).toEqual([]);
    await page.close();
  });

  it('whose name is rebound to 127.0.0.1 and our port, the same origin to the browser, gets nothing', async () => {
    const rebound = `http://evil.example:${door.server.port}`;
    const page = await context.newPage();
    // Its first answer came from its own server; from then on the name leads to us.
    await page.route(`${rebound}/`, (route) => route.fulfill({ contentType: 'text/html', body: EVIL_PAGE }), {
      times: 1,
    });
    await page.goto(`${rebound}/`);
    expect(await page.title()).toBe('evil');
    const tried = await tryEverything(page, rebound);
    expect(gains(tried)).toEqual([]);
    expect(tried['reading the page']).toContain('421');
    expect(tried['a tab secret by JSON']).toContain('421');
    await page.close();
  });

  it('cannot hold the desk in its hands by opening it: no opener, no frame', async () => {
    const page = await context.newPage();
    await page.goto(`${evilOrigin}/`);
    const seen = await page.evaluate(async (url) => {
      const opened = window.open(url);
      await new Promise((resolve) => setTimeout(resolve, 500));
      try {
        return `${opened?.closed} ${opened?.document?.title ?? 'nothing'} ${opened?.length}`;
      } catch {
        return 'nothing';
      }
    }, `${door.origin}/`);
    expect(seen).not.toContain('Holdpoint');
    await page.close();
  });

  it('reached no operation and no topic', () => {
    expect(core.reached).toEqual([]);
    expect(core.logged.length).toBeGreaterThan(0);
  });

  it('while the desk’s own page gets in by the same ways', async () => {
    const page = await context.newPage();
    await page.goto(`${door.origin}/`);
    expect(await page.content()).toContain(PAGE_TEXT);
    const own = await page.evaluate(async () => {
      const answer = await fetch('/tab', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      const { tabSecret } = await answer.json();
      return new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/rpc`);
        socket.onopen = () => socket.send(JSON.stringify({ kind: 'hello', protocol: 1, secret: tabSecret }));
        socket.onmessage = ({ data }) => resolve(String(data));
        socket.onerror = () => resolve('nothing');
      });
    });
    expect(own).toContain('welcome');
  });
});
