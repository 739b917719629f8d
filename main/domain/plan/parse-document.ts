import type { z } from 'zod';
import {
  type DocumentKind,
  documentKinds,
  documentSchemas,
  isDocumentKind,
} from '../../../contract/documents/documents.ts';
import type { Finding } from '../../../contract/errors.ts';
import { nearest } from './nearest.ts';
import { readYaml } from './read-yaml.ts';
import { flatten, type SchemaFault } from './schema-faults.ts';
import {
  childOf,
  nodeAt,
  offsetOf,
  type Path,
  plainValue,
  type Repair,
  repairedTree,
  type TextNode,
  writtenPath,
} from './text-tree.ts';
import type { Json } from './typed-json.ts';
import { typedJson } from './typed-json.ts';
import type { TextFault } from './yaml-findings.ts';

/** Where things stand in the text of a document. */
export interface Source {
  readonly root: TextNode;
  /** A finding at a path; `part: 'key'` points to the key rather than its value. */
  finding(about: About): Finding;
  /** What stands at a path, read as JSON; null when nothing does. */
  json(path: Path): Json;
  /** The text at a path, '' when there is none. */
  text(path: Path): string;
}

export interface About {
  readonly rule: string;
  readonly severity: Finding['severity'];
  readonly path: Path;
  readonly part?: 'key' | 'value';
  readonly message: string;
  readonly cure?: string;
}

/** A key the format does not know and keeps: a column of an imported sheet. */
export interface Extension {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
}

export type DocumentValue = {
  [K in DocumentKind]: { readonly kind: K; readonly value: z.output<(typeof documentSchemas)[K]> };
}[DocumentKind];

export interface ParsedDocument {
  readonly kind: string | null;
  /** null = too broken to be judged further. With error findings: only what could be understood. */
  readonly document: DocumentValue | null;
  readonly source: Source | null;
  /** The tree as written, before anything wrong was taken out. */
  readonly written: TextNode | null;
  readonly extensions: readonly Extension[];
  /** In no order. */
  readonly findings: readonly Finding[];
}

/** Reads a document of any kind. Never throws, whatever the text; everything wrong is a finding. */
export function parseDocument(text: string): ParsedDocument {
  const { root, faults, place } = readYaml(text.toWellFormed());
  const findings = faults.map((fault) => textFinding(fault, place));
  const nothing = { kind: null, document: null, source: null, written: root, extensions: [] };
  if (root === null) {
    return { ...nothing, findings: findings.length > 0 ? findings : [emptyDocument] };
  }
  const kind = root.kind === 'map' ? childOf(root, 'kind') : undefined;
  const name = kind?.kind === 'text' ? kind.text : null;
  const source = sourceOf(root, place);
  if (name === null || !isDocumentKind(name)) {
    return { ...nothing, kind: name, source, findings: [...findings, unknownKind(source, name)] };
  }
  const judged = judge(root, documentSchemas[name]);
  return {
    kind: name,
    document: documentOf(name, judged.root),
    source: sourceOf(judged.root, place),
    written: root,
    extensions: judged.extensions,
    findings: [...findings, ...judged.faults.map((fault) => source.finding({ ...fault, severity: 'error' }))],
  };
}

const emptyDocument: Finding = {
  rule: 'empty-document',
  severity: 'error',
  line: 1,
  column: 1,
  message: 'The document is empty.',
  cure: 'Begin with apiVersion: holdpoint/v1 and kind: Runbook.',
};

function textFinding(fault: TextFault, place: (offset: number) => { line: number; column: number }): Finding {
  return { rule: fault.rule, severity: 'error', ...place(fault.offset), message: fault.message, cure: fault.cure };
}

function unknownKind(source: Source, name: string | null): Finding {
  const known = documentKinds.join(', ');
  const near = name === null ? null : nearest(name, documentKinds);
  return source.finding({
    rule: 'unknown-kind',
    severity: 'error',
    path: ['kind'],
    message: name === null ? 'The document does not say what kind it is.' : `"${name}" is no kind of document.`,
    cure: near === null ? `Write kind: and one of ${known}.` : `Write kind: ${near}.`,
  });
}

function sourceOf(root: TextNode, place: (offset: number) => { line: number; column: number }): Source {
  const text = (path: Path) => {
    const node = nodeAt(root, path);
    return node?.kind === 'text' ? node.text : '';
  };
  return {
    root,
    text,
    json: (path) => {
      const node = nodeAt(root, path);
      return node === undefined ? null : typedJson(node);
    },
    finding: ({ rule, severity, path, part, message, cure }) => {
      const stepId = path[0] === 'steps' && path.length > 1 ? text([...path.slice(0, 2), 'id']) : '';
      return {
        rule,
        severity,
        ...place(offsetOf(root, path, part)),
        path: writtenPath(root, path),
        ...(stepId === '' ? {} : { stepId }),
        message,
        ...(cure === undefined ? {} : { cure }),
      };
    },
  };
}

interface Judged {
  readonly root: TextNode;
  readonly faults: readonly SchemaFault[];
  readonly extensions: readonly Extension[];
}

/** Rounds of taking out what is wrong, so that the rest can still be judged for everything else. */
const MAX_ROUNDS = 6;
/** A document wrong in more places is not judged further, only told so. */
const MAX_REPAIRS = 500;

function judge(root: TextNode, schema: z.ZodType): Judged {
  let tree = root;
  let faults: readonly SchemaFault[] = [];
  const extensions: Extension[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = schema.safeParse(plainValue(tree));
    if (result.success) break;
    const found = result.error.issues.flatMap((issue) => flatten(issue, tree));
    const [kept, wrong] = [found.filter(isExtension), found.filter((fault) => !isExtension(fault))];
    for (const { path } of kept) extensions.push(extensionAt(tree, path));
    if (round === 0) faults = wrong;
    if (wrong.length > MAX_REPAIRS) break;
    tree = repaired(tree, found);
  }
  return { root: tree, faults, extensions };
}

function isExtension(fault: SchemaFault): boolean {
  return fault.rule === 'unknown-key' && String(fault.path.at(-1)).startsWith('x-');
}

function extensionAt(tree: TextNode, path: Path): Extension {
  const node = nodeAt(tree, path);
  return {
    path: writtenPath(tree, path.slice(0, -1)),
    key: String(path.at(-1)),
    value: node === undefined ? null : plainValue(node),
  };
}

const standIns: ReadonlyMap<PropertyKey, string> = new Map([
  ['apiVersion', 'holdpoint/v1'],
  ['key', 'unnamed'],
  ['title', '-'],
  ['text', '-'],
]);

/** Takes out what is wrong, and what cannot stand without something missing. */
function repaired(tree: TextNode, faults: readonly SchemaFault[]): TextNode {
  return repairedTree(
    tree,
    faults.map((fault) => repairOf(tree, fault)),
  );
}

function repairOf(tree: TextNode, fault: SchemaFault): Repair {
  const standIn = standIns.get(fault.path.at(-1) ?? '');
  if (standIn !== undefined && fault.rule !== 'unknown-key') return { path: fault.path, standIn };
  return { path: nodeAt(tree, fault.path) === undefined ? fault.path.slice(0, -1) : fault.path };
}

function documentOf(kind: DocumentKind, root: TextNode): DocumentValue | null {
  const plain = plainValue(root);
  switch (kind) {
    case 'Runbook':
      return typed(kind, documentSchemas.Runbook.safeParse(plain));
    case 'Release':
      return typed(kind, documentSchemas.Release.safeParse(plain));
    case 'Environment':
      return typed(kind, documentSchemas.Environment.safeParse(plain));
    case 'Calendar':
      return typed(kind, documentSchemas.Calendar.safeParse(plain));
    case 'Checklist':
      return typed(kind, documentSchemas.Checklist.safeParse(plain));
    case 'Roster':
      return typed(kind, documentSchemas.Roster.safeParse(plain));
    case 'ControlPolicy':
      return typed(kind, documentSchemas.ControlPolicy.safeParse(plain));
    case 'MessagePlan':
      return typed(kind, documentSchemas.MessagePlan.safeParse(plain));
  }
}

function typed<K extends DocumentKind, T>(kind: K, result: z.ZodSafeParseResult<T>): { kind: K; value: T } | null {
  return result.success ? { kind, value: result.data } : null;
}
