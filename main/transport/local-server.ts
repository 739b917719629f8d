import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { FRAME_CAP, PROTOCOL_VERSION } from '../../contract/wire.ts';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { Log } from '../core/ports/log.ts';
import { ServerConnection } from './connection.ts';
import { type CoreFile, readCoreFile, removeCoreFile, writeCoreFile } from './core-file.ts';
import { HANDSHAKE_LINE, proveAsCore } from './key-proof.ts';
import { LineSocket } from './lines.ts';
import type { Pipe } from './pipe.ts';
import { removeStaleSocket, socketPath } from './socket-path.ts';

export interface LocalServerParts {
  readonly workspaceDir: string;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly now: number;
}

const MOST_CONNECTIONS = 64;

/** Lets other processes of the same user attach: the same frames on a local socket, for those who prove the key. */
export class LocalServer {
  readonly #parts: LocalServerParts;
  readonly #server: Server;
  readonly #core: CoreFile;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<ServerConnection>();

  private constructor(parts: LocalServerParts, path: string) {
    this.#parts = parts;
    this.#core = {
      path,
      pid: process.pid,
      protocol: PROTOCOL_VERSION,
      key: randomBytes(32).toString('hex'),
      startedAt: parts.now,
    };
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Listens, then says so in `core.json`; the caller owns the workspace. */
  static async start(parts: LocalServerParts): Promise<LocalServer> {
    removeStaleSocket(parts.workspaceDir, readCoreFile(parts.workspaceDir)?.path);
    const local = new LocalServer(parts, socketPath(parts.workspaceDir));
    await new Promise<void>((resolve, reject) => {
      local.#server.once('error', reject);
      local.#server.listen(local.#core.path, () => resolve());
    });
    writeCoreFile(parts.workspaceDir, local.#core);
    return local;
  }

  /** Ends every connection; clients connect again. */
  drop(): void {
    for (const connection of [...this.#connections]) connection.close('shutdown');
  }

  async close(): Promise<void> {
    removeCoreFile(this.#parts.workspaceDir, this.#core);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.drop();
    for (const socket of this.#sockets) socket.destroySoon();
    await closed;
    if (process.platform !== 'win32') rmSync(this.#core.path, { force: true });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const line = new LineSocket(socket, HANDSHAKE_LINE);
    proveAsCore(line, this.#core.key, (proven) => {
      if (proven) return this.#serve(line);
      this.#parts.log.warn('A local connection was closed', { because: 'it did not prove the key' });
      line.close();
    });
  }

  #serve(line: LineSocket): void {
    const { dispatcher, log } = this.#parts;
    line.allow(FRAME_CAP);
    const pipe: Pipe = {
      send: (text, taken) => line.send(text, taken),
      close: () => line.close(),
      onText: (receive) => line.onLine(receive),
      onClose: (closed) => line.onClose(closed),
    };
    const connection: ServerConnection = new ServerConnection(pipe, {
      dispatcher,
      log,
      caller: { via: 'api' },
      admit: () => null,
      closed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }
}
