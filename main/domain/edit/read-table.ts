import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { stepFields } from '../../../contract/documents/step-fields.ts';
import {
  type DocumentTable,
  headFields,
  itemFields,
  type TableHead,
  type TableReading,
  type TableRow,
} from '../../../contract/editing.ts';
import { listText } from './cell-text.ts';
import { type Field, isBlock, type Layout, type MapPart, readLayout } from './layout.ts';
import { lineNumberAt } from './text-lines.ts';

export function readTable(text: string, read: typeof readLayout = readLayout): TableReading {
  const reading = read(text);
  if (reading.kind === 'layout' && !reading.layout.isFlowList) return { kind: 'table', table: tableOf(reading.layout) };
  const flow = 'The rows are written between [ and ], one after the other: put each on a line of its own.';
  if (reading.kind === 'layout') return { kind: 'unreadable', line: 1, message: flow };
  return { kind: 'unreadable', line: lineNumberAt(text, reading.offset), message: reading.message };
}

export function fieldsOf(kind: Layout['kind']): readonly string[] {
  return kind === 'Runbook' ? stepFields : itemFields;
}

export function tableOf(layout: Layout): DocumentTable {
  const fields = fieldsOf(layout.kind);
  return { ...headOf(layout), rows: layout.items.map(({ map }) => rowOf(map, fields)) };
}

export function headOf({ root, kind }: Layout): TableHead {
  const fields: Record<string, string> = {};
  for (const name of headFields) {
    const text = name.startsWith('window') ? windowText(root, name) : plainText(fieldNamed(root, name)?.node ?? null);
    if (text !== null && text !== '') fields[name] = text;
  }
  const people = fieldNamed(root, 'people')?.node;
  const roles = isSeq(people)
    ? people.items.flatMap((person) => (isMap(person) ? textIn(person.get('role', true)) : []))
    : [];
  return { kind, key: plainText(fieldNamed(root, 'key')?.node ?? null) ?? '', fields, roles };
}

function textIn(node: unknown): string[] {
  return isScalar(node) && typeof node.value === 'string' ? [node.value] : [];
}

function windowText(root: MapPart, name: string): string | null {
  const window = fieldNamed(root, 'window')?.node;
  const part = isMap(window) ? window.get(name === 'windowStart' ? 'start' : 'end', true) : null;
  return isScalar(part) && typeof part.value === 'string' ? part.value : null;
}

export function fieldNamed(map: MapPart, key: string): Field | undefined {
  return map.fields.find((field) => field.key === key);
}

function rowOf(map: MapPart | null, fields: readonly string[]): TableRow {
  if (map === null) return { cells: {}, locked: [...fields] };
  const cells: Record<string, string> = {};
  const locked: string[] = [];
  for (const { key, node } of map.fields) {
    if (!fields.includes(key)) continue;
    const text = Object.hasOwn(cells, key) || node?.anchor !== undefined ? null : cellOf(key, node);
    if (text === null) locked.push(key);
    else if (text !== '') cells[key] = text;
  }
  return { cells, locked };
}

/** null = it holds more than a cell can show. */
function cellOf(key: string, node: Node | null): string | null {
  if (key === 'after' && isSeq(node)) {
    const entries = node.items.map((item) => plainText(item));
    const isPlain = entries.every((entry) => entry !== null && entry !== '' && !entry.includes(','));
    return isPlain ? listText(entries.filter((entry) => entry !== null)) : null;
  }
  if (key === 'duration' && isMap(node)) return threePoints(node);
  const text = plainText(node);
  if (text === null) return null;
  return isBlock(node) ? text.replace(/\n+$/, '') : text;
}

function threePoints(node: Node): string | null {
  if (!isMap(node) || node.items.length !== 3) return null;
  const points = ['min', 'likely', 'max'].map((name) => plainText(node.get(name, true)));
  return points.every((point) => point !== null && point !== '') ? points.join(' / ') : null;
}

function plainText(node: unknown): string | null {
  if (node === null || node === undefined) return '';
  if (!isScalar(node) || node.anchor !== undefined) return null;
  return node.value === null || node.value === undefined ? '' : String(node.value);
}
