import type { DocumentTable, Splice } from '../../../contract/editing.ts';
import type { Layout } from './layout.ts';
import { writtenValue } from './set-field.ts';
import { isBlank, lineBreakOf, lineEnd, lineStart } from './text-lines.ts';

type Cells = DocumentTable['rows'][number]['cells'];

/** The text as rows and what stands between them: rows change places, what stands between stays. */
interface Pieces {
  readonly bodies: readonly string[];
  /** Behind each row but the last: blank lines and comments that belong to no row. */
  readonly gaps: readonly string[];
  readonly from: number;
  readonly to: number;
}

function piecesOf({ text, items }: Layout): Pieces {
  const bodies = items.map(({ body }) => text.slice(body.from, body.to));
  const gaps = items.slice(1).map(({ body }, at) => text.slice(items[at]?.body.to, body.from));
  return { bodies, gaps, from: items[0]?.body.from ?? 0, to: items.at(-1)?.body.to ?? 0 };
}

/** `count` rows from `row` on come to stand before the row that has the place `to` now. */
export function moveRows(layout: Layout, move: { row: number; count: number; to: number }): readonly Splice[] {
  const { row, count, to } = move;
  if (to >= row && to <= row + count) return [];
  const first = Math.min(row, to);
  const last = Math.max(row + count, to);
  const { bodies, gaps } = piecesOf(layout);
  const taken = bodies.slice(row, row + count);
  const order = to < row ? [...taken, ...bodies.slice(to, row)] : [...bodies.slice(row + count, to), ...taken];
  return [
    replaced(
      layout,
      { first, last },
      order.map((body, at) => whole(layout, body) + (at < order.length - 1 ? (gaps[first + at] ?? '') : '')),
    ),
  ];
}

export function deleteRows(layout: Layout, { row, count }: { row: number; count: number }): readonly Splice[] {
  const { items, text } = layout;
  const first = items[row];
  const last = items[row + count - 1];
  if (first === undefined || last === undefined) return [];
  if (count === items.length) return [emptied(layout)];
  const next = items[row + count];
  if (next !== undefined) {
    // Comments between the rows stay; the blank lines around what is gone go with it.
    const after = text.slice(last.body.to, next.body.from);
    const to = isBlank(after) ? next.body.from : last.body.to;
    return [{ from: first.body.from, to, text: '' }];
  }
  const before = items[row - 1]?.body.to ?? first.body.from;
  const gap = text.slice(before, first.body.from);
  return [{ from: isBlank(gap) ? before : first.body.from, to: last.body.to, text: '' }];
}

function emptied({ list, items, text }: Layout): Splice {
  const from = list?.colonTo ?? 0;
  const to = items.at(-1)?.body.to ?? from;
  return { from, to, text: ` []${text[to - 1] === '\n' ? lineBreakOf(text) : ''}` };
}

/** New rows before the place `at`, written like their neighbour. */
export function insertRows(layout: Layout, at: number, rows: readonly Cells[]): readonly Splice[] {
  const { items, text } = layout;
  const neighbour = items[at - 1] ?? items[0];
  if (neighbour === undefined) return [firstRows(layout, rows)];
  const end = lineBreakOf(text);
  const indent = neighbour.dash - lineStart(text, neighbour.dash);
  const style = {
    flow: neighbour.map?.flow === true,
    column: neighbour.map?.column ?? indent + 2,
    indent,
    lineBreak: end,
  };
  return [
    spliceIn(
      layout,
      at,
      rows.map((cells) => rowText(cells, style)),
    ),
  ];
}

export function duplicateText(layout: Layout, row: number): string {
  const item = layout.items[row];
  return item === undefined ? '' : layout.text.slice(lineStart(layout.text, item.dash), item.body.to);
}

/** Whole lines before the place `at`, with the blank lines rows have between them here. */
export function spliceIn(layout: Layout, at: number, bodies: readonly string[]): Splice {
  const { items, text } = layout;
  const end = lineBreakOf(text);
  const gap = blankBetween(layout, at);
  const next = items[at];
  const lines = bodies.map((body) => whole(layout, body));
  if (next !== undefined)
    return { from: next.body.from, to: next.body.from, text: lines.map((line) => line + gap).join('') };
  const from = items.at(-1)?.body.to ?? text.length;
  const isOpen = text[from - 1] !== '\n';
  return { from, to: from, text: (isOpen ? end : '') + lines.map((line) => gap + line).join('') };
}

function blankBetween({ items, text }: Layout, at: number): string {
  const [above, below] =
    at > 0 && at < items.length
      ? [items[at - 1], items[at]]
      : at === 0
        ? [items[0], items[1]]
        : [items.at(-2), items.at(-1)];
  if (above === undefined || below === undefined) return '';
  const blank = text.slice(above.body.to, below.body.from).match(/^(?:[ \t]*\r?\n)*/)?.[0] ?? '';
  return blank.replace(/[ \t]+/g, '');
}

interface RowStyle {
  readonly flow: boolean;
  readonly column: number;
  readonly indent: number;
  readonly lineBreak: string;
}

function rowText(cells: Cells, style: RowStyle): string {
  const pairs = Object.entries(cells).map(([field, text]) => `${field}: ${writtenValue(field, text, style)}`);
  const dash = `${' '.repeat(style.indent)}-${' '.repeat(Math.max(1, style.column - style.indent - 1))}`;
  if (style.flow) return `${' '.repeat(style.indent)}- { ${pairs.join(', ')} }${style.lineBreak}`;
  return `${dash}${pairs.join(`${style.lineBreak}${' '.repeat(style.column)}`)}${style.lineBreak}`;
}

function firstRows({ list, text, kind }: Layout, rows: readonly Cells[]): Splice {
  const lineBreak = lineBreakOf(text);
  const style = { flow: kind === 'Checklist', column: 4, indent: 2, lineBreak };
  const lines = rows.map((cells) => rowText(cells, style)).join('');
  if (list === null) {
    const open = text === '' || text.endsWith('\n') ? '' : lineBreak;
    return {
      from: text.length,
      to: text.length,
      text: `${open}${kind === 'Runbook' ? 'steps' : 'items'}:${lineBreak}${lines}`,
    };
  }
  const to = Math.max(list.value.to, list.colonTo);
  const rest = lineEnd(text, to);
  const comment = text.slice(to, rest).trimEnd();
  return { from: list.colonTo, to: rest, text: `${comment}${lineBreak}${lines}` };
}

function replaced(layout: Layout, { first, last }: { first: number; last: number }, parts: readonly string[]): Splice {
  const from = layout.items[first]?.body.from ?? 0;
  const to = layout.items[last - 1]?.body.to ?? from;
  const joined = parts.join('');
  // A last line without a break stays one.
  const wasOpen = layout.text[to - 1] !== '\n';
  return { from, to, text: wasOpen ? joined.replace(/\r?\n$/, '') : joined };
}

function whole({ text }: Layout, body: string): string {
  return body.endsWith('\n') ? body : body + lineBreakOf(text);
}
