import { isBlank, type Merge, type SheetRow, textOf, trimmed, type Worksheet } from './grid.ts';
import { matchHeading } from './match-heading.ts';
import { plainWords } from './plain-words.ts';

export interface Headings {
  /** 0 = there are none. */
  readonly row: number;
  /** The last row of the headings. */
  readonly end: number;
  /** By column from 0; '' where nothing stands. */
  readonly texts: readonly string[];
}

export interface FoundHeadings extends Headings {
  /** How much it looks like a plan: the sum over the fields recognised. */
  readonly score: number;
}

const SEARCHED_ROWS = 60;

/** The row, or the two rows, that name the columns. Null = nothing looks like headings. */
export function findHeadings(worksheet: Worksheet): FoundHeadings | null {
  let best: FoundHeadings | null = null;
  for (const [index, row] of worksheet.rows.slice(0, SEARCHED_ROWS).entries()) {
    const found = headingsAt(worksheet, index, row);
    if (found !== null && (best === null || found.score > best.score + 0.4)) best = found;
  }
  return best ?? firstWords(worksheet);
}

/** A first row of words with one heading of the trade among them: a sheet in its author's own words. */
function firstWords({ rows }: Worksheet): FoundHeadings | null {
  const row = rows.find(({ cells }) => cells.filter((cell) => !isBlank(cell)).length > 1);
  if (row === undefined || rows.length < 2 || strangeness(row) > 0) return null;
  const texts = row.cells.map(headingText);
  const isNamed = texts.some((text) => text !== '' && (matchHeading(text)[0]?.score ?? 0) >= 0.95);
  return isNamed ? { row: row.number, end: row.number, texts, score: 1 } : null;
}

/** The headings that begin in a row a person named. */
export function headingsFrom(worksheet: Worksheet, number: number): Headings {
  const index = worksheet.rows.findIndex((row) => row.number === number);
  const row = worksheet.rows[index];
  if (row === undefined) return { row: number, end: number, texts: [] };
  return headingsAt(worksheet, index, row) ?? { row: number, end: number, texts: row.cells.map(headingText) };
}

function headingsAt(worksheet: Worksheet, index: number, row: SheetRow): FoundHeadings | null {
  const single = row.cells.map(headingText);
  const singleScore = scoreOf(single) - strangeness(row);
  const next = worksheet.rows[index + 1];
  const alone = { row: row.number, end: row.number, texts: single, score: singleScore };
  const fits = next !== undefined && next.number === row.number + 1 && looksLikeWords(next);
  if (!fits) return enough(alone);
  const lower = next.cells.map(headingText);
  const both = joined(spread(row, worksheet.merges, lower), lower);
  const bothScore = scoreOf(both) - strangeness(row);
  const isBetter = bothScore > singleScore + 0.5 || (isUnits(next) && bothScore >= singleScore - 0.2);
  return enough(isBetter ? { row: row.number, end: next.number, texts: both, score: bothScore } : alone);
}

function enough(found: FoundHeadings): FoundHeadings | null {
  return found.score >= 1.5 ? found : null;
}

function headingText(cell: SheetRow['cells'][number] | undefined): string {
  return trimmed(cell ?? null);
}

/** The best score of each field that is named, and a little for headings that are known to be none. */
function scoreOf(texts: readonly string[]): number {
  const best = new Map<string, number>();
  for (const text of texts) {
    const [first] = text === '' ? [] : matchHeading(text);
    if (first !== undefined && first.score >= 0.6) {
      best.set(first.field, Math.max(best.get(first.field) ?? 0, first.score ** 2));
    }
  }
  // The same heading twice asks for the row above that tells the two apart.
  const filled = texts.filter((text) => text !== '');
  const repeated = filled.length - new Set(filled).size;
  return best.size < 2 ? 0 : [...best.values()].reduce((sum, score) => sum + score, 0) - repeated * 0.5;
}

/** Numbers, dates and long sentences are no headings. */
function strangeness(row: SheetRow): number {
  return row.cells.reduce((sum, cell) => {
    if (isBlank(cell)) return sum;
    const isNumber = typeof cell === 'object' && cell !== null && cell.number !== null;
    return sum + (isNumber || /^\d/.test(trimmed(cell)) || textOf(cell).length > 80 ? 0.6 : 0);
  }, 0);
}

function looksLikeWords(row: SheetRow): boolean {
  return strangeness(row) === 0;
}

const unit =
  /^[([]?\s*(min|mins|minutes|minuten|h|hrs|hours|std|stunden|d|days|tage|hh:mm(:ss)?|h:mm|y\/n|j\/n|ja\/nein|yes\/no|m\/a|dd[./-]mm[./-]yy(yy)?( hh:mm)?|tt\.mm\.jj(jj)?( hh:mm)?|utc|cet|mez)\s*[)\]]?$/i;

function isUnits(row: SheetRow): boolean {
  const texts = row.cells.map(headingText).filter((text) => text !== '');
  return texts.length > 0 && texts.every((text) => unit.test(text));
}

/** The texts of a row with those of merged cells repeated over the columns they span. */
function spread(row: SheetRow, merges: readonly Merge[], lower: readonly string[]): readonly string[] {
  const texts = row.cells.map(headingText);
  for (const { top, left, right } of merges) {
    if (top !== row.number || right === left) continue;
    for (let column = left + 1; column <= Math.min(right, left + 200); column++) texts[column] = texts[left] ?? '';
  }
  const spanned = Array.from(texts, (text) => text ?? '');
  return merges.length > 0 ? spanned : carried(spanned, lower);
}

/** Only times come in pairs under a common heading; an owner beside them is an owner. */
function standsForItself(heading: string): boolean {
  const [best] = matchHeading(heading);
  return (
    best !== undefined && best.score >= 0.95 && !['start', 'end', 'duration', 'date', 'offset'].includes(best.field)
  );
}

/** Without merged cells (CSV): a text reaches as far as it stands over headings that its group does not have yet. */
function carried(upper: readonly string[], lower: readonly string[]): readonly string[] {
  let group = '';
  let seen = new Set<string>();
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    const [own, below] = [upper[column] ?? '', lower[column] ?? ''];
    if (own !== '' || below === '' || seen.has(below) || standsForItself(below)) {
      group = own;
      seen = new Set();
    }
    if (below !== '') seen.add(below);
    return group;
  });
}

function joined(upper: readonly string[], lower: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    const [above, below] = [upper[column] ?? '', lower[column] ?? ''];
    if (above === '' || below === '' || plainWords(above) === plainWords(below)) return below === '' ? above : below;
    return `${above} ${below}`;
  });
}
