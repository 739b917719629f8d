import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import type { TextNode } from './text-tree.ts';
import { faultOf, type TextFault } from './yaml-findings.ts';
import { convert, MAX_DEPTH } from './yaml-tree.ts';

/** Bytes of UTF-8. Judge the size of a file before reading it. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export interface YamlReading {
  /** null = the text cannot be read as one document; the faults say why. */
  readonly root: TextNode | null;
  readonly faults: readonly TextFault[];
  /** Line and column from 1 of an offset. */
  readonly place: (offset: number) => { readonly line: number; readonly column: number };
}

/**
 * YAML 1.2 with the failsafe schema: every scalar is text. Directives, tags, merge keys, several documents and
 * warnings are faults. Never throws, whatever the text.
 */
export function readYaml(text: string): YamlReading {
  const counter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const outsize = sizeFault(text);
  if (outsize !== null) return { root: null, faults: [outsize], place: () => ({ line: 1, column: 1 }) };
  try {
    return { ...compose(text, counter), place };
  } catch (error) {
    // The reader recurses where the text nests; it is cut off here rather than trusted.
    const message = error instanceof RangeError ? tooDeep : 'The YAML reader failed on this text.';
    const fault = { rule: 'yaml-syntax', offset: 0, message, cure: 'Write the document in plain, shallow YAML.' };
    return { root: null, faults: [fault], place };
  }
}

const tooDeep = `The document nests deeper than ${MAX_DEPTH} levels.`;

/** The finding for a text or file of that many bytes, or null when it is small enough. */
export function sizeFault(text: string | { readonly bytes: number }): TextFault | null {
  const bytes = typeof text === 'string' ? utf8Length(text) : text.bytes;
  if (bytes <= MAX_DOCUMENT_BYTES) return null;
  return {
    rule: 'too-large',
    offset: 0,
    message: `The document has ${(bytes / 1_048_576).toFixed(1)} MiB; at most 4 MiB are read.`,
    cure: 'Split it into several runbooks, or move large scripts onto the targets.',
  };
}

function utf8Length(text: string): number {
  if (text.length * 3 <= MAX_DOCUMENT_BYTES || text.length > MAX_DOCUMENT_BYTES) return text.length;
  return new TextEncoder().encode(text).length;
}

function compose(text: string, counter: LineCounter): Omit<YamlReading, 'place'> {
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const faults: TextFault[] = tokens.flatMap((token) => tokenFault(token, tokens));
  if (faults.some((fault) => fault.rule === 'too-deep')) return { root: null, faults };
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document]: (Document.Parsed | undefined)[] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return { root: null, faults };
  const broken = oneALine(
    [...document.errors, ...document.warnings].map((error) => faultOf(error, text)),
    counter,
  );
  if (document.errors.length > 0) return { root: null, faults: [...faults, ...broken] };
  const tree = convert(document.contents, text);
  return { root: tree.root, faults: [...faults, ...broken, ...tree.faults] };
}

/** Slips the reader has no name for follow from one another; more than these tell nothing new. */
const MAX_UNNAMED = 3;

/** One slip makes the reader stumble several times on its line and after it; the first times tell. */
function oneALine(faults: readonly TextFault[], counter: LineCounter): readonly TextFault[] {
  const seen = new Set<number>();
  let unnamed = 0;
  return faults.filter((fault) => {
    const { line } = counter.linePos(fault.offset);
    if (seen.has(line)) return false;
    seen.add(line);
    return fault.rule !== 'yaml-syntax' || ++unnamed <= MAX_UNNAMED;
  });
}

function tokenFault(token: CST.Token, tokens: readonly CST.Token[]): readonly TextFault[] {
  if (token.type === 'directive') {
    return [
      {
        rule: 'yaml-directive',
        offset: token.offset,
        message: `A directive (${token.source.slice(0, 40)}) is not allowed.`,
        cure: 'Remove the line.',
      },
    ];
  }
  if (token.type !== 'document') return [];
  const deep = deepest(token);
  if (deep !== null) return [{ rule: 'too-deep', offset: deep, message: tooDeep, cure: 'Write a flatter document.' }];
  const first = tokens.find((other) => other.type === 'document');
  if (first === token) return [];
  return [
    {
      rule: 'yaml-documents',
      offset: token.offset,
      message: 'A second document begins here; a file holds one.',
      cure: 'Remove the line "---", or save the rest as a file of its own.',
    },
  ];
}

/** Offset of the first token below the greatest depth, found without recursion. */
function deepest(root: CST.Document): number | null {
  const stack: { token: CST.Token | null | undefined; depth: number }[] = [{ token: root.value, depth: 1 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (token === null || token === undefined || !('items' in token)) continue;
    if (depth > MAX_DEPTH) return token.offset;
    for (const item of token.items) {
      stack.push(
        { token: 'key' in item ? item.key : null, depth: depth + 1 },
        { token: 'value' in item ? item.value : null, depth: depth + 1 },
      );
    }
  }
  return null;
}
