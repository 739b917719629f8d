import type { TerminalMessage, TerminalRequest, TerminalTask } from '../../../core/ports/terminals.ts';
import type { ConnectionPool, Lease } from '../connection-pool.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Limits } from '../limits.ts';
import type { TerminalChannel } from '../link.ts';
import type { Reached } from '../trouble.ts';

export interface TerminalParts {
  readonly request: TerminalRequest;
  readonly endpoint: Endpoint;
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly receive: (message: TerminalMessage) => void;
}

const tries = 3;
const triesAtLimit = 20;
/** A shell that does not end when its line is hung up is left to the server. */
const CLOSE_WITHIN_MS = 2_000;

/** One login shell on a pseudo-terminal. A cut ends it: what was typed into it is never sent again. */
export class OpenTerminal implements TerminalTask {
  readonly #parts: TerminalParts;
  #size: { readonly columns: number; readonly rows: number };
  #channel: TerminalChannel | null = null;
  #credit = 0;
  #held: Buffer[] = [];
  #typed: Uint8Array[] = [];
  #exit: { readonly code: number | null; readonly signal: string | null } | null = null;
  #isClosing = false;
  #closed: (() => void) | null = null;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    this.#size = parts.request;
  }

  async run(): Promise<void> {
    const opened = await this.#open();
    if (!opened.ok) {
      this.#parts.receive({ kind: 'closed', exitCode: null, reason: opened.trouble.sentence });
      return;
    }
    const { lease, channel } = opened.value;
    try {
      this.#parts.receive({ kind: 'opened', hostKey: lease.link.hostKey });
      await this.#follow(channel);
      const code = this.#exit?.code ?? null;
      this.#parts.receive({ kind: 'closed', exitCode: code, reason: this.#reason() });
    } finally {
      lease.release();
    }
  }

  write(bytes: Uint8Array): void {
    if (this.#channel === null) this.#typed.push(bytes);
    else if (!this.#isClosing) this.#channel.write(bytes);
  }

  resize(size: { readonly columns: number; readonly rows: number }): void {
    this.#size = size;
    this.#channel?.resize(size);
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#pass();
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#channel?.close();
    if (this.#closed !== null) setTimeout(this.#closed, CLOSE_WITHIN_MS);
  }

  async #open(): Promise<Reached<{ lease: Lease; channel: TerminalChannel }>> {
    const { pool, endpoint, limits } = this.#parts;
    let attempts = 0;
    let limited = 0;
    for (;;) {
      const lease = await pool.lease(endpoint);
      if (!lease.ok) return lease;
      const channel = await lease.value.link.terminal(this.#size, limits.connectMs);
      if (channel.ok) {
        lease.value.opened();
        return { ok: true, value: { lease: lease.value, channel: channel.value } };
      }
      const isLimit = channel.trouble.kind === 'limit';
      if (isLimit) lease.value.full();
      lease.value.release();
      if (isLimit ? ++limited === triesAtLimit : ++attempts === tries) return channel;
    }
  }

  #follow(channel: TerminalChannel): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#channel = channel;
      channel.on('exit', (code: number | null, signal?: string) => {
        this.#exit = { code, signal: signal ?? null };
      });
      channel.on('data', (bytes: Buffer) => this.#take(bytes));
      channel.stderr.on('data', (bytes: Buffer) => this.#take(bytes));
      channel.once('close', () => {
        this.#credit = Number.MAX_SAFE_INTEGER;
        this.#pass();
        resolve();
      });
      channel.resize(this.#size);
      for (const bytes of this.#typed.splice(0)) channel.write(bytes);
      if (this.#isClosing) {
        channel.close();
        setTimeout(resolve, CLOSE_WITHIN_MS);
      }
    });
  }

  /** What comes after a close of ours is what a client says about its end, and `closed` is the last that is told. */
  #take(bytes: Buffer): void {
    if (this.#isClosing) return;
    this.#held.push(bytes);
    this.#pass();
  }

  /** What nobody can take yet stays here, and the channel rests: the target's own buffers fill, never ours. */
  #pass(): void {
    if (this.#isClosing) this.#held = [];
    while (this.#credit > 0) {
      const [first] = this.#held;
      if (first === undefined) break;
      const piece = first.subarray(0, this.#credit);
      if (piece.length === first.length) this.#held.shift();
      else this.#held[0] = first.subarray(piece.length);
      this.#credit -= piece.length;
      this.#parts.receive({ kind: 'output', bytes: piece });
    }
    if (this.#held.length > 0) this.#channel?.pause();
    else this.#channel?.resume();
  }

  #reason(): string {
    if (this.#exit === null && this.#isClosing) return 'It was closed here.';
    if (this.#exit === null)
      return 'The connection was cut: the target ends the shell, and what ran in it with the terminal.';
    const { code, signal } = this.#exit;
    if (this.#isClosing) return 'It was closed here.';
    if (signal !== null) return `The shell was ended by signal ${signal}.`;
    return code === 0 || code === null ? 'The shell ended.' : `The shell ended with exit code ${code}.`;
  }
}
