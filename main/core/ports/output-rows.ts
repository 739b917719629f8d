import type { OutputStream } from '../../../contract/events.ts';
import type { RowTotals } from '../../../contract/output-views.ts';
import type { AttemptRef } from './output-store.ts';

/** All streams in the order of arrival, or one. */
export type RowChoice = OutputStream | 'all';

/** One attempt's output as rows, in the order of arrival, with what is about to be stored. */
export interface AttemptRowsView {
  totals(choice: RowChoice): RowTotals;
  /** Stored bytes of each stream, with what is about to be. */
  ends(): Readonly<Record<OutputStream, number>>;
  /** Rows from one on, until there are `count` of them or their bytes reach `limit`. */
  read(
    choice: RowChoice,
    range: { readonly from: number; readonly count: number; readonly limit: number },
  ): readonly StoredRow[];
  rowOfLine(choice: RowChoice, line: number): number;
  rowOfTime(choice: RowChoice, time: number): number;
  rowOfOffset(choice: RowChoice, stream: OutputStream, offset: number): number;
  /** The next part of what is stored, to be looked through elsewhere. */
  part(choice: RowChoice, from: number): OutputPart;
}

export interface StoredRow {
  readonly at: number;
  readonly line: number;
  readonly stream: OutputStream;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly time: number;
  readonly pen: string;
  readonly continues: boolean;
  readonly isOpen: boolean;
  readonly leftOut: { readonly bytes: number; readonly sha256: string } | null;
}

export interface OutputRows {
  /** Up to date at each call. */
  of(ref: AttemptRef): AttemptRowsView;
}

/** Where pieces of output lie; plain data, so that another thread can read them. */
export interface OutputPart {
  readonly pieces: readonly OutputPieceAt[];
  /** From where the next part begins; the count of pieces so far. */
  readonly next: number;
  readonly isLast: boolean;
  readonly searchedBytes: number;
  readonly totalBytes: number;
}

export interface OutputPieceAt {
  readonly file: string;
  /** Where its bytes begin in the file. */
  readonly position: number;
  readonly bytes: number;
  readonly stream: OutputStream;
  readonly offset: number;
  /** Of the line it continues. */
  readonly openBytes: number;
  /** The first row that begins in it. */
  readonly firstRow: number;
  /** The row that goes on into it; -1 = none. */
  readonly rowBefore: number;
  /** Only looked at for what goes on from it into the part. */
  readonly isBefore: boolean;
}

export interface OutputQuery {
  readonly text: string;
  readonly isPattern: boolean;
  readonly isCaseSensitive: boolean;
}

/** Finds rows by their text. Works elsewhere than on the core's own time. */
export interface OutputFinder {
  /** Rows that match, rising. Rejects with a sentence when a pattern takes too long. */
  find(pieces: readonly OutputPieceAt[], query: OutputQuery): Promise<readonly number[]>;
}
