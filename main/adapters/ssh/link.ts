import type { Duplex, Readable } from 'node:stream';
import type { Reached } from './trouble.ts';

/** How a connection is made: our own client in this process, or the system's `ssh` with a shared master. */
export type TransportName = 'ssh2' | 'openssh';

/**
 * One live connection to one account on one host. Whoever runs something over it does not know which transport it is.
 * Everything that can fail answers with a trouble; nothing throws.
 */
export interface Link {
  readonly transport: TransportName;
  /** `SHA256:…` as the server proved to hold it. */
  readonly hostKey: string;
  /** Key exchange and cipher, as the log names them; null where the transport does not say. */
  readonly exchange: string | null;
  /** A command in a channel of its own; nothing of its stdin is sent yet. `late` channels are closed by the link. */
  exec(command: string, withinMs: number): Promise<Reached<Channel>>;
  /** A subsystem of the server such as `sftp`; a server without it is a trouble of kind `refused`. */
  subsystem(name: string, withinMs: number): Promise<Reached<Channel>>;
  /** A person's login shell on a pseudo-terminal. */
  terminal(size: TerminalSize, withinMs: number): Promise<Reached<TerminalChannel>>;
  /** A stream to a port that the target reaches. */
  forward(host: string, port: number): Promise<Reached<Duplex>>;
  /** Called once, when the connection is gone for whatever reason; at once when it is gone already. */
  onceGone(listener: () => void): void;
  /** Ends it in order; what still runs over it is cut. */
  close(): Promise<void>;
}

/**
 * stdin to write, stdout to read, `stderr` beside it. Emits `exit` (code | null, signal?) before `close`; `close` comes
 * when both streams are over. A cut connection closes without `exit`.
 */
export interface Channel extends Duplex {
  readonly stderr: Readable;
  close(): void;
}

/** Columns and rows of characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Input and output are one stream of bytes, as a terminal has them. */
export interface TerminalChannel extends Channel {
  resize(size: TerminalSize): void;
}
