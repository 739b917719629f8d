import { nearest } from '../plan/nearest.ts';
import { type FindingBook, quoted } from './findings.ts';
import type { SheetRow } from './grid.ts';
import { isNothing } from './plain-words.ts';
import { type Reference, readReference, splitReferences } from './read-references.ts';
import { columnOf, type Table, textIn } from './table.ts';

/** A dependency between two steps, by their places in the list. */
export interface StepLink {
  readonly before: number;
  readonly type: Reference['type'];
  readonly lagMs: number;
}

export interface LinkedRow {
  readonly row: SheetRow;
  readonly id: string;
  readonly title: string;
  /** Headings it stands under; their names and numbers may be named as predecessors. */
  readonly sections: readonly string[];
}

export interface Links {
  /** By step. */
  readonly links: readonly (readonly StepLink[])[];
  /** Steps whose cell could not be resolved as a whole: its text is then kept. */
  readonly unresolved: ReadonlySet<number>;
}

interface Names {
  readonly byId: ReadonlyMap<string, number>;
  readonly byRow: ReadonlyMap<number, number>;
  readonly byTitle: ReadonlyMap<string, readonly number[]>;
  readonly bySection: ReadonlyMap<string, readonly number[]>;
  readonly known: readonly string[];
  /** Plain numbers are the sheet's row numbers, or places in the list. */
  readonly numbersAre: 'rows' | 'places';
  readonly steps: readonly LinkedRow[];
}

/** Every predecessor and successor named in the sheet, by id, WBS code, row, section or title. */
export function linkSteps(table: Table, steps: readonly LinkedRow[], book: FindingBook): Links {
  const names = namesOf(table, steps);
  const links = steps.map((): StepLink[] => []);
  const unresolved = new Set<number>();
  for (const [index, step] of steps.entries()) {
    for (const field of ['predecessors', 'successors'] as const) {
      const text = textIn(table, step.row, field);
      if (text === '' || isNothing(text)) continue;
      const found = resolveCell(text, { index, names, table, field, book });
      if (!found.isWhole) unresolved.add(index);
      for (const { at, reference } of found.ends) {
        const [before, after] = field === 'predecessors' ? [at, index] : [index, at];
        const link = { before, type: reference.type, lagMs: reference.lagMs };
        const list = links[after];
        if (list !== undefined && !list.some((one) => one.before === before && one.type === link.type)) list.push(link);
      }
    }
  }
  reportCycles(table, { steps, links, book });
  return { links, unresolved };
}

interface CellPlace {
  readonly index: number;
  readonly names: Names;
  readonly table: Table;
  readonly field: 'predecessors' | 'successors';
  readonly book: FindingBook;
}

interface CellEnds {
  readonly ends: readonly { readonly at: number; readonly reference: Reference }[];
  readonly isWhole: boolean;
}

function resolveCell(text: string, place: CellPlace): CellEnds {
  const { index, names, table, field, book } = place;
  const whole = { name: text, type: 'FS', lagMs: 0, isRow: false, span: null } as const;
  const asTitle = resolve(whole, place).filter((at) => at !== index);
  if (asTitle.length > 0) return { ends: asTitle.map((at) => ({ at, reference: whole })), isWhole: true };
  const column = columnOf(table, field);
  const row = names.steps[index]?.row.number ?? 0;
  const ends: { at: number; reference: Reference }[] = [];
  let isWhole = true;
  for (const part of splitReferences(text)) {
    if (isNothing(part)) continue;
    const reference = readReference(part);
    const found = reference === null ? [] : resolve(reference, place);
    const others = found.filter((at) => at !== index);
    if (reference !== null && others.length > 0) ends.push(...others.map((at) => ({ at, reference })));
    if (others.length > 0) continue;
    isWhole = false;
    if (found.length > 0)
      book.error(
        { row, column },
        { rule: 'own-predecessor', message: `The row waits for itself (${quoted(part)}).`, cure: 'Name another row.' },
      );
    else book.error({ row, column }, unknown(part, reference, names));
  }
  return { ends, isWhole };
}

function unknown(
  part: string,
  reference: Reference | null,
  names: Names,
): { rule: string; message: string; cure: string } {
  if (reference === null) {
    return {
      rule: 'bad-lag',
      message: `${quoted(part)} has a lag that is no length of time.`,
      cure: 'Write a lag such as +15m or +2h; a percentage of the predecessor is not known here.',
    };
  }
  const near = reference.name.length < 2 ? null : nearest(reference.name, names.known);
  const longer = names.known.find(
    (name) => reference.name.length >= 2 && name.toLowerCase().startsWith(reference.name.toLowerCase()),
  );
  const meant = near ?? longer ?? null;
  return {
    rule: 'unknown-predecessor',
    message: `No row of the sheet is ${quoted(reference.name)}, which is named here.`,
    cure:
      meant === null
        ? 'Write the id of a row of this sheet, or empty the cell.'
        : `Write ${quoted(meant)} if that is meant, or empty the cell.`,
  };
}

function resolve(reference: Reference, { names, index }: CellPlace): readonly number[] {
  const { name, isRow, span } = reference;
  if (isRow) return one(names.byRow.get(Number(name)));
  const key = name.toLowerCase();
  const byId = names.byId.get(key);
  if (byId !== undefined) return [byId];
  const section = names.bySection.get(key);
  if (section !== undefined) return lastOf(section.filter((at) => at !== index));
  const byNumber = /^\d{1,7}$/.test(name) ? byPlainNumber(Number(name), names) : undefined;
  if (byNumber !== undefined) return [byNumber];
  if (span !== null) return spanned(span, names);
  const titled = names.byTitle.get(key);
  return titled?.length === 1 ? titled : [];
}

function one(index: number | undefined): readonly number[] {
  return index === undefined ? [] : [index];
}

/** A section is done when its last step is. */
function lastOf(section: readonly number[]): readonly number[] {
  return section.slice(-1);
}

/** Where the sheet has ids, a plain number is an id or nothing: a wrong guess would be a wrong plan. */
function byPlainNumber(number: number, names: Names): number | undefined {
  if (names.byId.size > 0) return undefined;
  return names.numbersAre === 'rows' ? names.byRow.get(number) : places(names, number);
}

function places(names: Names, number: number): number | undefined {
  return number >= 1 && number <= names.steps.length ? number - 1 : undefined;
}

function spanned([from, to]: readonly [number, number], names: Names): readonly number[] {
  if (to < from || to - from > 500) return [];
  const found: number[] = [];
  for (let number = from; number <= to; number++) {
    const at = names.byId.get(String(number)) ?? byPlainNumber(number, names);
    if (at === undefined) return [];
    found.push(at);
  }
  return found;
}

function namesOf(table: Table, steps: readonly LinkedRow[]): Names {
  const byId = new Map<string, number>();
  const bySection = new Map<string, number[]>();
  for (const [index, { row, sections }] of steps.entries()) {
    for (const field of ['wbs', 'id'] as const) {
      const text = textIn(table, row, field).toLowerCase();
      if (text !== '') byId.set(text, index);
    }
    for (const section of sections) {
      for (const key of new Set([section.toLowerCase(), numberBefore(section)])) {
        const members = bySection.get(key);
        if (members !== undefined) members.push(index);
        else if (key !== '') bySection.set(key, [index]);
      }
    }
  }
  addSummaryNumbers(table, steps, bySection);
  const byTitle = new Map<string, number[]>();
  for (const [index, { title }] of steps.entries()) {
    const key = title.toLowerCase();
    const same = byTitle.get(key);
    if (same === undefined) byTitle.set(key, [index]);
    else same.push(index);
  }
  const byRow = new Map(steps.map(({ row }, index) => [row.number, index]));
  const known = [
    ...new Set(steps.flatMap(({ row, title }) => [textIn(table, row, 'id'), textIn(table, row, 'wbs'), title])),
  ];
  const names = { byId, byRow, byTitle, bySection, known: known.filter((name) => name !== ''), steps };
  return { ...names, numbersAre: numbersOf(table, steps, byRow) };
}

/** `1 Ramp-down` → `1`. */
function numberBefore(section: string): string {
  return /^(\d+(?:\.\d+)*)\.?\s/.exec(section)?.[1] ?? '';
}

/** The ids of summary rows stand for all that lies below them. */
function addSummaryNumbers(table: Table, steps: readonly LinkedRow[], bySection: Map<string, number[]>): void {
  const stepRows = new Set(steps.map(({ row }) => row.number));
  for (const row of table.body) {
    const title = textIn(table, row, 'task').toLowerCase();
    const members = stepRows.has(row.number) ? undefined : bySection.get(title);
    if (members === undefined) continue;
    for (const field of ['id', 'wbs'] as const) {
      const text = textIn(table, row, field).toLowerCase();
      if (text !== '' && !bySection.has(text)) bySection.set(text, members);
    }
  }
}

/** Without ids: do the numbers point upwards as rows of the sheet, or as places in the list? */
function numbersOf(table: Table, steps: readonly LinkedRow[], byRow: ReadonlyMap<number, number>): 'rows' | 'places' {
  let rows = 0;
  let placed = 0;
  for (const [index, { row }] of steps.entries()) {
    for (const part of splitReferences(textIn(table, row, 'predecessors'))) {
      const number = Number(readReference(part)?.name);
      if (!Number.isInteger(number)) continue;
      const at = byRow.get(number);
      if (at !== undefined && at < index) rows++;
      if (number >= 1 && number <= index) placed++;
    }
  }
  return placed > rows ? 'places' : 'rows';
}

interface Graph {
  readonly steps: readonly LinkedRow[];
  readonly links: readonly (readonly StepLink[])[];
  readonly book: FindingBook;
}

const MOST_CYCLES = 200;

/** Each cycle once, with its rows. Depth first without recursion: a chain may have thousands of links. */
function reportCycles(table: Table, { steps, links, book }: Graph): void {
  const state = new Uint8Array(steps.length);
  let told = 0;
  const column = columnOf(table, 'predecessors') ?? columnOf(table, 'successors');
  for (const root of steps.keys()) {
    const trail: { index: number; next: number }[] = state[root] === 0 ? [{ index: root, next: 0 }] : [];
    state[root] = Math.max(state[root] ?? 0, 1);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = links[top.index]?.[top.next++]?.before;
      if (next === undefined) {
        state[top.index] = 2;
        trail.pop();
      } else if (state[next] === 1) {
        // Where everything waits for everything nobody reads each circle; as long as one stands nothing is imported.
        if (++told > MOST_CYCLES) return;
        const circle = trail.slice(trail.findIndex((link) => link.index === next)).map((link) => link.index);
        const rows = [...circle, circle[0] ?? 0].map((at) => steps[at]?.row.number ?? 0).reverse();
        const shown = rows.length > 12 ? [...rows.slice(0, 6), '…', ...rows.slice(-5)] : rows;
        book.error(
          { row: steps[next]?.row.number ?? 0, column },
          {
            rule: 'cycle',
            message: `These rows wait for each other: ${shown.join(' → ')}.`,
            cure: 'Take one of the predecessors out.',
          },
        );
      } else if (state[next] === 0) {
        state[next] = 1;
        trail.push({ index: next, next: 0 });
      }
    }
  }
}
