import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { FRAME_CAP } from '../../contract/wire.ts';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { Log } from '../core/ports/log.ts';
import { ServerConnection } from './connection.ts';
import { keepLoopbackFile, readLoopbackFile } from './loopback-file.ts';
import { answer, answerFile, answerJson, readJson, refuseUpgrade } from './loopback-http.ts';
import { type Entrance, judge, type Provenance, type Verdict } from './loopback-routes.ts';
import { type LoopbackSession, LoopbackSessions } from './loopback-sessions.ts';
import { loadStaticFiles, type StaticFile } from './static-files.ts';
import { webSocketPipe } from './web-socket-pipe.ts';

export interface LoopbackServerParts {
  readonly workspaceDir: string;
  /** The built page. */
  readonly staticDir: string;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly now: () => number;
  /** A port that must be had; left out = the last one if free, else any. */
  readonly port?: number;
  /** Where a forwarded port appears, e.g. `http://localhost:9000`; answered beside the door's own origin. */
  readonly publicOrigin?: string;
}

const LOOPBACK = '127.0.0.1';
const MOST_SOCKETS = 256;
const MOST_PAGES = 64;
/** Pages ask for a sign of life every 10 s, hidden ones at least once a minute: who is silent longer is gone. */
const SILENCE_MS = 5 * 60_000;

/** The loopback door: the page and its WebSocket, for browsers on this machine that hold the launch token's cookie. */
export class LoopbackServer {
  readonly #parts: LoopbackServerParts;
  readonly #files: ReadonlyMap<string, StaticFile>;
  readonly #server: Server;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_CAP,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #connections = new Set<ServerConnection>();
  #entrances: readonly Entrance[] = [];
  #sessions: LoopbackSessions | null = null;
  #port = 0;

  private constructor(parts: LoopbackServerParts) {
    this.#parts = parts;
    this.#files = loadStaticFiles(parts.staticDir);
    this.#server = createServer({
      headersTimeout: 5000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 2000,
      maxHeaderSize: 16_384,
    });
    this.#server.keepAliveTimeout = 5000;
    this.#server.maxConnections = MOST_SOCKETS;
    this.#server.on('request', (request, response) => void this.#request(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('connect', (_request, socket) => socket.destroy());
  }

  /** Rejects when a port that must be had is taken. */
  static async start(parts: LoopbackServerParts): Promise<LoopbackServer> {
    const server = new LoopbackServer(parts);
    await server.#listen();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** A fresh link for one browser, its launch token in the fragment: never sent, never logged. */
  launchUrl(): string {
    const origin = this.#entrances.at(-1)?.origin ?? '';
    return `${origin}/#${this.#door().issueToken()}`;
  }

  /** Ends every page's connection; pages connect again. */
  drop(): void {
    for (const connection of [...this.#connections]) connection.close('shutdown');
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.drop();
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(): Promise<void> {
    const { workspaceDir, port, publicOrigin } = this.#parts;
    const wanted = port ?? readLoopbackFile(workspaceDir)?.port ?? 0;
    this.#port = await listenOn(this.#server, wanted).catch((error: NodeJS.ErrnoException) => {
      const mayMove = port === undefined && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      return mayMove ? listenOn(this.#server, 0) : Promise.reject(error);
    });
    const host = `${LOOPBACK}:${this.#port}`;
    const own: Entrance = { host, origin: `http://${host}` };
    const forwarded = publicOrigin === undefined ? [] : [entranceOf(publicOrigin)];
    this.#entrances = [own, ...forwarded];
    const { sessionKey } = keepLoopbackFile(workspaceDir, this.#port);
    this.#sessions = new LoopbackSessions({ key: sessionKey, port: this.#port, now: this.#parts.now });
  }

  #door(): LoopbackSessions {
    if (this.#sessions === null) throw new Error('The loopback door is not open yet');
    return this.#sessions;
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verdict = judge(provenanceOf(request), this.#entrances);
    try {
      if (verdict.kind === 'refused') return this.#refuse(request, response, verdict);
      if (verdict.route.name === 'session') return await this.#openSession(request, response);
      if (verdict.route.name === 'tab') return await this.#openTab(request, response);
      if (verdict.route.name === 'rpc') return answer(response, 426, { upgrade: 'websocket' });
      const file = this.#files.get(pathOf(request));
      return file === undefined ? answer(response, 404) : answerFile(response, file);
    } catch (error) {
      this.#parts.log.error('The loopback door failed', { error: String(error) });
      response.destroy();
    }
  }

  #refuse(request: IncomingMessage, response: ServerResponse, { status, allow }: Refusal): void {
    // Not the path: somebody may have pasted a link wrongly, token and all.
    this.#parts.log.warn('The loopback door refused', { status, method: request.method });
    answer(response, status, allow === undefined ? {} : { allow });
  }

  async #openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    if (!body.ok) return answer(response, body.status);
    const token = tokenOf(body.value);
    const session = token === null ? null : this.#door().redeem(token);
    if (session === null) return answer(response, 401);
    this.#welcome(response, session);
  }

  async #openTab(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.#door().sessionOf(request.headers.cookie);
    if (session === null) return answer(response, 401);
    const body = await readJson(request);
    if (!body.ok) return answer(response, body.status);
    this.#welcome(response, session);
  }

  #welcome(response: ServerResponse, session: LoopbackSession): void {
    const door = this.#door();
    answerJson(response, { tabSecret: door.tabSecretFor(session) }, { 'set-cookie': door.cookieFor(session) });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const session = this.#judgeUpgrade(request);
    if (typeof session === 'number') refuseUpgrade(socket, session);
    else this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket, session));
  }

  /** The session, or the status that says why not. */
  #judgeUpgrade(request: IncomingMessage): LoopbackSession | number {
    const verdict = judge(provenanceOf(request), this.#entrances);
    if (verdict.kind === 'refused') return verdict.status;
    if (verdict.route.kind !== 'upgrade') return 400;
    if (this.#connections.size >= MOST_PAGES) return 503;
    return this.#door().sessionOf(request.headers.cookie) ?? 401;
  }

  #serve(webSocket: WebSocket, session: LoopbackSession): void {
    const { dispatcher, log } = this.#parts;
    const connection: ServerConnection = new ServerConnection(webSocketPipe(webSocket), {
      dispatcher,
      log,
      caller: { via: 'desk' },
      silenceMs: SILENCE_MS,
      admit: (secret) => (this.#door().isTabSecret(session, secret) ? null : unknownTab),
      closed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }
}

type Refusal = Extract<Verdict, { kind: 'refused' }>;

const unknownTab = {
  code: 'unauthorized',
  message: 'This page is not known to the core. Load it again, or open the link that the core prints.',
} as const;

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function entranceOf(publicOrigin: string): Entrance {
  const { host, origin } = new URL(publicOrigin);
  return { host, origin };
}

/** A repeated Host or Origin is no header of ours: Node joins or drops repeats, so count them raw. */
function provenanceOf(request: IncomingMessage): Provenance {
  const { headersDistinct: headers } = request;
  const one = (name: string) => (headers[name]?.length === 1 ? headers[name][0] : headers[name]?.join(', '));
  return {
    method: request.method ?? '',
    path: pathOf(request),
    host: one('host'),
    origin: one('origin'),
    fetchSite: one('sec-fetch-site'),
    fetchMode: one('sec-fetch-mode'),
    fetchDest: one('service-worker') === undefined ? one('sec-fetch-dest') : 'serviceworker',
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function tokenOf(body: unknown): string | null {
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  return typeof token === 'string' ? token : null;
}
