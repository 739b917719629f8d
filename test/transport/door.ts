import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import type { Client } from '../../contract/client.ts';
import { failed, ok } from '../../contract/errors.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { Channel } from '../../contract/protocol-link.ts';
import { LoopbackServer, type LoopbackServerParts } from '../../main/transport/loopback-server.ts';
import type { FakeCore } from '../contract/fake-core.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  /** Sent as it is, unlike with fetch. */
  readonly path?: string;
  /** A header set to null is not sent. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly body?: string;
}

/** A browser that came in: its cookie, and the secret of its tab. */
export interface Browser {
  readonly cookie: string;
  readonly tabSecret: string;
  client(): Client;
}

export interface TestDoor {
  readonly server: LoopbackServer;
  readonly workspaceDir: string;
  readonly origin: string;
  readonly token: () => string;
  ask(asking: Asking): Promise<Answer>;
  enter(): Promise<Browser>;
  close(): Promise<void>;
}

/** A loopback door with a small page behind it. */
export async function openDoor(
  core: Pick<FakeCore, 'dispatcher' | 'log'>,
  more: Partial<LoopbackServerParts> = {},
): Promise<TestDoor> {
  const workspaceDir = more.workspaceDir ?? mkdtempSync(path.join(tmpdir(), 'holdpoint-door-'));
  const staticDir = path.join(workspaceDir, 'page');
  mkdirSync(path.join(staticDir, 'assets'), { recursive: true });
  writeFileSync(path.join(staticDir, 'index.html'), '<!doctype html><title>Holdpoint</title>');
  writeFileSync(path.join(staticDir, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(path.join(staticDir, 'assets', 'app-1a2b.js.map'), '{}');
  writeFileSync(path.join(workspaceDir, 'secret.html'), 'not for you');
  const server = await LoopbackServer.start({
    workspaceDir,
    staticDir,
    dispatcher: core.dispatcher,
    log: core.log,
    now: Date.now,
    ...more,
  }).catch((error: unknown) => {
    if (more.workspaceDir === undefined) rmSync(workspaceDir, { recursive: true, force: true });
    throw error;
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const token = () => new URL(server.launchUrl()).hash.slice(1);
  const ask = (asking: Asking) => askAt(server.port, asking);
  return {
    ...{ server, workspaceDir, origin, token, ask },
    enter: async () => {
      const answer = await ask({
        method: 'POST',
        path: '/session',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ token: token() }),
      });
      const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
      const { tabSecret } = JSON.parse(answer.text);
      return { cookie, tabSecret, client: () => socketClient(origin, { cookie, tabSecret }) };
    },
    close: async () => {
      await server.close();
      rmSync(workspaceDir, { recursive: true, force: true });
    },
  };
}

function askAt(port: number, { method = 'GET', path: target = '/', headers = {}, body }: Asking): Promise<Answer> {
  const sent = Object.fromEntries(
    Object.entries({ host: `127.0.0.1:${port}`, ...headers }).filter(([, value]) => value),
  );
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path: target, headers: sent as never, setHost: false });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: String(Buffer.concat(chunks)) });
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
    });
    asked.end(body);
  });
}

/** The page's own way in, in Node: browsers set Origin and Cookie by themselves. */
function socketClient(origin: string, { cookie, tabSecret }: { cookie: string; tabSecret: string }): Client {
  const open = () =>
    new Promise<ReturnType<typeof ok<{ channel: Channel; secret: string }>> | ReturnType<typeof failed>>((resolve) => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { origin, cookie } });
      socket.on('error', () => resolve(failed('disconnected', 'refused')));
      socket.on('open', () =>
        resolve(
          ok({
            secret: tabSecret,
            channel: {
              send: (text) => socket.send(text),
              close: () => socket.terminate(),
              onText: (receive) => socket.on('message', (data) => receive(String(data))),
              onClose: (closed) => socket.on('close', closed),
            },
          }),
        ),
      );
    });
  return createProtocolClient(open, { retryDelaysMs: [5, 20, 100] });
}
