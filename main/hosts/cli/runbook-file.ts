import { readFileSync, statSync } from 'node:fs';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import { sha256 } from '../../adapters/digest.ts';
import { resolveWallTime } from '../../adapters/zones.ts';
import type { DocumentTools } from '../../domain/plan/index.ts';
import { sizeFault } from '../../domain/plan/index.ts';

export const documentTools: DocumentTools = { resolveWallTime, digest: sha256 };

/** The text of a document's file. Its size is judged before it is read. */
export function readDocument(file: string): Result<string> {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return failed('not-found', `${file} is a folder. Name the document in it.`);
    if (!stat.isFile()) return failed('not-found', `${file} is not a file.`);
    const fault = sizeFault({ bytes: stat.size });
    if (fault !== null) {
      const { rule, message, cure } = fault;
      const finding: Finding = { rule, severity: 'error', file, line: 1, column: 1, message, cure };
      return failed('invalid-document', `${file} was not read.`, { findings: [finding] });
    }
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) {
      return failed('invalid-document', `${file} is not UTF-8 text. Save it as UTF-8.`);
    }
    return unreadable(file, error);
  }
}

/** A file that is not there, or not for us, in words. */
export function unreadable(file: string, error: unknown): Result<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === 'ENOENT') return failed('not-found', `There is no file ${file}.`);
  if (code === 'EISDIR') return failed('not-found', `${file} is a folder, not a file.`);
  if (code === 'EACCES') return failed('not-found', `${file} may not be read by you.`);
  return failed('not-found', `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}
