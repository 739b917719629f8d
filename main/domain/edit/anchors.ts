import { visit } from 'yaml';
import type { Layout } from './layout.ts';

/** An alias (*name) that refers to nothing above it; null when every one finds its anchor. */
export function danglingAlias({ text, document }: Layout): string | null {
  if (!text.includes('*')) return null;
  const anchors = new Set<string>();
  let dangling: string | null = null;
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
    Alias: (_key, node) => {
      if (!anchors.has(node.source)) dangling ??= node.source;
    },
  });
  return dangling;
}
