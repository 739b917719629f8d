import { Thread } from '../adapters/threads/thread.ts';
import { ThreadTrouble } from '../adapters/threads/thread-trouble.ts';
import { type DocumentReader, type DocumentReading, ReadingGivenUp } from '../core/ports/document-reader.ts';
import type { Log } from '../core/ports/log.ts';
import { readerHere } from '../core/reading/document-reading.ts';
import { threadFile } from './thread-file.ts';

/** Below this a text is read in a few milliseconds, sooner than a thread starts. */
const SMALL_CHARS = 8000;
const WITHIN_MS = 60_000;
const HEAP_MB = 1024;

/** Reads small texts here and large ones in a thread. */
export function threadedDocumentReader(
  reading: DocumentReading,
  log: Log,
): DocumentReader & { close(): Promise<void> } {
  const here = readerHere(reading);
  const file = threadFile('document-thread');
  const thread = new Thread({ file, here: reading, withinMs: WITHIN_MS, idleMs: 300_000, heapMb: HEAP_MB, log });

  async function ask<K extends keyof DocumentReading>(
    name: K,
    ...asked: Parameters<DocumentReading[K]>
  ): Promise<ReturnType<DocumentReading[K]>> {
    const inThisThread: (...args: Parameters<DocumentReading[K]>) => Promise<ReturnType<DocumentReading[K]>> =
      here[name];
    if (weightOf(asked) < SMALL_CHARS) return inThisThread(...asked);
    // None of them answers with a promise.
    return (await thread.ask<K>(name, ...asked).catch(givenUp)) as ReturnType<DocumentReading[K]>;
  }

  return {
    look: (...asked) => ask('look', ...asked),
    view: (...asked) => ask('view', ...asked),
    compile: (...asked) => ask('compile', ...asked),
    preview: (...asked) => ask('preview', ...asked),
    environment: (...asked) => ask('environment', ...asked),
    table: (...asked) => ask('table', ...asked),
    edit: (...asked) => ask('edit', ...asked),
    compare: (...asked) => ask('compare', ...asked),
    merge: (...asked) => ask('merge', ...asked),
    close: () => thread.close(),
  };
}

/** A text that is too much for the thread is told so; what threw there is a defect like any other. */
function givenUp(error: unknown): never {
  if (!(error instanceof ThreadTrouble)) throw error;
  const { why } = error;
  if (why === 'late')
    throw new ReadingGivenUp(`The document was not read within ${WITHIN_MS / 1000} s and was given up.`);
  if (why === 'out-of-memory') {
    throw new ReadingGivenUp(`The document needs more than ${HEAP_MB} MB of memory to be read and was given up.`);
  }
  throw error;
}

/** Many edits read the text many times: a small text with many of them is no small question. */
const PER_EDIT = 400;

/** About so many characters are to be read, in texts and in edits. Stops counting where it is enough. */
function weightOf(asked: unknown): number {
  if (typeof asked === 'string') return asked.length;
  if (typeof asked !== 'object' || asked === null) return 0;
  let weight = 'kind' in asked ? PER_EDIT : 0;
  for (const member of Object.values(asked)) {
    if (weight >= SMALL_CHARS) break;
    weight += weightOf(member);
  }
  return weight;
}
