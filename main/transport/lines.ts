import type { Socket } from 'node:net';

const NEWLINE = 0x0a;

/**
 * Texts on a byte stream: one JSON text, or word of the handshake, a line. JSON text never holds a raw newline.
 * A line longer than the cap ends the connection before it is held.
 */
export class LineSocket {
  readonly #socket: Socket;
  #lineCap: number;
  #receive: (line: string) => void = () => {};
  #ended: () => void = () => {};
  #chunks: Buffer[] = [];
  #held = 0;
  #open = true;
  #isGone = false;

  constructor(socket: Socket, lineCap: number) {
    this.#socket = socket;
    this.#lineCap = lineCap;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#gone());
  }

  onLine(receive: (line: string) => void): void {
    this.#receive = receive;
  }

  /** Called at once when the other side has already gone. */
  onClose(ended: () => void): void {
    this.#ended = ended;
    if (this.#isGone) queueMicrotask(ended);
  }

  /** Bytes of one line from now on; strangers get less than those who proved the key. */
  allow(lineCap: number): void {
    this.#lineCap = lineCap;
  }

  /** `taken` is called when the line has left our memory. */
  send(line: string, taken?: () => void): void {
    if (this.#open && this.#socket.writable) this.#socket.write(`${line}\n`, () => taken?.());
  }

  /** Sends what is left, then closes; the listener of `onClose` is not called. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#chunks = [];
    this.#socket.end();
    // A peer that never reads must not keep the socket for ever.
    setTimeout(() => this.#socket.destroy(), 2000).unref();
  }

  #gone(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#isGone = true;
    this.#chunks = [];
    this.#ended();
  }

  #take(chunk: Buffer): void {
    let from = 0;
    while (this.#open) {
      const at = chunk.indexOf(NEWLINE, from);
      const piece = chunk.subarray(from, at < 0 ? chunk.length : at);
      this.#held += piece.length;
      if (this.#held > this.#lineCap) {
        this.#socket.destroy();
        return;
      }
      this.#chunks.push(piece);
      if (at < 0) return;
      const line = Buffer.concat(this.#chunks).toString('utf8');
      this.#chunks = [];
      this.#held = 0;
      from = at + 1;
      this.#receive(line);
    }
  }
}
