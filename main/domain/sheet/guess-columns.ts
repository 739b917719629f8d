import type { SheetChoices, SheetColumn, SheetField } from '../../../contract/sheets.ts';
import type { Headings } from './find-headings.ts';
import { type Cell, columnLetter, isBlank, numberOf, type SheetRow, trimmed } from './grid.ts';
import { guessByCells } from './guess-by-cells.ts';
import { matchHeading } from './match-heading.ts';
import { yesOrNo } from './plain-words.ts';
import { readDuration } from './read-duration.ts';
import { readMoment } from './read-moment.ts';
import { readOffset } from './read-offset.ts';

/** Fields that several columns may fill; their texts are put together. */
export const manyColumns: ReadonlySet<SheetField> = new Set(['detail', 'comments', 'verification', 'system']);

const SAMPLED_ROWS = 200;

interface Candidate {
  readonly column: number;
  readonly field: SheetField;
  readonly score: number;
}

/** Each column's field: as a person chose it, else by its heading and by what stands below it. */
export function guessColumns(
  headings: Headings,
  body: readonly SheetRow[],
  mapping: NonNullable<SheetChoices['mapping']>,
): readonly SheetColumn[] {
  const samples = body.slice(0, SAMPLED_ROWS);
  const count = Math.max(headings.texts.length, ...samples.map((row) => row.cells.length), 0);
  const chosen = new Map(Object.entries(mapping).map(([column, field]) => [Number(column), field]));
  const taken = new Set([...chosen.values()].filter((field) => field !== null && !manyColumns.has(field)));
  const open = Array.from({ length: count }, (_, column) => column).filter((column) => !chosen.has(column));
  const candidates = open.flatMap((column) => {
    const cells = samples.flatMap((row) => (isBlank(row.cells[column]) ? [] : [row.cells[column] ?? '']));
    return candidatesOf(column, headings.texts[column] ?? '', cells);
  });
  const guessed = assign(candidates, taken);
  addTask(guessed, { taken, headings, samples, open });
  if (headings.row === 0) addByCells(guessed, { taken, headings, samples, open });
  return Array.from({ length: count }, (_, index): SheetColumn => {
    const heading = headings.texts[index] ?? '';
    const place = { index, letter: columnLetter(index), heading };
    if (chosen.has(index)) return { ...place, field: chosen.get(index) ?? null, confidence: 'person' };
    const guess = guessed.get(index);
    if (guess === undefined) return { ...place, field: null, confidence: null };
    const confidence = guess.score >= 0.95 ? 'sure' : guess.score >= 0.7 ? 'likely' : 'weak';
    return { ...place, field: guess.field, confidence };
  });
}

function assign(candidates: readonly Candidate[], taken: Set<SheetField | null>): Map<number, Candidate> {
  const guessed = new Map<number, Candidate>();
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score || a.column - b.column)) {
    if (guessed.has(candidate.column) || taken.has(candidate.field)) continue;
    guessed.set(candidate.column, candidate);
    if (!manyColumns.has(candidate.field)) taken.add(candidate.field);
  }
  return guessed;
}

/** What a heading may mean, judged by what stands below it. */
function candidatesOf(column: number, heading: string, cells: readonly Cell[]): readonly Candidate[] {
  const matches = heading === '' ? [] : matchHeading(heading);
  return matches.flatMap(({ field, score }): Candidate[] => {
    const really = judged(field, cells) ?? plainlyNamed(field, heading);
    return really === null ? [] : [{ column, field: really.field, score: score * really.weight }];
  });
}

/** "Start" over cells nobody can read is still the start, and each of them a finding; "From" and "To" may be systems. */
function plainlyNamed(field: SheetField, heading: string): { field: SheetField; weight: number } | null {
  const isTime = field === 'start' || field === 'end' || field === 'duration';
  return isTime && /start|beginn?|ende?\b|finish|duration|dauer/i.test(heading) ? { field, weight: 0.6 } : null;
}

const share = (cells: readonly Cell[], fits: (cell: Cell) => boolean) =>
  cells.length === 0 ? 1 : cells.filter(fits).length / cells.length;
const anyMoment = (cell: Cell) => readMoment(cell, { order: 'dmy', year: 2026 }) !== undefined;
const withTime = (cell: Cell) => (readMoment(cell, { order: 'dmy', year: 2026 })?.seconds ?? null) !== null;
const isOffset = (cell: Cell) => readOffset(cell, 'min') !== undefined;

function judged(field: SheetField, cells: readonly Cell[]): { field: SheetField; weight: number } | null {
  switch (field) {
    case 'id': {
      // "Step" and "Item" head numbers as well as sentences.
      const length = cells.reduce((sum, cell) => sum + trimmed(cell).length, 0) / Math.max(1, cells.length);
      return length > 14 ? { field: 'task', weight: 0.8 } : { field, weight: 1 };
    }
    case 'summary':
      return share(cells, (cell) => yesOrNo(trimmed(cell)) !== null) > 0.8
        ? { field, weight: 1 }
        : { field: 'task', weight: 0.8 };
    case 'offset':
      return share(cells, isOffset) >= 0.5 ? { field, weight: 1 } : null;
    case 'date':
      if (share(cells, anyMoment) < 0.5) return share(cells, isOffset) > 0.5 ? { field: 'offset', weight: 0.8 } : null;
      // A heading such as "Start date" over dates with times is the start itself.
      return share(cells, withTime) > 0.5 ? { field: 'start', weight: 0.9 } : { field, weight: 0.96 };
    case 'start':
      if (share(cells, anyMoment) >= 0.3) return { field, weight: share(cells, withTime) > 0.3 ? 1 : 0.95 };
      return share(cells, isOffset) > 0.5 ? { field: 'offset', weight: 0.9 } : null;
    case 'end':
      return share(cells, anyMoment) >= 0.3 ? { field, weight: 1 } : null;
    case 'duration':
      return share(cells, (cell) => readDuration(cell, 'min') !== undefined) >= 0.3 ? { field, weight: 1 } : null;
    case 'level':
      return share(cells, (cell) => /^\d{1,2}$/.test(trimmed(cell))) > 0.8 ? { field, weight: 1 } : null;
    default:
      return { field, weight: 1 };
  }
}

/** Without headings the cells tell; what a person chose stays, and the rest is guessed beside it. */
function addByCells(guessed: Map<number, Candidate>, { taken, samples, open }: TaskSearch): void {
  const free = open.filter((column) => !guessed.has(column));
  for (const { column, field } of guessByCells(free, samples)) {
    if (!taken.has(field)) guessed.set(column, { column, field, score: 0.5 });
  }
}

interface TaskSearch {
  readonly taken: ReadonlySet<SheetField | null>;
  readonly headings: Headings;
  readonly samples: readonly SheetRow[];
  readonly open: readonly number[];
}

/** Without a task there is no plan: the description stands in, else the column with most words. */
function addTask(guessed: Map<number, Candidate>, { taken, headings, samples, open }: TaskSearch): void {
  if (taken.has('task')) return;
  const detail = [...guessed.values()].find(({ field, score }) => field === 'detail' && score >= 0.9);
  if (detail !== undefined) {
    guessed.set(detail.column, { ...detail, field: 'task', score: 0.8 });
    return;
  }
  const words = (column: number) =>
    samples.reduce((sum, row) => {
      const cell = row.cells[column] ?? null;
      return sum + (numberOf(cell) === null ? Math.min(80, trimmed(cell).length) : 0);
    }, 0);
  const [longest] = open
    .filter((column) => !guessed.has(column) && (headings.row === 0 || headings.texts[column] !== ''))
    .map((column) => ({ column, words: words(column) }))
    .toSorted((a, b) => b.words - a.words);
  if (longest === undefined || longest.words === 0) return;
  guessed.set(longest.column, { column: longest.column, field: 'task', score: 0.5 });
}
