import { failed, ok, type Result } from '../../contract/errors.ts';
import { limits } from '../adapters/sheet/limits.ts';
import { sheetReading } from '../adapters/sheet/sheet-reading.ts';
import { Thread } from '../adapters/threads/thread.ts';
import { ThreadTrouble } from '../adapters/threads/thread-trouble.ts';
import { resolveWallTime } from '../adapters/zones.ts';
import type { Log } from '../core/ports/log.ts';
import type { SheetReader } from '../core/ports/sheet-reader.ts';
import type { Workbook } from '../domain/sheet/index.ts';
import { threadFile } from './thread-file.ts';

/** Text of this size is read in a few milliseconds, sooner than a thread starts. An archive may hold anything. */
const SMALL_TEXT = 64 * 1024;

/** So many cells are a plan within a blink. */
const SMALL_CELLS = 2_000;

/** Reads and converts sheets one at a time in a thread. The limits of a sheet hold where no thread starts, too. */
export function threadedSheetReader(log: Log | null): SheetReader & { close(): Promise<void> } {
  const { deadlineMs, heapMb } = limits;
  const here = sheetReading(resolveWallTime);
  const file = threadFile('sheet-thread');
  // Who imports looks again and again; then the memory is given back.
  const thread = new Thread({ file, here, withinMs: deadlineMs, idleMs: 20_000, heapMb, log });
  return {
    read: async (name, bytes) => {
      if (bytes.length < SMALL_TEXT && !isArchive(bytes)) return here.read(name, bytes);
      return thread.ask('read', name, bytes).catch(givenUp);
    },
    convert: async (workbook, choices, zoneHere) => {
      if (cellsOf(workbook) < SMALL_CELLS) return ok(await here.convert(workbook, choices, zoneHere));
      return thread.ask('convert', workbook, choices, zoneHere).then(ok, givenUp);
    },
    close: () => thread.close(),
  };
}

function cellsOf({ worksheets }: Workbook): number {
  return worksheets.reduce((sum, { rows }) => sum + rows.reduce((cells, row) => cells + row.cells.length, 0), 0);
}

function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

const splitIt = 'Save the sheet of the plan alone as .xlsx or .csv.';

function givenUp(error: unknown): Result<never> {
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
