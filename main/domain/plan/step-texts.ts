import type { Path, TextNode } from './text-tree.ts';
import { nodeAt } from './text-tree.ts';

export interface PlacedText {
  readonly path: Path;
  readonly text: string;
}

/** Every text below a path, with its own path. */
export function textsBelow(root: TextNode, path: Path): readonly PlacedText[] {
  const node = nodeAt(root, path);
  return node === undefined ? [] : walk(node, path);
}

function walk(node: TextNode, path: Path): readonly PlacedText[] {
  switch (node.kind) {
    case 'text':
      return [{ path, text: node.text }];
    case 'list':
      return node.items.flatMap((item, index) => walk(item.node, [...path, index]));
    case 'map':
      return [...node.entries].flatMap(([key, entry]) => walk(entry.node, [...path, key]));
  }
}
