import type { z } from 'zod';
import type { TextNode } from './text-tree.ts';

export type Json = z.core.util.JSONType;

/** JSON's own grammar of numbers: 0755 and 4.10.1 stay text. */
const numberPattern = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Reads bodies and `expect.json`: unquoted true, false, null and numbers are typed, everything else is text. */
export function typedJson(node: TextNode): Json {
  switch (node.kind) {
    case 'text':
      return node.plain ? typedScalar(node.text) : node.text;
    case 'list':
      return node.items.map((item) => typedJson(item.node));
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, typedJson(entry.node)]));
  }
}

function typedScalar(text: string): Json {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null' || text === '~' || text === '') return null;
  const value = numberPattern.test(text) ? Number(text) : Number.NaN;
  const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return isExact ? value : text;
}
