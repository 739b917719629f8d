import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { type Answer, answerTextSchema } from '../../../contract/answers.ts';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import { nearest } from '../plan/nearest.ts';

/** Nobody reads more of what is wrong; and a near name costs a look at every step. */
const MOST_FINDINGS = 50;

export const MOST_ANSWER_BYTES = 1024 * 1024;

/** What people would say, by step id. `stepIds` = those that exist; every other one is a finding. */
export function readAnswers(text: string, stepIds: readonly string[]): Result<Readonly<Record<string, Answer>>> {
  if (new TextEncoder().encode(text).length > MOST_ANSWER_BYTES)
    return failed('too-large', 'The answers are larger than 1 MiB. Answers are not.');
  const lines = new LineCounter();
  // The library holds each key against each other: minutes for a long file. They are counted below.
  const options = { schema: 'failsafe', uniqueKeys: false, lineCounter: lines, prettyErrors: false } as const;
  const document = parseDocument(text, options);
  const broken = document.errors[0];
  if (broken !== undefined) return invalid([finding('yaml', broken.message, lines.linePos(broken.pos[0]))]);
  const twice = keyTwice(document);
  if (twice !== null) return invalid([finding('yaml', `“${twice.key}” stands twice.`, lines.linePos(twice.at))]);
  const placeOf = (keys: readonly PropertyKey[]): Place | undefined => placeIn(document, lines, keys);
  const tree = treeOf(document);
  if (!tree.ok) return tree;
  const parsed = z.record(z.string(), answerTextSchema).safeParse(tree.value ?? {});
  if (!parsed.success)
    return invalid(told(parsed.error.issues, (issue) => finding('answers', issueText(issue), placeOf(issue.path))));
  const known = new Set(stepIds);
  const strangers = Object.keys(parsed.data).filter((id) => !known.has(id));
  if (strangers.length === 0) return ok(parsed.data);
  return invalid(told(strangers, (id) => finding('unknown-step', strangerText(id, stepIds), placeOf([id]))));
}

/** The first key that stands twice in one map; null = none does. */
function keyTwice(document: Document): { readonly key: string; readonly at: number } | null {
  let found: { key: string; at: number } | null = null;
  visit(document, {
    Map(_place, map) {
      const keys = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name !== null && keys.has(name)) found ??= { key: name, at: isNode(key) ? (key.range?.[0] ?? 0) : 0 };
        if (name !== null) keys.add(name);
      }
      return found === null ? undefined : visit.BREAK;
    },
  });
  return found;
}

function told<T>(faults: readonly T[], tell: (fault: T) => Finding): readonly Finding[] {
  const more = faults.length - MOST_FINDINGS;
  const first = faults.slice(0, MOST_FINDINGS).map(tell);
  return more > 0 ? [...first, finding('answers', `And ${more} more like these.`)] : first;
}

/** An alias bomb throws here: the only defect a text can cause. */
function treeOf(document: Document): Result<unknown> {
  try {
    return ok(document.toJS({ maxAliasCount: 50 }));
  } catch {
    return invalid([finding('yaml', 'The answers repeat themselves by aliases more often than answers do.')]);
  }
}

function strangerText(id: string, stepIds: readonly string[]): string {
  const near = nearest(id, stepIds);
  return `There is no step ${id} in the runbook.${near === null ? '' : ` Did you mean ${near}?`}`;
}

interface Place {
  readonly line: number;
  readonly col: number;
}

/** Where the value at these keys stands; where the last key is missing, its parent. */
function placeIn(document: Document, lines: LineCounter, keys: readonly PropertyKey[]): Place | undefined {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
  }
  return undefined;
}

function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (where === '') return 'Answers are a map: a step’s id, and under it what is said there, e.g. “outcome: done”.';
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  const known = Object.keys(answerTextSchema.shape);
  return issue.keys
    .map((key) => {
      const near = nearest(key, known);
      return `${where}: an answer has no “${key}”. ${near === null ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`}`;
    })
    .join(' ');
}

function finding(rule: string, message: string, place?: Place): Finding {
  return { rule, severity: 'error', message, ...(place === undefined ? {} : { line: place.line, column: place.col }) };
}

function invalid(findings: readonly Finding[]): Result<never> {
  return failed('invalid-document', 'The answers cannot be used. Nothing was started.', { findings: [...findings] });
}
