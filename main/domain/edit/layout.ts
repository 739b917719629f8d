import {
  Composer,
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type YAMLMap,
} from 'yaml';
import { isBlank, lineEnd, lineStart } from './text-lines.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `key: value` where it stands. */
export interface Field {
  readonly key: string;
  readonly keyFrom: number;
  /** Behind the colon. */
  readonly colonTo: number;
  /** The value without comments; empty behind the colon when there is none. */
  readonly value: Span;
  readonly node: Node | null;
}

export interface MapPart {
  /** Written `{ … }`. */
  readonly flow: boolean;
  readonly span: Span;
  /** Of the first key. */
  readonly column: number;
  readonly fields: readonly Field[];
}

/** One line of the list: its body are whole lines, with the comment above it that belongs to it. */
export interface Item {
  readonly body: Span;
  readonly dash: number;
  /** null = an alias or something else that is no map of keys. */
  readonly map: MapPart | null;
}

export interface Layout {
  readonly text: string;
  readonly root: MapPart;
  readonly kind: 'Runbook' | 'Checklist';
  /** The field that holds the rows; null when it is missing. */
  readonly list: Field | null;
  /** Written `[ … ]`. */
  readonly isFlowList: boolean;
  readonly items: readonly Item[];
  readonly document: Document.Parsed;
}

export type LayoutReading =
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'unreadable'; readonly offset: number; readonly message: string };

/** Where everything stands in a runbook or a checklist. */
export function readLayout(text: string): LayoutReading {
  const document = compose(text);
  if (document === null) return unreadable(0, 'The document is empty.');
  const [error] = document.errors;
  if (error !== undefined) {
    return unreadable(error.pos[0], sentence(error.message));
  }
  if (!isMap(document.contents)) return unreadable(0, 'The document is not a list of keys and values.');
  const root = mapPart(text, document.contents);
  if (root === null || root.flow) return unreadable(0, 'The document is written in a way that a table cannot show.');
  const kind = root.fields.find((field) => field.key === 'kind')?.node;
  const name = isScalar(kind) ? kind.value : null;
  if (name !== 'Runbook' && name !== 'Checklist') {
    return unreadable(0, 'Only runbooks and checklists are shown as a table.');
  }
  const list = root.fields.find((field) => field.key === (name === 'Runbook' ? 'steps' : 'items')) ?? null;
  const node = list?.node;
  if (node !== undefined && node !== null && !isSeq(node) && !(isScalar(node) && !node.value)) {
    return unreadable(list?.keyFrom ?? 0, `${list?.key} is not a list.`);
  }
  const isFlowList = isSeq(node) && node.flow === true && node.items.length > 0;
  const items = isSeq(node) && !isFlowList ? itemsOf(text, node.srcToken, node.items) : [];
  return { kind: 'layout', layout: { text, root, kind: name, list, isFlowList, items, document } };
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message;
  return first.endsWith('.') ? first : `${first}.`;
}

function unreadable(offset: number, message: string): LayoutReading {
  return { kind: 'unreadable', offset, message };
}

function compose(text: string): Document.Parsed | null {
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    keepSourceTokens: true,
  });
  const documents = [...composer.compose(new Parser().parse(text), true, text.length)];
  return documents[0] ?? null;
}

/** null when a key is none a table could name. */
function mapPart(text: string, map: YAMLMap): MapPart | null {
  const fields: Field[] = [];
  for (const pair of map.items) {
    const token = pair.srcToken;
    const colon = token?.sep?.find((part) => part.type === 'map-value-ind');
    if (!isScalar(pair.key) || typeof pair.key.value !== 'string' || colon === undefined) return null;
    const colonTo = colon.offset + 1;
    const node = isNode(pair.value) ? pair.value : null;
    const value = node === null ? { from: colonTo, to: colonTo } : valueSpan(text, node, colonTo);
    fields.push({ key: pair.key.value, keyFrom: pair.key.range?.[0] ?? 0, colonTo, value, node });
  }
  const [from = 0, to = 0] = map.range ?? [];
  const first = fields[0]?.keyFrom ?? from;
  return { flow: map.flow === true, span: { from, to }, column: first - lineStart(text, first), fields };
}

function valueSpan(text: string, node: Node, colonTo: number): Span {
  const [from = colonTo, to = colonTo] = node.range ?? [];
  if (isScalar(node) && node.value === '' && from === to) return { from: colonTo, to: colonTo };
  if (to <= from) return { from, to: from };
  const isKept = isScalar(node) && isBlock(node) && /^[|>][0-9]?\+/.test(text.slice(from, from + 3));
  return { from, to: isKept ? to : from + text.slice(from, to).trimEnd().length };
}

export function isBlock(node: Node | null): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

function itemsOf(text: string, token: CST.Token | undefined, nodes: readonly unknown[]): readonly Item[] {
  if (token?.type !== 'block-seq') return [];
  const dashes = token.items.flatMap((item) => item.start.find((part) => part.type === 'seq-item-ind')?.offset ?? []);
  const items: Item[] = [];
  for (const [index, dash] of dashes.entries()) {
    const node = nodes[index];
    const end = isNode(node) ? Math.max(endOf(text, node), dash + 1) : dash + 1;
    const above = items.at(-1)?.body.to ?? 0;
    const body = { from: withCommentAbove(text, dash, above), to: withCommentBelow(text, end, dash) };
    items.push({ body, dash, map: isMap(node) ? mapPart(text, node) : null });
  }
  return items;
}

/** Behind the last character that means something; blank lines count only where a block text keeps them. */
function endOf(text: string, node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isNode(last?.value)) return endOf(text, last.value);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isNode(last)) return endOf(text, last);
  }
  const [from = 0, to = 0] = node.range ?? [];
  return Math.max(from, valueSpan(text, node, to).to);
}

/** Comment lines directly above a step, without a blank line between, belong to it. */
function withCommentAbove(text: string, dash: number, above: number): number {
  let from = lineStart(text, dash);
  const indent = dash - from;
  while (from > above) {
    const start = lineStart(text, from - 1);
    const line = text.slice(start, from);
    if (start < above || !/^\s*#/.test(line) || line.search(/#/) > indent) break;
    from = start;
  }
  return from;
}

/** Comment lines directly below that are indented like what the step holds belong to it. */
function withCommentBelow(text: string, end: number, dash: number): number {
  const indent = dash - lineStart(text, dash);
  let to = end > 0 && text[end - 1] === '\n' ? end : lineEnd(text, end);
  while (to < text.length) {
    const next = lineEnd(text, to);
    const line = text.slice(to, next);
    if (isBlank(line) || !/^\s*#/.test(line) || line.search(/#/) <= indent) break;
    to = next;
  }
  return to;
}
