import type { z } from 'zod';
import { nameOf, readComplaint } from '../../../contract/documents/complaint.ts';
import { nearest } from './nearest.ts';
import { nodeAt, type Path, plainValue, type TextNode } from './text-tree.ts';

export interface SchemaFault {
  readonly rule: string;
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly cure: string;
}

type Issue = z.core.$ZodIssue;

/** One fault for each thing the author must change; a union speaks through the form the author meant. */
export function flatten(issue: Issue, root: TextNode, base: Path = []): readonly SchemaFault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey([...path, key], issue.message.split(' ')));
  const node = nodeAt(root, path);
  if (node === undefined && path.length > 0) return [missingKey(path)];
  if (issue.code === 'invalid_union') return unionFaults({ issue, root, path });
  if (issue.code === 'invalid_key') return issue.issues.flatMap((inner) => [keyFault(inner, path)]);
  const complaint = readComplaint(issue.message);
  const written = nameOf(node === undefined ? '' : plainValue(node));
  const fallback = {
    rule: 'wrong-type',
    message: `${written} is not what is needed here.`,
    cure: 'Look the key up in docs/format.md.',
  };
  return [{ ...(complaint ?? fallback), path, part: 'value' }];
}

function unknownKey(path: Path, known: readonly string[]): SchemaFault {
  const key = String(path.at(-1));
  // Keys of the author's own are no slips: an imported sheet has one in each of its thousands of steps.
  const near = key.startsWith('x-') ? null : nearest(key, known);
  return {
    rule: 'unknown-key',
    path,
    part: 'key',
    message: `The key "${key}" is not known here.`,
    cure: near === null ? `Known keys are ${known.join(', ')}; keys of your own begin with x-.` : `Write ${near}.`,
  };
}

function missingKey(path: Path): SchemaFault {
  const key = String(path.at(-1));
  return { rule: 'missing-key', path, part: 'value', message: `The key "${key}" is missing.`, cure: `Add ${key}:.` };
}

function keyFault(issue: Issue, path: Path): SchemaFault {
  const complaint = readComplaint(issue.message);
  const message = complaint?.message ?? `${nameOf(String(path.at(-1)))} cannot be a name here.`;
  return {
    rule: complaint?.rule ?? 'bad-name',
    path,
    part: 'key',
    message,
    cure: complaint?.cure ?? 'Choose another name.',
  };
}

interface UnionFault {
  readonly issue: Extract<Issue, { code: 'invalid_union' }>;
  readonly root: TextNode;
  readonly path: Path;
}

function unionFaults({ issue, root, path }: UnionFault): readonly SchemaFault[] {
  const node = nodeAt(root, path);
  if (issue.errors.length === 0) return [unknownChoice(issue, { node, path })];
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => flatten(inner, root, path)));
  const meant = branches.toSorted((a, b) => distance(a, path) - distance(b, path))[0];
  return meant ?? [];
}

/** How far the author is from a form: a wrong shape at the root is far, a wrong detail deep inside is near. */
function distance(faults: readonly SchemaFault[], base: Path): number {
  return faults.reduce((sum, fault) => {
    const below = fault.path.length - base.length;
    if (below === 0) return sum + (fault.rule === 'wrong-type' ? 1000 : 1);
    const isKey = fault.rule === 'unknown-key' || fault.rule === 'missing-key';
    return sum + (below === 1 && isKey ? 10 : 1);
  }, 0);
}

function unknownChoice(
  issue: UnionFault['issue'],
  { node, path }: { node: TextNode | undefined; path: Path },
): SchemaFault {
  const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
  const written = node?.kind === 'text' ? node.text : '';
  const near = nearest(written, options);
  return {
    rule: 'unknown-kind',
    path,
    part: 'value',
    message: `${nameOf(node === undefined ? '' : plainValue(node))} is none of the kinds known here.`,
    cure: near === null ? `Write one of ${options.join(', ')}.` : `Write ${near}.`,
  };
}
