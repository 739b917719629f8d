import type { Problem, Result } from '../../contract/errors.ts';
import type { OutputRow, RowTotals } from '../../contract/output-views.ts';

export interface RowsAsked {
  readonly from: number;
  readonly count: number;
}

export type ReadRows = (asked: RowsAsked) => Promise<Result<{ rows: OutputRow[]; totals: RowTotals }>>;

const PAGE_ROWS = 128;
/** A few thousand rows at most, whatever the output is. */
const MOST_PAGES = 24;

const noRows: RowTotals = {
  ...{ rows: 0, lines: 0, bytes: 0, settled: 0, escapes: 0, redactions: 0 },
  isCounted: true,
};

interface Page {
  readonly rows: readonly OutputRow[];
  /** Every row of it was settled when it was read: it is never read again. */
  readonly isSettled: boolean;
  /** How many bytes there were when it was read. */
  readonly asOf: number;
}

/**
 * One attempt's output as far as it is looked at: how many rows there are, the last of them as they come, and the pages
 * around what is in sight. Everything else stays with the core, however much it is.
 */
export class OutputWindow {
  readonly #read: ReadRows;
  readonly #changed: () => void;
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  #last: readonly OutputRow[] = [];
  #isClosed = false;
  totals: RowTotals = noRows;
  problem: Problem | null = null;

  constructor(read: ReadRows, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** What the core pushes. */
  take({ totals, last }: { readonly totals: RowTotals; readonly last: readonly OutputRow[] }): void {
    this.totals = totals;
    this.#last = last;
    this.#changed();
  }

  /** null while it is on its way. */
  row(at: number): OutputRow | null {
    const first = this.#last[0];
    if (first !== undefined && at >= first.at) return this.#last[at - first.at] ?? null;
    const number = Math.floor(at / PAGE_ROWS);
    const page = this.#use(number);
    const row = page?.rows[at - number * PAGE_ROWS] ?? null;
    const isOld = page !== undefined && !page.isSettled && page.asOf !== this.totals.bytes;
    // An old row is better than none while the new one is on its way.
    if ((row === null || isOld) && at < this.totals.rows) void this.#load(number, row === null ? (page ?? null) : null);
    return row;
  }

  #use(number: number): Page | undefined {
    const page = this.#pages.get(number);
    if (page === undefined) return undefined;
    this.#pages.delete(number);
    this.#pages.set(number, page);
    return page;
  }

  /** Long rows come in several answers: `begun` is what of the page is there. */
  async #load(number: number, begun: Page | null): Promise<void> {
    if (this.#asked.has(number) || this.#isClosed) return;
    this.#asked.add(number);
    const present = begun?.rows ?? [];
    const from = number * PAGE_ROWS + present.length;
    const answer = await this.#read({ from, count: PAGE_ROWS - present.length });
    this.#asked.delete(number);
    if (this.#isClosed) return;
    if (!answer.ok) {
      this.problem = answer.problem;
      this.#changed();
      return;
    }
    this.problem = null;
    const { rows, totals } = answer.value;
    this.#put(number, {
      rows: [...present, ...rows],
      isSettled: (number + 1) * PAGE_ROWS <= totals.settled,
      asOf: totals.bytes,
    });
    this.#changed();
  }

  #put(number: number, page: Page): void {
    this.#pages.delete(number);
    this.#pages.set(number, page);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }
}
