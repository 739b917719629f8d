export type ShellStream = 'stdout' | 'stderr';

export interface OutputSink {
  output(stream: ShellStream, offset: number, bytes: Buffer): void;
  /** Sources should rest while there is a backlog. */
  backlog(isBacklogged: boolean): void;
}

/** Passes bytes on only as far as credit was granted; what waits is bounded by sources that rest. */
export class CreditGate {
  readonly #sink: OutputSink;
  readonly #queue: { readonly stream: ShellStream; bytes: Buffer }[] = [];
  /** Bytes accepted: where a new connection has to go on. */
  readonly accepted: Record<ShellStream, number>;
  readonly #passed: Record<ShellStream, number>;
  #credit = 0;
  #whenEmpty: (() => void)[] = [];

  constructor(offsets: Readonly<Record<ShellStream, number>>, sink: OutputSink) {
    this.#sink = sink;
    this.accepted = { ...offsets };
    this.#passed = { ...offsets };
  }

  push(stream: ShellStream, bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.accepted[stream] += bytes.length;
    this.#queue.push({ stream, bytes });
    this.#drain();
    if (this.#queue.length > 0) this.#sink.backlog(true);
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    const waited = this.#queue.length > 0;
    this.#drain();
    if (waited && this.#queue.length === 0) this.#sink.backlog(false);
  }

  /** Resolves when everything accepted has been passed on. */
  empty(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #drain(): void {
    for (let head = this.#queue[0]; head !== undefined && this.#credit > 0; head = this.#queue[0]) {
      const piece = head.bytes.subarray(0, this.#credit);
      if (piece.length === head.bytes.length) this.#queue.shift();
      else head.bytes = head.bytes.subarray(piece.length);
      this.#credit -= piece.length;
      const offset = this.#passed[head.stream];
      this.#passed[head.stream] += piece.length;
      this.#sink.output(head.stream, offset, piece);
    }
    if (this.#queue.length > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
