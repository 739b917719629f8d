import type { SheetColumn } from '../../../contract/sheets.ts';
import { type FindingBook, quoted } from './findings.ts';
import { slug } from './plain-words.ts';

export interface NamedRow {
  readonly number: number;
  /** As the sheet has it; '' = none. */
  readonly id: string;
  readonly title: string;
}

const LONGEST = 63;

/** A step id for each row: from the sheet's own id, else from the title. Unique, and the same for the same sheet. */
export function stepIds(rows: readonly NamedRow[], column: SheetColumn | null, book: FindingBook): readonly string[] {
  const taken = new Map<string, number>();
  const firstRow = new Map<string, number>();
  return rows.map((row) => {
    const before = row.id === '' ? undefined : firstRow.get(row.id.toLowerCase());
    if (before !== undefined) {
      book.error(
        { row: row.number, column },
        {
          rule: 'duplicate-id',
          message: `The id ${quoted(row.id)} stands in row ${before} already.`,
          cure: 'Give each row an id of its own, or let this column be kept as it is: ids are then made from the titles.',
        },
      );
    } else if (row.id !== '') firstRow.set(row.id.toLowerCase(), row.number);
    return unique(wanted(row), taken);
  });
}

function wanted({ id, title, number }: NamedRow): string {
  const own = slug(id, LONGEST - 6);
  const text = own === '' ? slug(title, 48) : own;
  if (text === '') return `row-${number}`;
  return /^[a-z]/.test(text) ? text : `step-${text}`;
}

/** `taken` remembers how often a name was wanted, so that a thousand equal titles stay cheap. */
function unique(id: string, taken: Map<string, number>): string {
  const times = (taken.get(id) ?? 0) + 1;
  taken.set(id, times);
  if (times === 1) return id;
  return unique(`${id.slice(0, LONGEST - 1 - String(times).length)}-${times}`, taken);
}
