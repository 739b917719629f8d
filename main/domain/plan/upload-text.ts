import type { PlanTarget, UploadAction } from '../../../contract/plan.ts';
import { readReference, referencesIn, resolveTemplate } from './template.ts';
import { lookUpIn, type ValueScope } from './value-scope.ts';

/** Where an upload goes on one target, or why it cannot go there. */
export interface Destination {
  readonly path: string;
  readonly unresolved: readonly string[];
  readonly refusal: string | null;
}

/**
 * `to` filled in for a target. A value is part of one name and never a way to another folder: what holds a slash or
 * a control character is refused, and so is a name that the values make `..`.
 */
export function destinationOf(
  action: UploadAction,
  target: PlanTarget,
  scope: Omit<ValueScope, 'target'>,
): Destination {
  const lookUp = lookUpIn({ ...scope, target });
  let refusal: string | null = null;
  const { text, unresolved } = resolveTemplate(
    action.to,
    (reference) => {
      const value = lookUp(reference);
      if (value !== null && isNoName(value)) {
        refusal ??= `The value of ${reference} cannot be part of a file's name: it is empty, or holds a slash or a control character.`;
      }
      return value;
    },
    'text',
  );
  return { path: text, unresolved, refusal: refusal ?? complaintAboutPath(text) };
}

function isNoName(value: string): boolean {
  return value === '' || /[/\\\p{Cc}]/u.test(value);
}

/** Why a destination as it stands (templates filled in or left out) is none; null = it is one. */
export function complaintAboutPath(path: string): string | null {
  if (!path.startsWith('/') && !path.startsWith('~/')) {
    return `The destination "${path}" is neither absolute nor below ~/: it would depend on where the login begins.`;
  }
  const names = path.split('/').slice(1);
  if (names.at(-1) === '' || names.at(-1) === '.') return `The destination "${path}" names a folder, not a file.`;
  if (names.includes('..')) return `The destination "${path}" goes up by "..". Write the folder itself.`;
  return /\p{Cc}/u.test(path) ? 'The destination holds a control character.' : null;
}

/** Which file or artifact, with the inputs filled in: what is sent is fixed before any target is known. */
export function sourceTextOf(
  action: UploadAction,
  inputs: Readonly<Record<string, string>>,
): { readonly text: string; readonly unresolved: readonly string[] } {
  const lookUp = lookUpIn({ inputs, secrets: {}, outputs: {}, target: null });
  return resolveTemplate(action.source.text, lookUp, 'text');
}

/** References other than to inputs, which have no value when it is fixed what is sent. */
export function lateReferences(text: string): readonly string[] {
  return referencesIn(text).references.filter((reference) => readReference(reference)?.kind !== 'input');
}

/** An upload in words, as a person reads it before and after. */
export function uploadText(action: UploadAction, to: string): string {
  const { payload, source, mode, owner } = action;
  const from = source.kind === 'file' ? `file ${source.text}` : `artifact ${source.text}`;
  const lines = [`send ${from}`, `  to ${to}`];
  if (payload !== undefined) lines.push(`  sha256 ${payload.sha256}`, `  ${payload.bytes} bytes`);
  if (mode !== null) lines.push(`  mode ${mode}`);
  if (owner !== null) lines.push(`  owner ${owner}`);
  return lines.join('\n');
}
