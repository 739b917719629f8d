import type { OutputStream } from '../../contract/events.ts';
import type { OutputChunk } from '../../contract/workspace-views.ts';

/** One line as it is shown. `partial` = its end has not arrived. */
export interface OutputLine {
  readonly number: number;
  readonly stream: OutputStream;
  readonly text: string;
  readonly partial: boolean;
  /** Bytes missing before this line in this view (the store has them); 0 as a rule. */
  readonly gap: number;
}

/** The tail of one attempt's output. Bounded: what falls out is still in the store and in the download. */
export interface OutputBuffer {
  readonly lines: readonly OutputLine[];
  /** The next stored offset expected, by stream. */
  readonly next: Partial<Record<OutputStream, number>>;
  readonly complete: boolean;
  /** Lines that fell out at the top. */
  readonly dropped: number;
  readonly lastNumber: number;
}

export const LINE_CAP = 5000;
/** A line without an end is cut here, so that one endless line cannot fill the memory. */
export const LINE_LENGTH_CAP = 4000;

export const emptyOutput: OutputBuffer = { lines: [], next: {}, complete: false, dropped: 0, lastNumber: 0 };

export function appendChunks(buffer: OutputBuffer, chunks: readonly OutputChunk[], complete: boolean): OutputBuffer {
  const grown = new GrowingOutput(buffer);
  for (const chunk of chunks) grown.add(chunk);
  return grown.finish(complete);
}

/** Collects a batch in place, then hands out a new immutable buffer: one copy a batch instead of one a line. */
class GrowingOutput {
  private readonly lines: OutputLine[];
  private readonly next: Partial<Record<OutputStream, number>>;
  private lastNumber: number;
  private readonly dropped: number;

  constructor(buffer: OutputBuffer) {
    this.lines = [...buffer.lines];
    this.next = { ...buffer.next };
    this.lastNumber = buffer.lastNumber;
    this.dropped = buffer.dropped;
  }

  add(chunk: OutputChunk): void {
    const expected = this.next[chunk.stream];
    const end = chunk.offset + chunk.bytes;
    if (expected !== undefined && end <= expected) return;
    const text = expected === undefined ? chunk.text : withoutSeen(chunk, expected);
    const gap = expected === undefined ? chunk.offset : Math.max(0, chunk.offset - expected);
    this.next[chunk.stream] = end;
    this.addText(chunk.stream, text, gap);
  }

  private addText(stream: OutputStream, text: string, gap: number): void {
    const pieces = text.split('\n');
    let missing = gap;
    for (const [index, piece] of pieces.entries()) {
      const isLast = index === pieces.length - 1;
      if (isLast && piece === '') break;
      this.addPiece(stream, piece, { partial: isLast, gap: missing });
      missing = 0;
    }
  }

  private addPiece(stream: OutputStream, piece: string, how: { partial: boolean; gap: number }): void {
    const openAt = how.gap > 0 ? -1 : this.openLine(stream);
    const open = this.lines[openAt];
    if (open === undefined) {
      this.lastNumber += 1;
      this.lines.push({ number: this.lastNumber, stream, text: cut(piece), partial: how.partial, gap: how.gap });
      return;
    }
    this.lines[openAt] = { ...open, text: cut(open.text + piece), partial: how.partial };
  }

  /** The line of this stream whose end has not come: among the newest, since other streams may write between. */
  private openLine(stream: OutputStream): number {
    const oldest = Math.max(0, this.lines.length - 50);
    for (let at = this.lines.length - 1; at >= oldest; at -= 1) {
      const line = this.lines[at];
      if (line?.stream === stream) return line.partial ? at : -1;
    }
    return -1;
  }

  finish(complete: boolean): OutputBuffer {
    const excess = Math.max(0, this.lines.length - LINE_CAP);
    return {
      lines: excess === 0 ? this.lines : this.lines.slice(excess),
      next: this.next,
      complete,
      dropped: this.dropped + excess,
      lastNumber: this.lastNumber,
    };
  }
}

/** After a reconnect a chunk may begin before what is already shown: only its new bytes count. */
function withoutSeen(chunk: OutputChunk, expected: number): string {
  if (chunk.offset >= expected) return chunk.text;
  const bytes = new TextEncoder().encode(chunk.text);
  // Replaced invalid bytes make text and bytes differ in length; the tail is then counted from the end.
  const fresh = chunk.offset + chunk.bytes - expected;
  return new TextDecoder().decode(bytes.slice(Math.max(0, bytes.length - fresh)));
}

function cut(text: string): string {
  return text.length <= LINE_LENGTH_CAP ? text : `${text.slice(0, LINE_LENGTH_CAP)} …`;
}
