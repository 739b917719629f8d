import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { failed, type Result } from '../../../contract/errors.ts';
import type { SheetReader } from '../../core/ports/sheet-reader.ts';
import type { Workbook } from '../../domain/sheet/index.ts';
import { answerFor } from './answer-for.ts';
import { limits } from './limits.ts';

/** Text of this size is read in a few milliseconds, sooner than a thread starts. An archive may hold anything. */
const SMALL_TEXT = 64 * 1024;

/** Reads sheets one at a time, each in a thread with a bounded heap and a deadline. */
export function threadedSheetReader(): SheetReader {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: (name, bytes) => {
      if (bytes.length < SMALL_TEXT && !isArchive(bytes)) return answerFor(name, bytes);
      const answer = last.then(() => readInThread(name, bytes));
      last = answer.catch(() => {});
      return answer;
    },
  };
}

function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

function readInThread(name: string, bytes: Uint8Array): Promise<Result<Workbook>> {
  const worker = startWorker(name, bytes);
  return new Promise((resolve) => {
    const end = (answer: Result<Workbook> | Promise<Result<Workbook>>): void => {
      clearTimeout(deadline);
      worker.removeAllListeners();
      // A thread that ends while it is told to end may say so once more.
      worker.on('error', () => {});
      void worker.terminate();
      resolve(answer);
    };
    const late = `The file was not read within ${limits.deadlineMs / 1000} s and was given up.`;
    const deadline = setTimeout(() => end(failed('too-large', `${late} ${splitIt}`)), limits.deadlineMs);
    worker.once('message', (answer: Result<Workbook>) => end(answer));
    worker.once('error', (error: Error & { code?: string }) => end(afterDeath(error, { name, bytes })));
    worker.once('exit', () => end(failed('invalid-document', damaged)));
  });
}

const splitIt = 'Save the sheet of the plan alone as .xlsx or .csv.';
const damaged = 'The file cannot be read: it is damaged, or no sheet.';

/** Where no thread starts (a package that cannot), the sheet is read here: the limits hold there too, and it yields. */
function afterDeath(
  error: Error & { code?: string },
  { name, bytes }: { name: string; bytes: Uint8Array },
): Result<Workbook> | Promise<Result<Workbook>> {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return failed('too-large', `The file needs more memory than a plan does and was given up. ${splitIt}`);
  }
  if (/Cannot find (module|package)/.test(error.message)) return answerFor(name, bytes);
  return failed('invalid-document', damaged);
}

function startWorker(name: string, bytes: Uint8Array): Worker {
  const places = ['./sheet-worker.ts', './sheet-worker.js', '../sheet-worker.js'];
  const files = places.map((place) => new URL(place, import.meta.url));
  // From the sources beside this file; from the bundle beside the program, however deep the part lies that asks.
  const file = files.find((place) => existsSync(place)) ?? new URL('./sheet-worker.js', import.meta.url);
  return new Worker(file, {
    workerData: { name, bytes },
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 64 },
    env: {},
    // What a program was started with (a debugger, a loader of tests) is not for this thread.
    execArgv: [],
  });
}
