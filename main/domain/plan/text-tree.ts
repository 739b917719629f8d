/** A document as its author wrote it: every scalar is text, everything knows where it stands. */
export type TextNode = TextScalar | TextMap | TextList;

interface Placed {
  /** Offset in the text, UTF-16 units from 0. */
  readonly at: number;
  /** Nodes below and including this one, aliases expanded. */
  readonly size: number;
  readonly depth: number;
}
export interface TextScalar extends Placed {
  readonly kind: 'text';
  readonly text: string;
  /** Written without quotes and not as a block: only such text can be a JSON number, switch or null. */
  readonly plain: boolean;
}
export interface TextMap extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, TextEntry>;
}
export interface TextEntry {
  readonly keyAt: number;
  readonly node: TextNode;
}
export interface TextList extends Placed {
  readonly kind: 'list';
  readonly items: readonly TextItem[];
}
/** `index` counts as the author counts, also after a wrong item was taken out. */
export interface TextItem {
  readonly index: number;
  readonly node: TextNode;
}

export type Path = readonly PropertyKey[];

/** What a schema judges: texts, arrays and objects without a prototype. */
export function plainValue(node: TextNode): unknown {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'list':
      return node.items.map((item) => plainValue(item.node));
    case 'map': {
      const value: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of node.entries) value[key] = plainValue(entry.node);
      return value;
    }
  }
}

export function nodeAt(root: TextNode, path: Path): TextNode | undefined {
  let node: TextNode | undefined = root;
  for (const key of path) node = node === undefined ? undefined : childOf(node, key);
  return node;
}

export function childOf(node: TextNode, key: PropertyKey): TextNode | undefined {
  if (node.kind === 'map') return node.entries.get(String(key))?.node;
  return node.kind === 'list' ? node.items[Number(key)]?.node : undefined;
}

/** Where the author looks for it: the value, the key when the value is empty, the map when the key is missing. */
export function offsetOf(root: TextNode, path: Path, part: 'key' | 'value' = 'value'): number {
  let node = root;
  let offset = root.at;
  for (const key of path) {
    const entry = node.kind === 'map' ? node.entries.get(String(key)) : undefined;
    const child = childOf(node, key);
    if (child === undefined) return offset;
    const empty = child.kind === 'text' && child.text === '' && child.plain;
    offset = entry !== undefined && (part === 'key' || empty) ? entry.keyAt : child.at;
    node = child;
  }
  return offset;
}

/** `steps[3].after[0]`, counted as the author's list counts from 0. */
export function writtenPath(root: TextNode, path: Path): string {
  let node: TextNode | undefined = root;
  let written = '';
  for (const key of path) {
    const item: TextItem | undefined = node?.kind === 'list' ? node.items[Number(key)] : undefined;
    if (item !== undefined) written += `[${item.index}]`;
    else written += `${written === '' ? '' : '.'}${String(key)}`;
    node = node === undefined ? undefined : childOf(node, key);
  }
  return written;
}

/** The tree without what stands at the path. */
export function without(root: TextNode, path: Path): TextNode {
  return edit(root, path, () => undefined);
}

/** The tree with a text at the path, in place of anything there. */
export function withText(root: TextNode, path: Path, text: string): TextNode {
  return edit(root, path, (parent) => ({ kind: 'text', text, plain: false, at: parent.at, size: 1, depth: 1 }));
}

function edit(node: TextNode, path: Path, change: (parent: TextNode) => TextNode | undefined): TextNode {
  const [key, ...rest] = path;
  if (key === undefined || node.kind === 'text') return node;
  const child = childOf(node, key);
  if (child === undefined && rest.length > 0) return node;
  const next = rest.length === 0 || child === undefined ? change(node) : edit(child, rest, change);
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => (index === Number(key) ? { ...item, node: next } : item));
    return { ...node, items: items.flatMap((item) => (item.node === undefined ? [] : [{ ...item, node: item.node }])) };
  }
  const entries = new Map(node.entries);
  if (next === undefined) entries.delete(String(key));
  else entries.set(String(key), { keyAt: entries.get(String(key))?.keyAt ?? node.at, node: next });
  return { ...node, entries };
}
