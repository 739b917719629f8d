import type { ChildProcessByStdio } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import type { Channel } from '../link.ts';

export type ClientProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** One channel as the client's process has it: its three streams are the command's own. */
export class ClientChannel extends Duplex implements Channel {
  readonly stderr: Readable;
  readonly #child: ClientProcess;
  readonly #exitCode: () => Promise<number | null>;

  constructor(child: ClientProcess, exitCode: () => Promise<number | null>) {
    super({ allowHalfOpen: true, emitClose: false, autoDestroy: false });
    this.#child = child;
    this.#exitCode = exitCode;
    this.stderr = child.stderr;
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
    const code = await this.#exitCode();
    if (code !== null) this.emit('exit', code);
    if (this.readableEnded || this.destroyed) this.emit('close');
    else {
      this.once('end', () => this.emit('close'));
      // Nobody reads any more what came before a close of ours.
      if (this.#child.killed) this.resume();
    }
  }
}
