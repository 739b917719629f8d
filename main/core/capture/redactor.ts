import type { SecretForms } from './secret-forms.ts';

export const REDACTED = '[redacted]';
const marker = new TextEncoder().encode(REDACTED);

/** A stretch of a stream after redaction; `rawOffset` and `rawBytes` say which bytes of the source it stands for. */
export interface RedactedPiece {
  readonly rawOffset: number;
  readonly rawBytes: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
}

/**
 * Where a stream has to be read again so that a secret across `rawBytes` is still recognised: the bytes before
 * are looked at, but not given out a second time.
 */
export function restartOffset(forms: SecretForms, rawBytes: number): number {
  return Math.max(0, rawBytes - Math.max(0, forms.maxLength - 1));
}

/**
 * Takes secrets out of a stream however it is split. A byte is given out only once no pattern can begin at it,
 * so at most `maxLength - 1` bytes wait; overlapping secrets become one marker; a piece never ends inside one.
 */
export class StreamRedactor {
  #forms: SecretForms;
  /** Raw bytes that were looked at in vain are dropped; what waits begins at `#scanned`. */
  #waiting: Uint8Array = new Uint8Array(0);
  #scanned: number;
  /** Everything before was given out. */
  #given: number;
  /** End of the passage being redacted, null outside one. */
  #passageEnd: number | null = null;

  /** `from`: bytes already given out by an earlier redactor; the first push begins at `restartOffset(forms, from)`. */
  constructor(forms: SecretForms, from = 0) {
    this.#forms = forms;
    this.#given = from;
    this.#scanned = restartOffset(forms, from);
  }

  /** More is secret than before: from the bytes on that were not given out yet it is taken out. */
  use(forms: SecretForms): void {
    this.#forms = forms;
  }

  push(bytes: Uint8Array): RedactedPiece | null {
    return this.#isIdle() ? this.#passed(bytes) : this.#scan(bytes, false);
  }

  /** The stream is over: what waits cannot become a secret any more. */
  end(): RedactedPiece | null {
    return this.#scan(new Uint8Array(0), true);
  }

  #isIdle(): boolean {
    return this.#forms.maxLength === 0 && this.#waiting.length === 0 && this.#passageEnd === null;
  }

  /** Nothing to look for: the very bytes, not copied. */
  #passed(bytes: Uint8Array): RedactedPiece | null {
    const rawOffset = this.#given;
    const fresh = bytes.subarray(Math.min(bytes.length, rawOffset - this.#scanned));
    this.#scanned += bytes.length;
    this.#given = Math.max(rawOffset, this.#scanned);
    return fresh.length === 0 ? null : { rawOffset, rawBytes: fresh.length, bytes: fresh, redactions: 0 };
  }

  #scan(bytes: Uint8Array, final: boolean): RedactedPiece | null {
    const buffer = joined(this.#waiting, bytes);
    const base = this.#scanned;
    const piece = new PieceBuilder(buffer, base, this.#given);
    const decided = this.#scanDecided(buffer, piece);
    const end = this.#scanRest(buffer, piece, { from: decided, final });
    if (this.#passageEnd !== null && base + end >= this.#passageEnd) this.#close(piece);
    if (this.#passageEnd === null) piece.plainUpTo(base + end);
    this.#waiting = buffer.slice(end);
    this.#scanned = base + end;
    this.#given = piece.end;
    return piece.build();
  }

  /** Places where every pattern would lie within the buffer: no need to look at each byte. */
  #scanDecided(buffer: Uint8Array, piece: PieceBuilder): number {
    const { shifts, pairs, buckets, minLength, maxLength } = this.#forms;
    if (maxLength === 0) return buffer.length;
    const last = buffer.length - maxLength;
    let index = 0;
    while (index <= last) {
      const end = index + minLength;
      const shift = shifts[((buffer[end - 2] ?? 0) << 8) | (buffer[end - 1] ?? 0)] ?? 0;
      if (shift > 0) {
        index += shift;
        continue;
      }
      const bucket = pairs[((buffer[index] ?? 0) << 8) | (buffer[index + 1] ?? 0)] ?? 0;
      const length = bucket === 0 ? 0 : longestMatch(buffer, index, buckets[bucket - 1] ?? []);
      if (length > 0) this.#extend(piece, this.#scanned + index, length);
      index += 1;
    }
    return Math.min(index, buffer.length);
  }

  /** Up to the first place where a pattern may still begin and is not there yet. Answers with that place. */
  #scanRest(buffer: Uint8Array, piece: PieceBuilder, { from, final }: { from: number; final: boolean }): number {
    const max = this.#forms.maxLength;
    for (let index = from; index < buffer.length; index += 1) {
      const candidates = this.#candidates(buffer, index);
      if (candidates === undefined) continue;
      const isOpen = !final && index + max > buffer.length;
      if (isOpen && mayStillMatch(buffer, index, candidates)) return index;
      const length = longestMatch(buffer, index, candidates);
      if (length > 0) this.#extend(piece, this.#scanned + index, length);
    }
    return buffer.length;
  }

  #candidates(buffer: Uint8Array, index: number): readonly Uint8Array[] | undefined {
    const first = buffer[index] ?? 0;
    const second = buffer[index + 1];
    if (second === undefined) return this.#forms.byFirstByte[first];
    const bucket = this.#forms.pairs[(first << 8) | second] ?? 0;
    return bucket === 0 ? undefined : this.#forms.buckets[bucket - 1];
  }

  /** A passage that ended before this place is closed first: two secrets side by side are two markers. */
  #extend(piece: PieceBuilder, position: number, length: number): void {
    if (this.#passageEnd !== null && position >= this.#passageEnd) this.#close(piece);
    if (this.#passageEnd === null) piece.plainUpTo(position);
    this.#passageEnd = Math.max(this.#passageEnd ?? 0, position + length);
  }

  #close(piece: PieceBuilder): void {
    if (this.#passageEnd !== null) piece.redactedUpTo(this.#passageEnd);
    this.#passageEnd = null;
  }
}

/** The same for a text that is complete: a typed note, a reason, an output value. */
export function redactText(forms: SecretForms, text: string): string {
  if (forms.maxLength === 0 || text === '') return text;
  const redactor = new StreamRedactor(forms);
  const pieces = [redactor.push(new TextEncoder().encode(text)), redactor.end()];
  if (pieces.every((piece) => piece === null || piece.redactions === 0)) return text;
  return pieces.map((piece) => (piece === null ? '' : new TextDecoder().decode(piece.bytes))).join('');
}

class PieceBuilder {
  readonly #buffer: Uint8Array;
  readonly #base: number;
  readonly #start: number;
  readonly #parts: Uint8Array[] = [];
  #redactions = 0;
  /** Raw position up to which this piece stands. */
  end: number;

  constructor(buffer: Uint8Array, base: number, given: number) {
    this.#buffer = buffer;
    this.#base = base;
    this.#start = given;
    this.end = given;
  }

  plainUpTo(position: number): void {
    if (position <= this.end) return;
    this.#parts.push(this.#buffer.subarray(this.end - this.#base, position - this.#base));
    this.end = position;
  }

  redactedUpTo(position: number): void {
    if (position <= this.end) return;
    this.#parts.push(marker);
    this.#redactions += 1;
    this.end = position;
  }

  build(): RedactedPiece | null {
    if (this.end === this.#start) return null;
    const bytes = this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : Buffer.concat(this.#parts);
    return { rawOffset: this.#start, rawBytes: this.end - this.#start, bytes, redactions: this.#redactions };
  }
}

function joined(waiting: Uint8Array, bytes: Uint8Array): Uint8Array {
  return waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
}

/** Candidates are ordered longest first. */
function longestMatch(buffer: Uint8Array, index: number, candidates: readonly Uint8Array[]): number {
  for (const pattern of candidates) {
    if (index + pattern.length <= buffer.length && agrees(buffer, index, pattern)) return pattern.length;
  }
  return 0;
}

function mayStillMatch(buffer: Uint8Array, index: number, candidates: readonly Uint8Array[]): boolean {
  return candidates.some((pattern) => index + pattern.length > buffer.length && agrees(buffer, index, pattern));
}

/** As far as there are bytes. */
function agrees(buffer: Uint8Array, index: number, pattern: Uint8Array): boolean {
  const length = Math.min(pattern.length, buffer.length - index);
  for (let at = 1; at < length; at += 1) {
    if (buffer[index + at] !== pattern[at]) return false;
  }
  return true;
}
