import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from '../../../contract/answers.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { readAnswers as answersIn, MOST_ANSWER_BYTES } from '../../domain/answers/read-answers.ts';
import { unreadable } from './runbook-file.ts';

/** What people would say, by step id. */
export interface Answers {
  readonly folder: string;
  /** The file itself, where it is handed on. */
  readonly file: { readonly name: string; readonly text: string } | null;
  of(stepId: string): Answer | null;
}

export const noAnswers: Answers = { folder: '.', file: null, of: () => null };

/** Reads an answers file; every scalar is text, as in all documents. `stepIds` = those that exist. */
export function readAnswers(file: string, stepIds: readonly string[]): Result<Answers> {
  const text = textOf(file);
  if (!text.ok) return text;
  const given = answersIn(text.value, stepIds);
  if (!given.ok) {
    const findings = (given.problem.findings ?? []).map((one) => ({ ...one, file }));
    return failed(given.problem.code, `The answers in ${file} cannot be used. Nothing was started.`, { findings });
  }
  const known = new Map(Object.entries(given.value));
  const own = { name: path.basename(file), text: text.value };
  return ok({ folder: path.dirname(path.resolve(file)), file: own, of: (stepId) => known.get(stepId) ?? null });
}

function textOf(file: string): Result<string> {
  try {
    if (statSync(file).size > MOST_ANSWER_BYTES)
      return failed('too-large', `${file} is larger than 1 MiB. Answers are not.`);
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return unreadable(file, error);
  }
}
