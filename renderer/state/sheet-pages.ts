import { changeSheet, SHEET_PAGE } from './sheet-desk.ts';
import type { SliceTools } from './tools.ts';

const MOST_PAGES = 10;

/** The rows that are looked at, fetched page by page and anew after each correction. */
export function sheetPages(tools: SliceTools) {
  const { client, get } = tools;
  let wanted: readonly number[] = [0];
  const asked = new Set<number>();
  /** Rises with each reading: answers of an older one are dropped. */
  let reading = 0;

  return {
    want(from: number, to: number): void {
      const first = Math.floor(Math.max(0, from) / SHEET_PAGE);
      const last = Math.floor(Math.max(0, to) / SHEET_PAGE);
      wanted = Array.from({ length: Math.min(MOST_PAGES, last - first + 1) }, (_, index) => first + index);
      void fetchMissing();
    },
    refresh(): void {
      reading++;
      asked.clear();
      void fetchMissing();
    },
    reset(): void {
      reading++;
      asked.clear();
      wanted = [0];
    },
  };

  async function fetchMissing(): Promise<void> {
    const missing = wanted.filter((page) => !asked.has(page));
    for (const page of missing) asked.add(page);
    await Promise.all(missing.map(fetchPage));
  }

  async function fetchPage(page: number): Promise<void> {
    const { sheet } = get();
    if (sheet?.view === null || sheet === null) {
      asked.delete(page);
      return;
    }
    const mine = reading;
    const { sheetId } = sheet.view;
    const place = { sheetId, choices: sheet.choices, from: page * SHEET_PAGE, count: SHEET_PAGE };
    const answer = await client.call('sheets.rows', place);
    if (mine !== reading) return;
    if (!answer.ok) asked.delete(page);
    else changeSheet(tools, { pages: { ...get().sheet?.pages, [page]: answer.value.rows } });
  }
}
