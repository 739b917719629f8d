import type { OutputReader } from '../../state/output-reader.ts';
import type { LineSearch } from './line-search.ts';
import { type OutputChoice, streamsOf } from './output-choice.ts';
import { RowTexts } from './row-texts.ts';

/** The rows that match, by their place among the shown ones, rising. */
export interface Findings {
  readonly hits: readonly number[];
  /** Rows before this one were looked at. */
  readonly searchedTo: number;
  readonly isCapped: boolean;
}

export const MOST_HITS = 100_000;
const BATCH = 4000;

export const nothingFound: Findings = { hits: [], searchedTo: 0, isCapped: false };

interface Search {
  readonly reader: OutputReader;
  readonly choice: OutputChoice;
  readonly lines: LineSearch;
  readonly signal: AbortSignal;
  /** Told after each batch. */
  tell(found: Findings): void;
}

/** Looks through all that is stored, not only what is loaded, from where `before` ended. */
export async function searchOutput(search: Search, before: Findings): Promise<Findings> {
  const texts = new RowTexts(search.reader);
  const streams = streamsOf(search.choice);
  let found = before;
  while (!search.signal.aborted && !found.isCapped) {
    const to = Math.min(found.searchedTo + BATCH, search.reader.rows.countOf(streams));
    if (to <= found.searchedTo) break;
    const lines = await linesBetween(search, texts, { from: found.searchedTo, to });
    if (search.signal.aborted) break;
    const places = await search.lines.match(lines);
    const from = found.searchedTo;
    const hits = [...found.hits, ...places.map((place) => from + place)].slice(0, MOST_HITS);
    found = { hits, searchedTo: to, isCapped: hits.length >= MOST_HITS };
    search.tell(found);
  }
  return found;
}

async function linesBetween(
  { reader, choice, signal }: Search,
  texts: RowTexts,
  { from, to }: { from: number; to: number },
): Promise<readonly string[]> {
  const streams = streamsOf(choice);
  const lines: string[] = [];
  for (let at = from; at < to && !signal.aborted; at += 1) {
    const row = reader.rows.row(reader.rows.placeOf(streams, at));
    if (row === null) break;
    if (texts.text(row) === null && !(await texts.load(row))) throw new Error('The output could not be read.');
    lines.push(texts.text(row) ?? '');
  }
  return lines;
}

/** The hit after (or before) a row, around the end; -1 = there is none. */
export function nextHit(hits: readonly number[], row: number, by: 1 | -1): number {
  if (hits.length === 0) return -1;
  if (by === 1) {
    const at = hits.findIndex((hit) => hit > row);
    return at === -1 ? 0 : at;
  }
  const at = hits.findLastIndex((hit) => hit < row);
  return at === -1 ? hits.length - 1 : at;
}
