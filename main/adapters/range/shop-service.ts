import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { listen } from './ssh-host.ts';

export type ServiceFault = 'error' | 'stall' | 'reset';

export interface ShopServiceOptions {
  readonly port: number;
  /** The range's shared state: `version/HOST` and `drained/HOST`. */
  readonly state: string;
  readonly hosts: readonly string[];
  /** Answers `POST /range/faults`. */
  readonly onFault: (host: string, fault: string) => string | null;
}

/** The practice release's HTTP API: its health is what the steps really did to the hosts. */
export class ShopService {
  readonly #options: ShopServiceOptions;
  readonly #server: Server;
  #fault: ServiceFault | null = null;

  private constructor(options: ShopServiceOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#route(request, response));
  }

  static async start(options: ShopServiceOptions): Promise<ShopService> {
    const service = new ShopService(options);
    await listen(service.#server, options.port);
    return service;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  break(fault: ServiceFault | null): void {
    this.#fault = fault;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const isFault = request.method === 'POST' && request.url === '/range/faults';
    if (isFault) void this.#setFault(request, response);
    else if (this.#fault === 'reset') request.socket.destroy();
    else if (this.#fault === 'error') answer(response, 503, { status: 'failing' });
    else if (this.#fault !== 'stall') this.#serve(request, response);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const isHealth = request.method === 'GET' && request.url === '/health';
    if (isHealth) answer(response, 200, this.#health());
    else answer(response, 404, { error: 'no such path' });
  }

  /** ok only when every host in the pool runs one and the same version. */
  #health() {
    const drained = new Set(listNames(path.join(this.#options.state, 'drained')));
    const serving = this.#options.hosts.filter((host) => !drained.has(host));
    const versions = serving.map((host) => readVersion(this.#options.state, host));
    const one = new Set(versions).size === 1 ? (versions[0] ?? 'none') : 'mixed';
    const healthy = serving.length === this.#options.hosts.length && one !== 'mixed';
    return {
      status: healthy ? 'ok' : 'degraded',
      version: one,
      serving: serving.length,
      of: this.#options.hosts.length,
    };
  }

  async #setFault(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page from elsewhere cannot send this header without asking first, and is never answered.
    const isOurs = request.headers['x-holdpoint-range'] === '1';
    const wanted = isOurs ? parseFault(await readBody(request, 4096)) : null;
    const refused =
      wanted === null
        ? 'expected header x-holdpoint-range: 1 and {"host": NAME, "fault": WHAT}'
        : this.#options.onFault(wanted.host, wanted.fault);
    answer(response, refused === null ? 200 : 400, refused === null ? { done: true } : { error: refused });
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readVersion(state: string, host: string): string {
  try {
    return readFileSync(path.join(state, 'version', host), 'utf8').trim();
  } catch {
    return 'none';
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > limit) return null;
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseFault(body: string | null): { host: string; fault: string } | null {
  if (body === null) return null;
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || !('host' in value) || !('fault' in value)) return null;
    return typeof value.host === 'string' && typeof value.fault === 'string'
      ? { host: value.host, fault: value.fault }
      : null;
  } catch {
    return null;
  }
}
