import { spawn } from 'node:child_process';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server as NetServer } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { AuthContext, Connection, PublicKeyAuthContext, ServerChannel } from 'ssh2';
import ssh2 from 'ssh2';

export type HostFault = 'refuse' | 'hang' | 'cut' | 'drop' | 'slow';

export interface PracticeHostOptions {
  readonly name: string;
  /** The host's home; commands run here. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Preferred port; the next free one is taken when it is in use. 0 = any. */
  readonly port: number;
  readonly hostKey: string;
  /** The one key that may log in, OpenSSH public format. */
  readonly authorizedKey: string;
}

/**
 * A real SSH server on loopback whose commands are real processes of this machine. It exists so that a newcomer's
 * first window needs no host to spare; it is not a sandbox: who holds the range's key runs commands as this user.
 */
export class PracticeHost {
  readonly name: string;
  readonly #options: PracticeHostOptions;
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<Connection>();
  readonly #authorized: ReturnType<typeof parsePublicKey>;
  #fault: HostFault | null = null;

  private constructor(options: PracticeHostOptions) {
    this.name = options.name;
    this.#options = options;
    this.#authorized = parsePublicKey(options.authorizedKey);
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(options: PracticeHostOptions): Promise<PracticeHost> {
    const host = new PracticeHost(options);
    await listen(host.#server, options.port);
    return host;
  }

  get port(): number {
    const address = this.#server.address();
    return isAddress(address) ? address.port : 0;
  }

  /** refuse, hang and cut last until `heal`; drop ends the open connections once; slow delays each command. */
  break(fault: HostFault): void {
    if (fault === 'drop') {
      for (const socket of this.#sockets) socket.destroy();
      return;
    }
    this.#fault = fault;
    if (fault === 'cut' || fault === 'hang') for (const socket of this.#sockets) socket.pause();
    if (fault === 'refuse') for (const socket of this.#sockets) socket.destroy();
  }

  heal(): void {
    this.#fault = null;
    // A link that was cut for long is dead on the other side; resuming it would only confuse both.
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const connection of this.#connections) connection.end();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    if (this.#fault === 'refuse') {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (this.#fault === 'hang' || this.#fault === 'cut') return;
    const ssh = new ssh2.Server({ hostKeys: [this.#options.hostKey], ident: 'HoldpointPracticeRange' }, (connection) =>
      this.#serve(connection),
    );
    ssh.injectSocket(socket);
  }

  #serve(connection: Connection): void {
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => this.#authenticate(context));
    connection.on('session', (accept) => {
      const session = accept();
      session.on('exec', (acceptExec, _reject, info) => this.#execute(acceptExec(), info.command));
      session.on('pty', (acceptPty) => acceptPty?.());
    });
  }

  #authenticate(context: AuthContext): void {
    if (context.method === 'publickey' && this.#isAuthorized(context)) context.accept();
    else context.reject(['publickey']);
  }

  /** Without a signature the client only asks whether the key would do. */
  #isAuthorized(context: PublicKeyAuthContext): boolean {
    const { key, blob, signature, hashAlgo } = context;
    if (key.algo !== this.#authorized.type || !key.data.equals(this.#authorized.getPublicSSH())) return false;
    if (signature === undefined || blob === undefined) return true;
    return this.#authorized.verify(blob, signature, hashAlgo) === true;
  }

  #execute(channel: ServerChannel, command: string): void {
    const delay = this.#fault === 'slow' ? 3000 : 0;
    setTimeout(() => this.#spawn(channel, command), delay);
  }

  #spawn(channel: ServerChannel, command: string): void {
    const child = spawn('/bin/sh', ['-c', command], {
      cwd: this.#options.home,
      env: this.#options.env,
      stdio: 'pipe',
      detached: true,
    });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    const written = inTurn(channel, [
      [child.stdout, channel],
      [child.stderr, channel.stderr],
    ]);
    channel.on('error', () => undefined);
    // A lost client closes the pipes only; a detached process lives on, as on a real host.
    channel.on('close', () => child.stdin.destroy());
    child.on('error', () => channel.exit(127));
    child.on('close', (code, signal) => {
      void written().then(() => {
        if (signal === null) channel.exit(code ?? 1);
        else channel.exit(signal.replace(/^SIG/, ''));
        channel.end();
      });
    });
  }
}

/**
 * Sends both streams one piece at a time. ssh2 forgets what waits on stderr when stdout waits for the same window
 * (ssh2/lib/Channel.js, one `_waitWindow` for both). The answer resolves when everything has left, or cannot any more.
 */
function inTurn(channel: ServerChannel, pairs: readonly (readonly [Readable, Writable])[]): () => Promise<void> {
  const closed = new Promise<void>((resolve) => channel.once('close', resolve));
  let last = Promise.resolve();
  for (const [source, sink] of pairs) {
    source.on('data', (chunk: Buffer) => {
      source.pause();
      last = last.then(() => {
        const sent = new Promise<void>((resolve) => sink.write(chunk, () => resolve()));
        return Promise.race([sent, closed]);
      });
      void last.then(() => source.resume());
    });
  }
  return () => last;
}

function parsePublicKey(text: string) {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  return parsed;
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** Listens on loopback; a taken preferred port gives way to any free one. */
export function listen(server: NetServer, preferred: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && preferred !== 0) listen(server, 0).then(resolve, reject);
      else reject(error);
    });
    server.listen(preferred, '127.0.0.1', () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve();
    });
  });
}
