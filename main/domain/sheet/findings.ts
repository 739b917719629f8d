import type { SheetFinding } from '../../../contract/sheets.ts';
import { columnLetter } from './grid.ts';

export interface FindingPlace {
  readonly row?: number;
  readonly column?: { readonly index: number; readonly heading: string } | null | undefined;
}

export interface FindingWords {
  readonly rule: string;
  readonly message: string;
  readonly cure?: string;
}

/** Collects what is found in one worksheet. */
export class FindingBook {
  readonly #sheet: string | null;
  readonly #found: SheetFinding[] = [];

  constructor(sheet: string | null) {
    this.#sheet = sheet;
  }

  error(place: FindingPlace, words: FindingWords): void {
    this.#add('error', place, words);
  }

  warn(place: FindingPlace, words: FindingWords): void {
    this.#add('warning', place, words);
  }

  note(place: FindingPlace, words: FindingWords): void {
    this.#add('note', place, words);
  }

  take(finding: SheetFinding): void {
    this.#found.push(finding);
  }

  #add(severity: SheetFinding['severity'], { row, column }: FindingPlace, { rule, message, cure }: FindingWords): void {
    this.#found.push({
      severity,
      rule,
      sheet: this.#sheet,
      row: row ?? null,
      column: column === null || column === undefined ? null : columnLetter(column.index),
      heading: column?.heading ?? null,
      message,
      cure: cure ?? null,
    });
  }

  /** Errors first, then by row. */
  all(): readonly SheetFinding[] {
    const rank = { error: 0, warning: 1, note: 2 } as const;
    return this.#found.toSorted(
      (a, b) => rank[a.severity] - rank[b.severity] || (a.row ?? 0) - (b.row ?? 0) || order(a.column, b.column),
    );
  }
}

function order(a: string | null, b: string | null): number {
  const [left, right] = [a ?? '', b ?? ''];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** A cell's text as a sentence can hold it. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > 60 ? `${line.slice(0, 57)}…` : line}”`;
}
