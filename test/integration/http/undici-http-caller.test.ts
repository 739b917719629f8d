import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openHttpCaller } from '../../../main/adapters/http/undici-http-caller.ts';
import type { HttpAnswer, HttpCaller, HttpRequest } from '../../../main/core/ports/http-caller.ts';
import { type BadServer, badServer } from './bad-server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function serve(paths: Parameters<typeof badServer>[0]): Promise<BadServer> {
  const server = await badServer(paths);
  open.push(server);
  return server;
}

function caller(options: Parameters<typeof openHttpCaller>[0] = {}): HttpCaller {
  const made = openHttpCaller(options);
  open.push(made);
  return made;
}

async function call(
  http: HttpCaller,
  url: string,
  more: Partial<HttpRequest> = {},
): Promise<{ answer: HttpAnswer; bytes: number; text: string }> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  const answer = await http.call(
    {
      method: 'GET',
      url,
      headers: {},
      body: null,
      timeoutMs: 5_000,
      maxBodyBytes: 1024 * 1024,
      followRedirects: true,
      signal: new AbortController().signal,
      ...more,
    },
    (chunk) => {
      bytes += chunk.length;
      if (bytes < 10_000) kept.push(chunk);
    },
  );
  return { answer, bytes, text: Buffer.concat(kept).toString() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('an HTTP call', () => {
  it('sends method, headers and body as they are and brings the answer back', async () => {
    const server = await serve({
      '/deploy': (_request, response) => response.writeHead(201, { 'X-Build': '42' }).end('{"ok":true}'),
    });
    const { answer, text } = await call(caller(), `${server.url}/deploy?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-release': '4.2' },
      body: '{"go":"ü"}',
    });
    expect(answer).toMatchObject({ kind: 'response', status: 201, headers: { 'x-build': '42' }, bodyBytes: 11 });
    expect(text).toBe('{"ok":true}');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/deploy?x=1', body: '{"go":"ü"}' }]);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-release': '4.2', 'content-length': '11' });
  });

  it('gives a 401 and what is no JSON back like any answer', async () => {
    const server = await serve({ '/': (_request, response) => response.writeHead(401).end('<html>') });
    expect(await call(caller(), `${server.url}/`)).toMatchObject({
      answer: { kind: 'response', status: 401 },
      text: '<html>',
    });
  });

  it('knows that nothing was sent when nobody listens, the name is unknown or the address is none', async () => {
    const http = caller();
    for (const url of [`http://127.0.0.1:${await freePort()}/`, 'http://nowhere.invalid/', 'ftp://x/', 'no address']) {
      expect(await call(http, url, { method: 'POST' }), url).toMatchObject({ answer: { kind: 'not-sent' } });
    }
  });

  it('knows that nothing was sent when a host cannot be reached', async () => {
    // A documentation address: depending on the network it is refused or never answers.
    const { answer } = await call(caller({ connectTimeoutMs: 300 }), 'http://192.0.2.1:81/', { timeoutMs: 1_000 });
    expect(answer.kind).toBe('not-sent');
    expect(answer.durationMs).toBeLessThan(2_500);
  });

  it('knows that it was sent when the connection is reset before any answer', async () => {
    const server = await serve({ '/': (request) => request.socket.resetAndDestroy() });
    const { answer } = await call(caller(), `${server.url}/`, { method: 'POST', body: 'x' });
    expect(answer).toMatchObject({ kind: 'cut', cause: 'reset' });
    expect(server.requests).toHaveLength(1);
  });

  it('knows that an answer broke off half-way', async () => {
    const server = await serve({
      '/': (request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('half');
        setTimeout(() => request.socket.destroy(), 30);
      },
    });
    expect(await call(caller(), `${server.url}/`)).toMatchObject({ answer: { kind: 'cut', cause: 'reset' } });
  });

  it.each([
    ['before the answer', () => {}],
    [
      'half-way',
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200).write('half');
      },
    ],
  ])('gives up on a server that stalls %s when the time is over', async (_when, stall) => {
    const server = await serve({ '/': stall });
    const { answer } = await call(caller(), `${server.url}/`, { timeoutMs: 400 });
    expect(answer).toMatchObject({ kind: 'cut', cause: 'timeout' });
    expect(answer.durationMs).toBeGreaterThanOrEqual(390);
    expect(answer.durationMs).toBeLessThan(2_000);
  });

  it('can be aborted, and the server sees the connection go', async () => {
    const server = await serve({ '/': () => {} });
    const controller = new AbortController();
    const going = call(caller(), `${server.url}/`, { signal: controller.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    expect(await going).toMatchObject({ answer: { kind: 'cut', cause: 'aborted' } });
    await expect.poll(() => server.sockets.size).toBe(0);
    const never = await call(caller(), `${server.url}/`, { signal: controller.signal });
    expect([never.answer.kind, server.requests.length]).toEqual(['not-sent', 1]);
  });

  it('takes no more than allowed of an answer of 200 MB, in bounded memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const server = await serve({
      '/': (_request, response) => {
        let left = 200;
        const more = (): void => {
          while (left > 0) {
            left -= 1;
            if (!response.write(chunk)) {
              response.once('drain', more);
              return;
            }
          }
          response.end();
        };
        more();
      },
    });
    const before = process.memoryUsage().rss;
    const { answer, bytes } = await call(caller(), `${server.url}/`, {
      maxBodyBytes: 8 * 1024 * 1024,
      timeoutMs: 20_000,
    });
    expect(answer).toMatchObject({ kind: 'cut', cause: 'too-large' });
    expect(bytes).toBe(8 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });
});

describe('connections', () => {
  it('are kept for what only asks, and made anew for what changes things', async () => {
    const ports: number[] = [];
    const server = await serve({
      '/': (request, response) => {
        ports.push(request.socket.remotePort ?? 0);
        response.end('ok');
      },
    });
    const http = caller();
    for (const method of ['GET', 'GET', 'POST', 'POST']) await call(http, `${server.url}/`, { method });
    expect(ports[0]).toBe(ports[1]);
    expect(new Set(ports).size).toBe(3);
  });

  it('are not sent through a proxy of the environment', async () => {
    const server = await serve({ '/': (_request, response) => response.end('direct') });
    const proxy = await serve({});
    process.env.http_proxy = proxy.url;
    try {
      expect(await call(caller(), `${server.url}/`)).toMatchObject({ text: 'direct' });
      expect(proxy.requests).toEqual([]);
    } finally {
      delete process.env.http_proxy;
    }
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302) => ({
    answer: (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(status, { location }).end();
    },
  });

  it('are followed, and only the last body is handed over', async () => {
    const server = await serve({
      '/a': (_request, response) => response.writeHead(302, { location: '/b' }).end('not this'),
      '/b': (_request, response) => response.end('this'),
    });
    expect(await call(caller(), `${server.url}/a`)).toMatchObject({ answer: { status: 200 }, text: 'this' });
  });

  it('in circles and without end are cut', async () => {
    const server = await serve({
      '/a': to('/b').answer,
      '/b': to('/a').answer,
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`/${index}`, to(`/${index + 1}`).answer])),
    });
    const circle = await call(caller(), `${server.url}/a`);
    expect(circle.answer).toMatchObject({ kind: 'cut', cause: 'redirects', reason: expect.stringMatching(/circle/) });
    const endless = await call(caller(), `${server.url}/0`);
    expect(endless.answer).toMatchObject({ kind: 'cut', cause: 'redirects', reason: expect.stringMatching(/5 times/) });
    expect(server.requests).toHaveLength(2 + 6);
  });

  it('are the answer when a step wants to see them', async () => {
    const server = await serve({ '/a': to('/login').answer });
    const { answer } = await call(caller(), `${server.url}/a`, { followRedirects: false });
    expect(answer).toMatchObject({ kind: 'response', status: 302, headers: { location: '/login' } });
  });

  it('to another origin take no credentials, keys or bodies along', async () => {
    const other = await serve({ '/': (_request, response) => response.end() });
    const server = await serve({ '/get': to(`${other.url}/`).answer, '/post': to(`${other.url}/`, 307).answer });
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'k', accept: 'text/plain' };
    await call(caller(), `${server.url}/get`, { headers });
    expect(other.requests[0]?.headers).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'cookie', 'x-api-key']) {
      expect(other.requests[0]?.headers[name]).toBeUndefined();
      expect(server.requests[0]?.headers[name]).toBeDefined();
    }
    const { answer } = await call(caller(), `${server.url}/post`, { method: 'POST', body: 'secret' });
    expect([answer.kind === 'response' && answer.status, other.requests.length]).toEqual([307, 1]);
  });

  it('after a POST lead to a GET without its body', async () => {
    const server = await serve({ '/a': to('/b', 303).answer, '/b': (_request, response) => response.end('seen') });
    await call(caller(), `${server.url}/a`, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } });
    expect(server.requests.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      'POST /a x',
      'GET /b ',
    ]);
  });

  it('that lead nowhere never say that nothing was sent', async () => {
    const server = await serve({ '/a': to(`http://127.0.0.1:${await freePort()}/`, 303).answer });
    const { answer } = await call(caller(), `${server.url}/a`, { method: 'POST', body: 'x' });
    expect(answer).toMatchObject({ kind: 'cut', cause: 'reset' });
  });

  it('to what is not HTTP are refused', async () => {
    const server = await serve({ '/a': to('file:///etc/passwd').answer });
    expect(await call(caller(), `${server.url}/a`)).toMatchObject({ answer: { kind: 'cut', cause: 'redirects' } });
  });
});
