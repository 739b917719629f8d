import { isMap, isScalar, isSeq } from 'yaml';
import type { Splice } from '../../../contract/editing.ts';
import { listOf } from './cell-text.ts';
import { type Field, isBlock, type MapPart } from './layout.ts';
import { fieldNamed } from './read-table.ts';
import { isPlainSafe, type ScalarStyle, writtenScalar } from './scalar-text.ts';
import { columnOf, lineBreak, lineBreakOf, lineEnd, lineStart } from './text-lines.ts';

export interface Setting {
  readonly field: string;
  /** '' takes the field out. */
  readonly text: string;
  /** All fields in the order an author writes them. */
  readonly order: readonly string[];
}

/** What changes in the text when one field of a map becomes another text. */
export function setField(text: string, map: MapPart, setting: Setting): readonly Splice[] {
  const field = fieldNamed(map, setting.field);
  if (field === undefined) return setting.text === '' ? [] : [inserted(text, map, setting)];
  if (setting.text === '') return [removed(text, map, field)];
  return changed(text, map, { field, setting });
}

/** The value as it is written behind a key. */
export function writtenValue(
  field: string,
  given: string,
  place: { readonly flow: boolean; readonly column: number; readonly lineBreak: string },
): string {
  if (field === 'after') return flowList(listOf(given), false);
  if (field === 'duration' && given.includes(' / ')) return flowDuration(given);
  return writtenScalar(given, { ...place, style: 'plain' });
}

function flowList(entries: readonly string[], spaced: boolean): string {
  const inner = entries.map(flowEntry).join(', ');
  return spaced ? `[ ${inner} ]` : `[${inner}]`;
}

function flowEntry(entry: string): string {
  return isPlainSafe(entry, true)
    ? entry
    : writtenScalar(entry, { flow: true, column: 0, lineBreak: '', style: 'single' });
}

function flowDuration(given: string): string {
  const [min = '', likely = '', max = ''] = given.split(' / ');
  return `{ min: ${flowEntry(min)}, likely: ${flowEntry(likely)}, max: ${flowEntry(max)} }`;
}

/** Behind the last field an author would have written before it. */
function inserted(text: string, map: MapPart, { field, text: given, order }: Setting): Splice {
  const before = order.slice(0, order.indexOf(field));
  const anchor = map.fields.findLast((one) => before.includes(one.key)) ?? map.fields.at(-1);
  const end = lineBreakOf(text);
  const place = { flow: map.flow, column: map.column, lineBreak: end };
  const pair = `${field}: ${writtenValue(field, given, place)}`;
  if (anchor === undefined) return { from: map.span.from + 1, to: map.span.from + 1, text: ` ${pair} ` };
  if (map.flow) return { from: anchor.value.to, to: anchor.value.to, text: `, ${pair}` };
  const at = endOfField(text, anchor);
  const isOpen = at === text.length && text[at - 1] !== '\n';
  const line = `${' '.repeat(map.column)}${pair}`;
  return { from: at, to: at, text: isOpen ? `${end}${line}` : `${line}${end}` };
}

/** Behind the lines a block field takes. */
function endOfField(text: string, field: Field): number {
  const to = Math.max(field.value.to, field.colonTo);
  return text[to - 1] === '\n' ? to : lineEnd(text, to);
}

function removed(text: string, map: MapPart, field: Field): Splice {
  const at = map.fields.indexOf(field);
  const next = map.fields[at + 1];
  const previous = map.fields[at - 1];
  if (map.flow && previous !== undefined) return { from: previous.value.to, to: field.value.to, text: '' };
  // The first key stands behind the dash or the brace: the next one takes its place.
  if (previous === undefined) return { from: field.keyFrom, to: next?.keyFrom ?? field.value.to, text: '' };
  return { from: lineStart(text, field.keyFrom), to: endOfField(text, field), text: '' };
}

function changed(
  text: string,
  map: MapPart,
  { field, setting }: { field: Field; setting: Setting },
): readonly Splice[] {
  const { node, value } = field;
  const given = setting.text;
  const place = { flow: map.flow, column: map.column, lineBreak: lineBreakOf(text) };
  if (setting.field === 'after' && isSeq(node)) return changedList(text, field, { entries: listOf(given), map });
  if (setting.field === 'duration' && isMap(node)) return changedDuration(field, { given, place });
  if (setting.field === 'after' || (setting.field === 'duration' && given.includes(' / '))) {
    return [onTheLine(text, field, writtenValue(setting.field, given, place))];
  }
  const written = writtenScalar(given, { ...place, style: styleOf(field), chomping: chompingOf(text, field) });
  const wasBlock = isBlock(node);
  const isNowBlock = written.startsWith('|') && written.includes('\n');
  if (wasBlock) return [overBlock(text, value, { written, isNowBlock })];
  if (!isNowBlock) return [onTheLine(text, field, written)];
  // The comment behind the value stays on the key's line: below it would become part of the text.
  const to = lineBreak(text, value.to);
  const [header = '', ...lines] = written.split(place.lineBreak);
  const comment = text.slice(value.to, to);
  return [{ from: startOf(field), to, text: [`${gap(field)}${header}${comment}`, ...lines].join(place.lineBreak) }];
}

function startOf({ value, colonTo }: Field): number {
  return value.from === value.to ? colonTo : value.from;
}

function gap({ value }: Field): string {
  return value.from === value.to ? ' ' : '';
}

/** In place of a value that stands behind its key or, as a block, below it. */
function onTheLine(text: string, field: Field, written: string): Splice {
  const { value, colonTo } = field;
  if (value.from === value.to) return { from: colonTo, to: colonTo, text: ` ${written}` };
  const isBelow = text.slice(colonTo, value.from).includes('\n');
  return isBelow ? { from: colonTo, to: value.to, text: ` ${written}` } : { ...value, text: written };
}

/** The header of a block text may carry a comment; it stays. */
function overBlock(text: string, value: Field['value'], now: { written: string; isNowBlock: boolean }): Splice {
  // A text that keeps its last line breaks (`|+`) holds the one that ends its line, too.
  const end = text[value.to - 1] === '\n' ? lineBreakOf(text) : '';
  const headerEnd = lineBreak(text, value.from);
  const comment = /\s+#.*$/.exec(text.slice(value.from, headerEnd))?.[0] ?? '';
  if (comment === '') return { ...value, text: now.written + end };
  const [header = '', ...rest] = now.isNowBlock ? now.written.split(lineBreakOf(text)) : [now.written];
  return { ...value, text: [`${header}${comment}`, ...rest].join(lineBreakOf(text)) + end };
}

function styleOf({ node }: Field): ScalarStyle {
  if (!isScalar(node)) return 'plain';
  if (node.type === 'QUOTE_SINGLE') return 'single';
  if (node.type === 'QUOTE_DOUBLE') return 'double';
  return isBlock(node) ? 'block' : 'plain';
}

function chompingOf(text: string, { value, node }: Field): string {
  return isBlock(node) ? (/^[|>][0-9]?([+-])/.exec(text.slice(value.from, value.from + 4))?.[1] ?? '') : '';
}

/** Lines of entries that stay are kept as they are, comments included. */
function changedList(text: string, field: Field, to: { entries: readonly string[]; map: MapPart }): readonly Splice[] {
  const { node, value } = field;
  if (!isSeq(node)) return [];
  if (node.flow === true) {
    return [{ ...value, text: flowList(to.entries, /^\[\s/.test(text.slice(value.from, value.from + 2))) }];
  }
  const end = lineBreakOf(text);
  const from = lineStart(text, value.from);
  const pad = ' '.repeat(columnOf(text, value.from));
  const old = node.items.flatMap((item) => {
    const at = isScalar(item) ? item.range?.[0] : undefined;
    if (!isScalar(item) || at === undefined) return [];
    return [{ entry: String(item.value), line: text.slice(lineStart(text, at), lineBreak(text, at)) }];
  });
  const lines = to.entries.map(
    (entry) =>
      old.find((one) => one.entry === entry)?.line ?? `${pad}- ${isPlainSafe(entry, false) ? entry : flowEntry(entry)}`,
  );
  return [{ from, to: lineBreak(text, value.to), text: lines.join(end) }];
}

/** Three values for three: each where it stands. Otherwise the whole field is written anew on its line. */
function changedDuration(
  field: Field,
  to: { given: string; place: Parameters<typeof writtenValue>[2] },
): readonly Splice[] {
  const { node, value, colonTo } = field;
  const points = to.given.split(' / ');
  if (isMap(node) && points.length === 3) {
    const splices = ['min', 'likely', 'max'].flatMap((name, at): Splice[] => {
      const part = node.get(name, true);
      const range = isScalar(part) ? part.range : undefined;
      const point = points[at];
      if (range === undefined || range === null || point === undefined) return [];
      return String((part as { value: unknown }).value) === point
        ? [{ from: range[0], to: range[0], text: '' }]
        : [{ from: range[0], to: range[1], text: flowEntry(point) }];
    });
    if (splices.length === 3)
      return splices.filter((splice) => splice.to > splice.from).toSorted((a, b) => a.from - b.from);
  }
  const written = writtenValue('duration', to.given, to.place);
  const isBelow = isMap(node) && node.flow !== true;
  return [isBelow ? { from: colonTo, to: value.to, text: ` ${written}` } : { ...value, text: written }];
}
