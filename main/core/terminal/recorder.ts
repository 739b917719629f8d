import { StreamRedactor } from '../capture/redactor.ts';
import type { SecretForms } from '../capture/secret-forms.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecordingStore } from '../ports/recording-store.ts';

/** A recording beyond this is no help to anybody; its end is marked in it. */
export const MOST_RECORDED_BYTES = 32 * 1024 * 1024;
const FLUSH_EVERY_MS = 500;

export interface RecorderParts {
  readonly id: string;
  readonly store: RecordingStore;
  /** Asked with every piece: a password answered meanwhile is a secret from then on. */
  readonly forms: () => SecretForms;
  readonly clock: Clock;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  /** For tests; else `MOST_RECORDED_BYTES`. */
  readonly mostBytes?: number;
}

/**
 * What a terminal shows, as asciicast v2: output and sizes. What is typed is in it only as the target echoes it, so a
 * password that is not echoed is not recorded. Secrets of the run are taken out as from any output.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #redactor: StreamRedactor;
  readonly #decoder = new TextDecoder('utf-8');
  readonly #beganAt: number;
  #bytes = 0;
  #gap: string | null = null;
  #cancelFlush: (() => void) | null = null;

  /** Writes the head at once: a recording that is there proves that the terminal was opened. */
  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#redactor = new StreamRedactor(parts.forms());
    this.#beganAt = parts.clock.monotonicMs();
    const { columns: width, rows: height, title, clock } = parts;
    const timestamp = Math.floor(clock.now() / 1000);
    this.#line({ version: 2, width, height, timestamp, title, env: { TERM: 'xterm-256color' } });
  }

  /** null = everything shown is in it. */
  get gap(): string | null {
    return this.#gap;
  }

  output(bytes: Uint8Array): void {
    this.#redactor.use(this.#parts.forms());
    const piece = this.#redactor.push(bytes);
    if (piece !== null) this.#text(this.#decoder.decode(piece.bytes, { stream: true }));
  }

  resized({ columns, rows }: { readonly columns: number; readonly rows: number }): void {
    this.#event('r', `${columns}x${rows}`);
  }

  /** Null when nothing could be kept. */
  end(): { readonly sha256: string; readonly bytes: number } | null {
    this.#cancelFlush?.();
    const piece = this.#redactor.end();
    this.#text(`${piece === null ? '' : this.#decoder.decode(piece.bytes)}${this.#decoder.decode()}`);
    this.#cancelFlush?.();
    try {
      return this.#parts.store.commit(this.#parts.id);
    } catch (failure) {
      this.#fail(failure);
      return null;
    }
  }

  #text(text: string): void {
    if (text !== '') this.#event('o', text);
  }

  #event(code: 'o' | 'r', data: string): void {
    if (this.#gap !== null) return;
    const most = this.#parts.mostBytes ?? MOST_RECORDED_BYTES;
    if (this.#bytes + data.length > most) {
      this.#line([this.#seconds(), 'o', `\r\n[The recording ends here: it has reached ${most} bytes.]\r\n`]);
      this.#gap = `what was shown after its first ${most} bytes`;
      return;
    }
    this.#line([this.#seconds(), code, data]);
  }

  #seconds(): number {
    return Math.round(this.#parts.clock.monotonicMs() - this.#beganAt) / 1000;
  }

  #line(value: unknown): void {
    const text = `${JSON.stringify(value)}\n`;
    this.#bytes += text.length;
    try {
      this.#parts.store.append(this.#parts.id, text);
      this.#cancelFlush ??= this.#parts.clock.after(FLUSH_EVERY_MS, () => this.#flush());
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #flush(): void {
    this.#cancelFlush = null;
    try {
      this.#parts.store.sync(this.#parts.id);
    } catch (failure) {
      this.#fail(failure);
    }
  }

  /** The terminal goes on: it is there to get a night going again, perhaps because a disk is full. */
  #fail(failure: unknown): void {
    this.#gap ??= `what was shown after the disk took no more: ${failure instanceof Error ? failure.message : String(failure)}`;
  }
}
