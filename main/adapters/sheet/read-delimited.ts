import type { Remark, SheetRow, Workbook } from '../../domain/sheet/index.ts';
import { limits } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** Delimited text (RFC 4180 and what is written in practice): separators `;` `,` tab `|`, quotes over lines, `sep=`. */
export function readDelimited(fileName: string, bytes: Uint8Array): Workbook {
  const text = decoded(bytes).replace(/^\ufeff/, '');
  const told = /^sep=(.)\r?\n/i.exec(text);
  const body = told === null ? text : text.slice(told[0].length);
  const separator = told?.[1] ?? separatorOf(body);
  const { rows, remarks, columns } = split(body, separator, told === null ? 1 : 2);
  const name = fileName.replace(/\.[A-Za-z0-9]{2,4}$/, '').slice(0, 200);
  return { fileName, worksheets: [{ name, isHidden: false, rows, columns, merges: [] }], remarks };
}

/** UTF-8, UTF-16 with or without a mark, else Windows-1252, which takes any byte. */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const sample = bytes.subarray(0, 2000);
  const zeros = [0, 1].map((part) =>
    sample.reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === part ? 1 : 0), 0),
  );
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (even > sample.length / 4 && odd === 0) return new TextDecoder('utf-16be').decode(bytes);
  if (even + odd > 0)
    throw new Unreadable('This is no text and no workbook. Choose a .xlsx, .csv or .tsv file, or paste the cells.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const candidates = ['\t', ';', ',', '|'] as const;
const SAMPLED = 40;

/** The sign that parts the most lines into the same number of cells. */
function separatorOf(text: string): string {
  const sample = text.slice(0, 200_000);
  const scores = candidates.map((separator) => {
    const counts = split(sample, separator, 1, SAMPLED).rows.map((row) => row.cells.length);
    const often = Math.max(...counts.map((count) => counts.filter((other) => other === count).length), 0);
    const usual = counts.find((count) => counts.filter((other) => other === count).length === often) ?? 1;
    const most = Math.max(1, ...counts);
    return most === 1 ? 0 : (often / Math.max(1, counts.length)) * 2 + Math.log2(Math.max(usual, most / 2));
  });
  const best = Math.max(...scores);
  return best === 0 ? ';' : (candidates[scores.indexOf(best)] ?? ';');
}

interface Split {
  readonly rows: SheetRow[];
  readonly remarks: Remark[];
  readonly columns: number;
}

// biome-ignore lint/complexity/useMaxParams: text, sign, first number, and how many are enough
function split(text: string, separator: string, first: number, enough: number = limits.rows): Split {
  const reader = new RecordReader(text, separator);
  const rows: SheetRow[] = [];
  const remarks: Remark[] = [];
  let [columns, cells, wide] = [0, 0, 0];
  let number = first;
  for (let record = reader.next(); record !== null; record = reader.next(), number++) {
    const filled = record.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (filled === 0 || (separator === '|' && record.every((cell) => /^:?-*:?$/.test(cell.trim())))) continue;
    if (rows.length >= enough || cells > limits.cells) {
      if (enough === limits.rows) remarks.push(cut(number));
      break;
    }
    if (filled > limits.columns) wide ||= number;
    const kept = record.slice(0, Math.min(filled, limits.columns));
    rows.push({
      number,
      level: 0,
      cells: kept.map((cell) => (cell === '' ? null : cell.slice(0, limits.cellCharacters))),
    });
    columns = Math.max(columns, kept.length);
    cells += kept.length;
  }
  if (reader.openQuote !== null) remarks.push(unclosed(first + reader.openQuote));
  if (wide > 0)
    remarks.push({
      ...about,
      row: wide,
      rule: 'too-many-columns',
      message: `Row ${wide} has more than ${limits.columns} cells.`,
      cure: 'Check the separator and the quotes of the row.',
    });
  return { rows, remarks, columns };
}

const about = { sheet: null, severity: 'error' } as const;

function cut(row: number): Remark {
  const message = `The text is larger than a plan can be: it was read as far as row ${row - 1}.`;
  return {
    ...about,
    row: row - 1,
    rule: 'too-many-rows',
    message,
    cure: 'Keep the rows of one plan, or split the sheet.',
  };
}

function unclosed(row: number): Remark {
  const message = 'A quotation mark is opened in this row and never closed: everything after it would be one cell.';
  return {
    ...about,
    row,
    rule: 'unclosed-quote',
    message,
    cure: 'Close it, or double a quotation mark that belongs to the text.',
  };
}

/** Walks over the records of a text; line ends inside quotes belong to their cell. */
class RecordReader {
  /** The record, from 0, whose quote is never closed. */
  openQuote: number | null = null;
  readonly #text: string;
  readonly #separator: string;
  #at = 0;
  #count = 0;

  constructor(text: string, separator: string) {
    this.#text = text;
    this.#separator = separator;
  }

  /** Null = the text is at its end. */
  next(): string[] | null {
    if (this.#at >= this.#text.length) return null;
    const cells: string[] = [];
    for (;;) {
      cells.push(this.#text[this.#at] === '"' ? this.#quoted() : this.#plain());
      const sign = this.#text[this.#at];
      this.#at++;
      if (sign === this.#separator) {
        if (this.#at < this.#text.length) continue;
        cells.push('');
      } else if (sign === '\r' && this.#text[this.#at] === '\n') this.#at++;
      this.#count++;
      return cells;
    }
  }

  #plain(): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const sign = this.#text[this.#at];
      if (sign === this.#separator || sign === '\n' || sign === '\r') break;
      this.#at++;
    }
    return this.#text.slice(start, this.#at);
  }

  #quoted(): string {
    const start = this.#at;
    let cell = '';
    let from = start + 1;
    for (;;) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) {
        this.openQuote ??= this.#count;
        this.#at = this.#text.length;
        return cell + this.#text.slice(from);
      }
      cell += this.#text.slice(from, quote);
      if (this.#text[quote + 1] !== '"') {
        this.#at = quote + 1;
        // Text behind the closing quote belongs to the cell too: `"web" tier`.
        return (cell + this.#plain()).replace(/\r\n?/g, '\n');
      }
      cell += '"';
      from = quote + 2;
    }
  }
}
