import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import { nearest } from '../../domain/plan/nearest.ts';
import { unreadable } from './runbook-file.ts';

const MOST_BYTES = 1024 * 1024;
const truth = z.enum(['true', 'false']).transform((word) => word === 'true');

const answerSchema = z.strictObject({
  outcome: z.enum(['done', 'failed', 'skipped']).default('done'),
  /** Who says it. */
  by: z.string().min(1).optional(),
  role: z.string().min(1).optional(),
  note: z.string().min(1).optional(),
  /** Items of a checklist, criteria of a gate; left out = all of them. */
  items: z.array(z.string()).optional(),
  approve: truth.optional(),
  vote: z.enum(['go', 'no-go', 'conditional']).optional(),
  /** Evidence by its id; for a file, its path beside the answers. */
  evidence: z.record(z.string(), z.string()).optional(),
  /** To whom a message was sent. */
  to: z.string().min(1).optional(),
  channel: z.string().min(1).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** What people would say, by step id. */
export interface Answers {
  readonly folder: string;
  of(stepId: string): Answer | null;
}

export const noAnswers: Answers = { folder: '.', of: () => null };

/** Reads an answers file; every scalar is text, as in all documents. `stepIds` = those that exist. */
export function readAnswers(file: string, stepIds: readonly string[]): Result<Answers> {
  const text = textOf(file);
  if (!text.ok) return text;
  const lines = new LineCounter();
  const document = parseDocument(text.value, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) {
    return invalid(file, [finding('yaml', broken.message, lines.linePos(broken.pos[0]))]);
  }
  const placeOf = (keys: readonly PropertyKey[]): Place | undefined => placeIn(document, lines, keys);
  const parsed = z.record(z.string(), answerSchema).safeParse(document.toJS({ maxAliasCount: 50 }) ?? {});
  if (!parsed.success)
    return invalid(
      file,
      parsed.error.issues.map((issue) => finding('answers', issueText(issue), placeOf(issue.path))),
    );
  const strangers = Object.keys(parsed.data).filter((id) => !stepIds.includes(id));
  if (strangers.length > 0)
    return invalid(
      file,
      strangers.map((id) => {
        const near = nearest(id, stepIds);
        const message = `There is no step ${id} in the runbook.${near === null ? '' : ` Did you mean ${near}?`}`;
        return finding('unknown-step', message, placeOf([id]));
      }),
    );
  const known = new Map(Object.entries(parsed.data));
  return ok({ folder: path.dirname(path.resolve(file)), of: (stepId) => known.get(stepId) ?? null });
}

function textOf(file: string): Result<string> {
  try {
    if (statSync(file).size > MOST_BYTES) return failed('too-large', `${file} is larger than 1 MiB. Answers are not.`);
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return unreadable(file, error);
  }
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
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  const known = Object.keys(answerSchema.shape);
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

function invalid(file: string, findings: readonly Finding[]): Result<never> {
  const named = findings.map((one) => ({ ...one, file }));
  return failed('invalid-document', `The answers in ${file} cannot be used. Nothing was started.`, { findings: named });
}
