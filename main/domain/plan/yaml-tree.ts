import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { TextEntry, TextNode } from './text-tree.ts';
import type { TextFault } from './yaml-findings.ts';

export const MAX_DEPTH = 32;
/** Nodes an author may add by aliases; an alias bomb wants billions. */
const MAX_EXPANDED = 200_000;

interface Conversion {
  readonly source: string;
  readonly anchors: Map<string, TextNode>;
  readonly faults: TextFault[];
  /** Nodes the author wrote, aliases not expanded. */
  written: number;
}

/** The composed YAML as a tree of texts. Aliases share their node, so a bomb costs nothing until it is refused. */
export function convert(contents: unknown, source: string): { root: TextNode | null; faults: readonly TextFault[] } {
  const conversion: Conversion = { source, anchors: new Map(), faults: [], written: 0 };
  if (!isNode(contents)) return { root: null, faults: conversion.faults };
  const root = nodeOf(contents, conversion);
  const isBomb = root.size > MAX_EXPANDED + conversion.written;
  if (isBomb || root.depth > MAX_DEPTH) {
    const what = isBomb ? `expand to ${root.size.toExponential(0)} values` : `nest deeper than ${MAX_DEPTH} levels`;
    fault(conversion, {
      rule: 'alias-bomb',
      offset: root.at,
      message: `The aliases of this document ${what}.`,
      cure: 'Write the values out instead of referring to them by *alias.',
    });
    return { root: null, faults: conversion.faults };
  }
  return { root, faults: conversion.faults };
}

function fault(conversion: Conversion, found: TextFault): void {
  conversion.faults.push(found);
}

function nodeOf(node: Node, conversion: Conversion): TextNode {
  conversion.written++;
  const at = node.range?.[0] ?? 0;
  if (isAlias(node)) return aliased(node.source, at, conversion);
  // Block texts carry no tag of their own; whatever has one was tagged by the author.
  if (node.tag !== undefined && conversion.source.slice(Math.max(0, at - node.tag.length - 40), at).includes('!')) {
    fault(conversion, {
      rule: 'yaml-tag',
      offset: at,
      message: `A tag (${node.tag}) is not allowed: every value is read as text.`,
      cure: 'Remove the tag.',
    });
  }
  const made = isMap(node)
    ? mapOf(node, conversion)
    : isSeq(node)
      ? listOf(node, conversion)
      : scalarOf(node, conversion);
  if (node.anchor !== undefined) conversion.anchors.set(node.anchor, made);
  return made;
}

function aliased(name: string, at: number, conversion: Conversion): TextNode {
  const target = conversion.anchors.get(name);
  if (target !== undefined) return target;
  fault(conversion, {
    rule: 'yaml-alias',
    offset: at,
    message: `The alias *${name} refers to nothing above it.`,
    cure: `Set the anchor &${name} before, or put the text in quotes.`,
  });
  return { kind: 'text', text: '', plain: true, at, size: 1, depth: 1 };
}

function scalarOf(node: Node, conversion: Conversion): TextNode {
  const at = node.range?.[0] ?? 0;
  const scalar: Scalar | null = isScalar(node) ? node : null;
  const plain = scalar?.type === 'PLAIN';
  const text = typeof scalar?.value === 'string' ? scalar.value.toWellFormed() : '';
  if (plain && text !== '') lostTail(node, conversion);
  return { kind: 'text', text, plain, at, size: 1, depth: 1 };
}

/** `title: Deploy #42` is read as "Deploy": a space and a # begin a comment. */
function lostTail(node: Node, conversion: Conversion): void {
  const end = node.range?.[1] ?? 0;
  const tail = /^ (#[^\s#!][^\n]*)/.exec(conversion.source.slice(end, end + 80))?.[1];
  if (tail === undefined) return;
  fault(conversion, {
    rule: 'lost-tail',
    offset: end + 1,
    message: `"${tail.trim()}" is lost: a space and a # begin a comment.`,
    cure: 'Put the whole text in quotes; if it is a comment, write a space after the #.',
  });
}

function listOf(node: YAMLSeq, conversion: Conversion): TextNode {
  const items = node.items.map((item, index) => ({
    index,
    node: isNode(item) ? nodeOf(item, conversion) : lonePair(item, node, conversion),
  }));
  const { size, depth } = weigh(items.map((item) => item.node));
  return { kind: 'list', items, at: node.range?.[0] ?? 0, size, depth };
}

/** `[a: b]` is a map of one key. */
function lonePair(item: unknown, list: YAMLSeq, conversion: Conversion): TextNode {
  const at = list.range?.[0] ?? 0;
  const entries = new Map<string, TextEntry>();
  if (isPair(item)) addPair(entries, item, { at, conversion });
  return { kind: 'map', entries, at, ...weigh([...entries.values()].map((entry) => entry.node)) };
}

function mapOf(node: YAMLMap, conversion: Conversion): TextNode {
  const at = node.range?.[0] ?? 0;
  const entries = new Map<string, TextEntry>();
  for (const pair of node.items) addPair(entries, pair, { at, conversion });
  return { kind: 'map', entries, at, ...weigh([...entries.values()].map((entry) => entry.node)) };
}

function addPair(entries: Map<string, TextEntry>, pair: Pair, place: { at: number; conversion: Conversion }): void {
  const { conversion } = place;
  const keyNode = isNode(pair.key) ? pair.key : null;
  const keyAt = keyNode?.range?.[0] ?? place.at;
  const key = isScalar(keyNode) && typeof keyNode.value === 'string' ? keyNode.value.toWellFormed() : null;
  const wrong = keyFault(key, pair, entries);
  if (wrong !== null) fault(conversion, { ...wrong, offset: keyAt });
  const node: TextNode = isNode(pair.value)
    ? nodeOf(pair.value, conversion)
    : { kind: 'text', text: '', plain: true, at: keyAt, size: 1, depth: 1 };
  if (key !== null && wrong === null) entries.set(key, { keyAt, node });
}

function keyFault(
  key: string | null,
  pair: Pair,
  entries: ReadonlyMap<string, TextEntry>,
): Omit<TextFault, 'offset'> | null {
  if (key === null)
    return { rule: 'bad-key', message: 'A key must be a text.', cure: 'Write a plain text before the colon.' };
  if (key === '<<')
    return { rule: 'yaml-merge', message: 'A merge key (<<) is not allowed.', cure: 'Write the keys out.' };
  if (key === '__proto__')
    return { rule: 'bad-key', message: '"__proto__" cannot be a key.', cure: 'Choose another name.' };
  if (entries.has(key))
    return { rule: 'duplicate-key', message: `The key "${key}" stands here a second time.`, cure: 'Keep one of them.' };
  if (pair.value === null) {
    return {
      rule: 'yaml-comma',
      message: `"${key}" stands alone: a comma ends unquoted text inside { }.`,
      cure: 'Put the whole text before it in quotes, comma included; or give the key a value.',
    };
  }
  return null;
}

function weigh(nodes: readonly TextNode[]): { readonly size: number; readonly depth: number } {
  let size = 1;
  let depth = 0;
  for (const node of nodes) {
    size += node.size;
    depth = Math.max(depth, node.depth);
  }
  return { size, depth: depth + 1 };
}
