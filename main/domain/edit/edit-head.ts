import { isMap, isSeq } from 'yaml';
import type { DocumentEdit, Splice } from '../../../contract/editing.ts';
import type { Layout, MapPart } from './layout.ts';
import { fieldNamed } from './read-table.ts';
import { writtenScalar } from './scalar-text.ts';
import { type Setting, setField } from './set-field.ts';
import { lineBreakOf, lineEnd, lineStart } from './text-lines.ts';

const order = ['apiVersion', 'kind', 'key', 'title', 'change', 'timezone', 'window'];

/** Title, change, timezone and the two ends of the window. */
export function setHead(
  layout: Layout,
  edit: Extract<DocumentEdit, { kind: 'set-head' }>,
  text: string,
): readonly Splice[] {
  if (edit.field !== 'windowStart' && edit.field !== 'windowEnd') {
    return setField(layout.text, layout.root, { field: edit.field, text, order });
  }
  const name = edit.field === 'windowStart' ? 'start' : 'end';
  const window = fieldNamed(layout.root, 'window');
  const part = window === undefined ? null : windowPart(layout, window.node);
  if (window === undefined || part === null) {
    const value = `{ ${name}: ${writtenScalar(text, { flow: true, column: 0, lineBreak: '', style: 'single' })} }`;
    return text === '' ? [] : windowLine(layout, value);
  }
  if (text === '' && part.fields.length === 1)
    return setField(layout.text, layout.root, { field: 'window', text: '', order });
  return setField(layout.text, part, { field: name, text, order: ['start', 'end'] });
}

function windowLine(layout: Layout, value: string): readonly Splice[] {
  // Written as a placeholder of the same place, then as what it is: the value is no scalar.
  const setting: Setting = { field: 'window', text: 'window', order };
  return setField(layout.text, layout.root, setting).map((splice) => ({
    ...splice,
    text: splice.text.replace('window: window', `window: ${value}`),
  }));
}

function windowPart(layout: Layout, node: unknown): MapPart | null {
  if (!isMap(node)) return null;
  const fields = node.items.flatMap((pair) => {
    const key = pair.srcToken?.key;
    const colon = pair.srcToken?.sep?.find((one) => one.type === 'map-value-ind');
    const value = pair.value;
    if (key === undefined || key === null || colon === undefined) return [];
    const range = typeof value === 'object' && value !== null && 'range' in value ? value.range : null;
    const [from, to] = Array.isArray(range)
      ? [Number(range[0]), Number(range[1])]
      : [colon.offset + 1, colon.offset + 1];
    const name = 'source' in key ? key.source.replace(/^['"]|['"]$/g, '') : '';
    return [{ key: name, keyFrom: key.offset, colonTo: colon.offset + 1, value: { from, to }, node: value as never }];
  });
  const first = fields[0]?.keyFrom ?? 0;
  const [from, to] = node.range ?? [0, 0];
  return { flow: node.flow === true, span: { from, to }, column: first - lineStart(layout.text, first), fields };
}

/** A role nobody has yet, at the end of the people. */
export function addPerson({ root, text, list }: Layout, role: string, name: string): readonly Splice[] {
  const flow = { flow: true, column: 0, lineBreak: '', style: 'plain' } as const;
  const end = lineBreakOf(text);
  const entry = `- { role: ${writtenScalar(role, flow)}, name: ${writtenScalar(name || 'To be named', flow)} }`;
  const people = fieldNamed(root, 'people');
  const node = people?.node;
  if (people === undefined) {
    const at = list === null ? text.length : lineStart(text, list.keyFrom);
    return [{ from: at, to: at, text: `people:${end}  ${entry}${end}` }];
  }
  if (!isSeq(node) || node.items.length === 0)
    return [{ from: people.colonTo, to: people.value.to, text: `${end}  ${entry}` }];
  if (node.flow === true) {
    const last = people.value.to - 1;
    return [{ from: last, to: last, text: `, ${entry.slice(2)}` }];
  }
  const pad = ' '.repeat(people.value.from - lineStart(text, people.value.from));
  const at = lineEnd(text, people.value.to);
  const isOpen = text[at - 1] !== '\n';
  return [{ from: at, to: at, text: isOpen ? `${end}${pad}${entry}` : `${pad}${entry}${end}` }];
}
