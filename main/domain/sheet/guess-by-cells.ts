import type { SheetField } from '../../../contract/sheets.ts';
import { type Cell, isBlank, numberOf, type SheetRow, trimmed } from './grid.ts';
import { readDuration } from './read-duration.ts';
import { readMoment } from './read-moment.ts';

/** What a column without a heading most likely is, told by its cells alone. */
export interface CellGuess {
  readonly column: number;
  readonly field: SheetField;
}

interface Look {
  readonly column: number;
  /** By row; null where nothing stands. */
  readonly cells: readonly (Cell | null)[];
  readonly filled: readonly Cell[];
}

/**
 * A block of cells copied without its headings: rising numbers are ids, numbers of rows above are predecessors, other
 * numbers durations; times are starts; beside the task the column of few and short words says who does it.
 */
export function guessByCells(columns: readonly number[], rows: readonly SheetRow[]): readonly CellGuess[] {
  const looks = columns.map((column): Look => {
    const cells = rows.map((row) => (isBlank(row.cells[column]) ? null : (row.cells[column] ?? null)));
    return { column, cells, filled: cells.filter((cell) => cell !== null) };
  });
  const open = new Set(looks.filter(({ filled }) => filled.length > 0));
  const guesses: CellGuess[] = [];
  const take = (field: SheetField, fits: (look: Look) => boolean): Look | null => {
    const found = [...open].find(fits) ?? null;
    if (found === null) return null;
    open.delete(found);
    guesses.push({ column: found.column, field });
    return found;
  };
  const ids = take('id', areIds);
  if (ids !== null) take('predecessors', (look) => pointUp(look, ids));
  take('start', ({ filled }) => most(filled, hasTime));
  take('duration', ({ filled }) =>
    most(filled, (cell) => numberOf(cell) !== 0 && readDuration(cell, 'min') !== undefined),
  );
  take('owner', areNames);
  return guesses;
}

function most(cells: readonly Cell[], fits: (cell: Cell) => boolean): boolean {
  return cells.filter(fits).length >= cells.length * 0.8;
}

function hasTime(cell: Cell): boolean {
  return numberOf(cell) === null && (readMoment(cell, { order: 'dmy', year: 2026 })?.seconds ?? null) !== null;
}

/** Every row has one, and each number is greater than the one above. */
function areIds({ cells }: Look): boolean {
  const numbers = cells.map((cell) => (/^\d{1,6}$/.test(trimmed(cell)) ? Number(trimmed(cell)) : Number.NaN));
  return numbers.length > 1 && numbers.every((number, at) => number > (numbers[at - 1] ?? 0));
}

/** Every entry is the id of a row above. */
function pointUp({ cells }: Look, ids: Look): boolean {
  const above = new Set<string>();
  return cells.every((cell, at) => {
    const names = trimmed(cell)
      .split(/[;,\s]+/)
      .filter((name) => name !== '');
    const isKnown = names.every((name) => above.has(name));
    above.add(trimmed(ids.cells[at] ?? null));
    return isKnown;
  });
}

/** Words, short ones, and somebody has more than one row, or a row has a word or two. */
function areNames({ filled }: Look): boolean {
  const texts = filled.map((cell) => trimmed(cell));
  const areWords = texts.every((text) => /\p{L}{2}/u.test(text) && !/\d/.test(text) && text.length <= 40);
  const few = texts.every((text) => text.split(/\s+/).length <= 3);
  return areWords && (few || new Set(texts).size <= texts.length / 2);
}
