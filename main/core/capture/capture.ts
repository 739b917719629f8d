import type { OutputStream, StreamRecord } from '../../../contract/events.ts';
import type { OutputLimit } from '../../../contract/plan.ts';
import { StorageFailure } from '../ports/event-store.ts';
import type { AttemptRef, OutputPiece, OutputStore, OutputWriter, StreamPosition } from '../ports/output-store.ts';
import { creditWindows } from './credit-windows.ts';
import { LimitedOutput } from './output-limit.ts';
import { type RedactedPiece, restartOffset, StreamRedactor } from './redactor.ts';
import type { SecretForms } from './secret-forms.ts';

/** The disk is asked so many times within a window, so that credits flow before it is used up. */
const SYNCS_A_WINDOW = 4;
/** Where nobody asked for credits: an answer that is there already. */
const USUAL_WINDOW = 512 * 1024;
/** A few lines alone are made durable after so long, so that who looks later sees them. */
const SYNC_AFTER_MS = 1_000;
const AGAIN_MS = 2_000;
/** The kept end of an output is stored in steps of this size, so that it never lies in memory whole. */
const STORED_AT_ONCE = 1024 * 1024;

export interface CaptureOptions {
  readonly ref: AttemptRef;
  readonly store: OutputStore;
  /** Asked again with every piece: a password answered meanwhile is a secret from then on. */
  readonly forms: () => SecretForms;
  /** Real time of a piece, UTC ms. */
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  /** Kept bytes, in stored coordinates, before they are durable. */
  readonly live: (output: { stream: OutputStream; offset: number; bytes: Uint8Array; at: number }) => void;
  /** Allows the source to send so many more bytes. */
  readonly grant: (bytes: number) => void;
  /** Missing = all of it is kept, whatever it is. */
  readonly limit?: OutputLimit | undefined;
  /** Output passed a limit that fails the step: what runs should be stopped. */
  readonly limitPassed?: () => void;
  /** The disk does not take it any more; nothing is granted from here on. */
  readonly failed: (error: unknown) => void;
}

export type StreamRecords = Partial<Record<OutputStream, StreamRecord>>;

interface Stream {
  readonly redactor: StreamRedactor;
  /** Raw position of the next byte expected. */
  next: number;
  stored: number;
}

/**
 * One attempt's output on its way to the disk: redacted, stored, shown live, acknowledged by credits.
 * Opens the store with the first byte, so that a silent step costs no disk access.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #streams = new Map<OutputStream, Stream>();
  readonly #kept: Partial<Record<OutputStream, StreamPosition>>;
  readonly #limited: LimitedOutput | null;
  #writer: OutputWriter | null = null;
  /** Bytes the source may send ahead of the disk; null before and after. */
  #window: number | null = null;
  #unsynced = 0;
  #syncing: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;
  #gap: string | null = null;
  #isLeft = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#kept = options.store.positions(options.ref);
    this.#limited = options.limit === undefined ? null : this.#limitedTo(options.limit);
  }

  #limitedTo(limit: OutputLimit): LimitedOutput {
    const { store, ref, limitPassed } = this.#options;
    return new LimitedOutput({
      limit,
      kept: Object.values(this.#kept).reduce((sum, { storedBytes }) => sum + storedBytes, 0),
      digesting: () => store.digesting(),
      openTail: (bytes) => store.openTail(ref.runId, bytes),
      passed: () => limitPassed?.(),
    });
  }

  /** The limit that output passed, when that fails the step; else null. */
  get passedLimit(): OutputLimit | null {
    return this.#limited?.isPassed === true ? (this.#options.limit ?? null) : null;
  }

  /** From where a source should send again after a restart; 0 for a new attempt. */
  restartOffset(stream: OutputStream): number {
    return restartOffset(this.#options.forms(), this.#kept[stream]?.rawBytes ?? 0);
  }

  /** Says what is missing when a source skipped bytes; never silent. */
  get gap(): string | null {
    return this.#gap;
  }

  open(): void {
    this.#window ??= creditWindows.open();
    this.#options.grant(this.#window);
  }

  /** A source may repeat bytes it already sent; they are dropped here. */
  accept(name: OutputStream, offset: number, bytes: Uint8Array): void {
    const stream = this.#stream(name);
    if (offset > stream.next) {
      this.#gap ??= `${offset - stream.next} bytes of ${name} before offset ${offset} were never received`;
    }
    const fresh = offset >= stream.next ? bytes : bytes.subarray(Math.min(bytes.length, stream.next - offset));
    stream.next = Math.max(stream.next, offset + bytes.length);
    stream.redactor.use(this.#options.forms());
    this.#keep(name, stream, stream.redactor.push(fresh));
    this.#unsynced += bytes.length;
    if (this.#unsynced >= (this.#window ?? USUAL_WINDOW) / SYNCS_A_WINDOW) void this.#sync();
    else this.#cancelTimer ??= this.#options.after(SYNC_AFTER_MS, () => void this.#sync());
  }

  /** Everything accepted is durable when this resolves; waits for a full disk. Rejects when the disk failed. */
  async finish(): Promise<StreamRecords> {
    this.#cancelTimer?.();
    for (const [name, stream] of this.#streams) this.#keep(name, stream, stream.redactor.end());
    await this.#syncing;
    await this.#storeEnd();
    const positions = this.#writer === null ? this.#kept : await this.#durable(this.#writer);
    await this.#writer?.close();
    this.#writer = null;
    this.#giveWindowBack();
    return recordsOf(positions);
  }

  async #storeEnd(): Promise<void> {
    let bytes = 0;
    for (const piece of this.#limited?.end(this.#options.now()) ?? []) {
      const stream = this.#streams.get(piece.stream);
      if (stream !== undefined) this.#store(stream, piece);
      bytes += piece.bytes.length;
      if (bytes < STORED_AT_ONCE || this.#writer === null) continue;
      bytes = 0;
      await this.#durable(this.#writer);
    }
  }

  /** Leaves without the end of the streams: an attempt that goes on without us. What came so far becomes durable. */
  async leave(): Promise<void> {
    this.#isLeft = true;
    this.#cancelTimer?.();
    this.#limited?.close();
    this.#giveWindowBack();
    await this.#writer?.sync();
    await this.#writer?.close();
    this.#writer = null;
  }

  #giveWindowBack(): void {
    if (this.#window !== null) creditWindows.close();
    this.#window = null;
  }

  #stream(name: OutputStream): Stream {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const kept = this.#kept[name];
    const made: Stream = {
      redactor: new StreamRedactor(this.#options.forms(), kept?.rawBytes ?? 0),
      next: this.restartOffset(name),
      stored: kept?.storedBytes ?? 0,
    };
    this.#streams.set(name, made);
    return made;
  }

  #keep(name: OutputStream, stream: Stream, piece: RedactedPiece | null): void {
    if (piece === null) return;
    const whole = { stream: name, ...piece, at: this.#options.now() };
    for (const kept of this.#limited?.take(whole) ?? [whole]) this.#store(stream, kept);
  }

  #store(stream: Stream, piece: OutputPiece): void {
    this.#writer ??= this.#options.store.open(this.#options.ref);
    this.#writer.write(piece);
    this.#options.live({ stream: piece.stream, offset: stream.stored, bytes: piece.bytes, at: piece.at });
    stream.stored += piece.bytes.length;
  }

  async #sync(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#syncing !== null) return;
    this.#syncing = this.#syncOnce();
    await this.#syncing;
    this.#syncing = null;
    if (this.#unsynced >= (this.#window ?? USUAL_WINDOW) / SYNCS_A_WINDOW) void this.#sync();
  }

  /** Credits flow again only once the disk took the bytes: a full disk makes the source wait, not us grow. */
  async #syncOnce(): Promise<void> {
    const bytes = this.#unsynced;
    this.#unsynced = 0;
    try {
      if (this.#writer !== null) await this.#durable(this.#writer);
      this.#options.grant(bytes);
    } catch (error) {
      this.#options.failed(error);
    }
  }

  /** A full disk is waited for: the store keeps what it could not write. */
  async #durable(writer: OutputWriter): Promise<Partial<Record<OutputStream, StreamPosition>>> {
    for (;;) {
      try {
        return await writer.sync();
      } catch (error) {
        if (this.#isLeft || !(error instanceof StorageFailure) || error.fatal) throw error;
        await new Promise<void>((resolve) => this.#options.after(AGAIN_MS, resolve));
      }
    }
  }
}

function recordsOf(positions: Partial<Record<OutputStream, StreamPosition>>): StreamRecords {
  const records: StreamRecords = {};
  for (const name of ['stdout', 'stderr', 'body'] as const) {
    const position = positions[name];
    if (position === undefined) continue;
    const { rawBytes, storedBytes, storedDigest, redactions, leftOut } = position;
    const record = { rawBytes, storedBytes, storedDigest, redactions };
    records[name] = leftOut === undefined ? record : { ...record, leftOut };
  }
  return records;
}
