import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Answer, answerTextSchema } from '../../../contract/answers.ts';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import { nearest } from '../plan/nearest.ts';

export const MOST_ANSWER_BYTES = 1024 * 1024;

/** What people would say, by step id. `stepIds` = those that exist; every other one is a finding. */
export function readAnswers(text: string, stepIds: readonly string[]): Result<Readonly<Record<string, Answer>>> {
  if (new TextEncoder().encode(text).length > MOST_ANSWER_BYTES)
    return failed('too-large', 'The answers are larger than 1 MiB. Answers are not.');
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) return invalid([finding('yaml', broken.message, lines.linePos(broken.pos[0]))]);
  const placeOf = (keys: readonly PropertyKey[]): Place | undefined => placeIn(document, lines, keys);
  const tree = treeOf(document);
  if (!tree.ok) return tree;
  const parsed = z.record(z.string(), answerTextSchema).safeParse(tree.value ?? {});
  if (!parsed.success)
    return invalid(parsed.error.issues.map((issue) => finding('answers', issueText(issue), placeOf(issue.path))));
  const known = new Set(stepIds);
  const strangers = Object.keys(parsed.data).filter((id) => !known.has(id));
  if (strangers.length === 0) return ok(parsed.data);
  return invalid(strangers.map((id) => finding('unknown-step', strangerText(id, stepIds), placeOf([id]))));
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
