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

/** A place to take out, or to put a text in place of anything there. */
export interface Repair {
  readonly path: Path;
  readonly standIn?: string | undefined;
}

/** The tree with all repairs made, in one walk: a sheet of 5,000 steps may have 50,000 columns to take out. */
export function repairedTree(root: TextNode, repairs: readonly Repair[]): TextNode {
  return repairBelow(root, repairs, 0);
}

function repairBelow(node: TextNode, repairs: readonly Repair[], depth: number): TextNode {
  if (node.kind === 'text' || repairs.length === 0) return node;
  const byKey = Map.groupBy(repairs, ({ path }) => String(path[depth]));
  const repairChild = (key: string, child: TextNode | undefined): TextNode | undefined => {
    const own = byKey.get(key) ?? [];
    const whole = own.find(({ path }) => path.length === depth + 1);
    if (whole?.standIn !== undefined) {
      return { kind: 'text', text: whole.standIn, plain: false, at: node.at, size: 1, depth: 1 };
    }
    return whole !== undefined || child === undefined ? undefined : repairBelow(child, own, depth + 1);
  };
  if (node.kind === 'list') {
    const items = node.items.flatMap((item, index) => {
      const next = byKey.has(String(index)) ? repairChild(String(index), item.node) : item.node;
      return next === undefined ? [] : [{ ...item, node: next }];
    });
    return { ...node, items };
  }
  const entries = new Map(node.entries);
  for (const key of byKey.keys()) {
    const entry = node.entries.get(key);
    const next = repairChild(key, entry?.node);
    if (next === undefined) entries.delete(key);
    else entries.set(key, { keyAt: entry?.keyAt ?? node.at, node: next });
  }
  return { ...node, entries };
}
