import type { OutputChoice, OutputRow } from '../../../contract/output-views.ts';
import type { AttemptRowsView, RowChoice, StoredRow } from '../ports/output-rows.ts';
import { decodeUtf8 } from './utf8.ts';

/** A window of rows is no larger than this, however long its lines are. */
export const ROWS_BYTES = 192 * 1024;

/** `stdout` stands for what is no error stream. */
export function choiceOf(choice: OutputChoice, view: AttemptRowsView): RowChoice {
  return choice === 'stdout' && view.ends().body > 0 ? 'body' : choice;
}

/** As it crosses the wire. */
export function rowView({ at, line, stream, offset, bytes, time, ...row }: StoredRow): OutputRow {
  return {
    ...{ at, line, stream, offset, bytes: bytes.length, text: decodeUtf8(bytes), time },
    ...(row.pen === '' ? {} : { pen: row.pen }),
    ...(row.continues ? { continues: true } : {}),
    ...(row.isOpen ? { isOpen: true } : {}),
    ...(row.leftOut === null ? {} : { leftOut: row.leftOut }),
  };
}
