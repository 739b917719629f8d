import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { Workbook } from '../../domain/sheet/index.ts';
import { readSheet } from './read-sheet.ts';
import { Unreadable } from './unreadable.ts';

/** The workbook, or one sentence about why it is none. Nothing thrown leaves here: the file is a stranger's. */
export async function answerFor(name: string, bytes: Uint8Array): Promise<Result<Workbook>> {
  try {
    return ok(await readSheet(name, bytes));
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.code, error.message);
    return failed('invalid-document', 'The file cannot be read: it is damaged, or no sheet.');
  }
}
