import type { ChildProcessByStdio } from 'node:child_process';
import { Duplex, PassThrough, type Readable, type Writable } from 'node:stream';
import type { Channel } from '../link.ts';

export type ClientProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** How the command ended, as the target said; both null = it did not say. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One channel as the client's process has it: its three streams are the command's own. */
export class ClientChannel extends Duplex implements Channel {
  readonly stderr: Readable;
  readonly #child: ClientProcess;
  readonly #ending: () => Promise<Ending>;

  constructor(child: ClientProcess, ending: () => Promise<Ending>) {
    super({ allowHalfOpen: true, emitClose: false, autoDestroy: false });
    this.#child = child;
    this.#ending = ending;
    // A stream of our own: Node reads what a child leaves unread as soon as it has ended, listener or not.
    this.stderr = child.stderr.pipe(new PassThrough());
    // Whoever writes to a command that has ended learns it by its end.
    child.stdin.on('error', () => {});
    child.stdout.on('error', () => {});
    child.stderr.on('error', () => {});
    child.stdout.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) child.stdout.pause();
    });
    child.stdout.once('end', () => this.push(null));
    child.once('close', () => this.#over());
  }

  close(): void {
    this.#child.stdin.destroy();
    this.#child.kill('SIGTERM');
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#child.stdin.write(chunk)) done();
    else {
      const go = () => {
        this.#child.stdin.removeListener('drain', go);
        this.#child.stdin.removeListener('close', go);
        done();
      };
      this.#child.stdin.once('drain', go);
      this.#child.stdin.once('close', go);
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end();
    done();
  }

  async #over(): Promise<void> {
    const { code, signal } = await this.#ending();
    if (code !== null || signal !== null) this.emit('exit', code, signal ?? undefined);
    if (this.readableEnded || this.destroyed) this.emit('close');
    else {
      this.once('end', () => this.emit('close'));
      // Nobody reads any more what came before a close of ours.
      if (this.#child.killed) this.resume();
    }
  }
}
