import { failed, type Result } from '../../contract/errors.ts';
import { answerFor } from '../adapters/sheet/answer-for.ts';
import { limits } from '../adapters/sheet/limits.ts';
import { Thread } from '../adapters/threads/thread.ts';
import { ThreadTrouble } from '../adapters/threads/thread-trouble.ts';
import type { Log } from '../core/ports/log.ts';
import type { SheetReader } from '../core/ports/sheet-reader.ts';
import type { Workbook } from '../domain/sheet/index.ts';
import { threadFile } from './thread-file.ts';

/** Text of this size is read in a few milliseconds, sooner than a thread starts. An archive may hold anything. */
const SMALL_TEXT = 64 * 1024;

/** Reads sheets one at a time in a thread that ends with them. The limits of a sheet hold where no thread starts, too. */
export function threadedSheetReader(log: Log | null): SheetReader & { close(): Promise<void> } {
  const { deadlineMs, heapMb } = limits;
  const here = { readSheet: answerFor };
  const thread = new Thread({ file: threadFile('sheet-thread'), here, withinMs: deadlineMs, idleMs: 0, heapMb, log });
  return {
    read: async (name, bytes) => {
      if (bytes.length < SMALL_TEXT && !isArchive(bytes)) return answerFor(name, bytes);
      return thread.ask('readSheet', name, bytes).catch(givenUp);
    },
    close: () => thread.close(),
  };
}

function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

const splitIt = 'Save the sheet of the plan alone as .xlsx or .csv.';

function givenUp(error: unknown): Result<Workbook> {
  const why = error instanceof ThreadTrouble ? error.why : 'died';
  if (why === 'late') {
    const late = `The file was not read within ${limits.deadlineMs / 1000} s and was given up.`;
    return failed('too-large', `${late} ${splitIt}`);
  }
  if (why === 'out-of-memory') {
    return failed('too-large', `The file needs more memory than a plan does and was given up. ${splitIt}`);
  }
  return failed('invalid-document', 'The file cannot be read: it is damaged, or no sheet.');
}
