import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { securityHeaders } from './loopback-headers.ts';
import type { StaticFile } from './static-files.ts';

/** A token and some space; nothing longer is ever said to the door. */
const BODY_CAP = 4096;

export function answer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  const text = `${STATUS_CODES[status] ?? 'Refused'}\n`;
  // An unread body must not become the next request on this connection.
  const connection = response.req.complete ? {} : { connection: 'close' };
  response.writeHead(status, {
    ...securityHeaders,
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...connection,
    ...headers,
  });
  response.end(text);
}

export function answerJson(response: ServerResponse, value: unknown, headers: OutgoingHttpHeaders): void {
  const text = JSON.stringify(value);
  response.writeHead(200, {
    ...securityHeaders,
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

export function answerFile(response: ServerResponse, file: StaticFile): void {
  response.writeHead(200, {
    ...securityHeaders,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    'content-type': file.mediaType,
    'content-length': file.bytes.length,
  });
  response.end(file.bytes);
}

/** Ends an upgrade that is not welcome, with a status a person can find. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  const headers = Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, 'connection: close', 'content-length: 0'];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n`, () => socket.destroy());
}

export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413 | 415 };

export async function readJson(request: IncomingMessage): Promise<Body> {
  if (request.headers['content-type'] !== 'application/json') return { ok: false, status: 415 };
  if (Number(request.headers['content-length'] ?? 0) > BODY_CAP) return { ok: false, status: 413 };
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > BODY_CAP) return { ok: false, status: 413 };
      chunks.push(chunk);
    }
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { ok: false, status: 400 };
  }
}
