import { Thread } from '../adapters/threads/thread.ts';
import type { DocumentReader, DocumentReading } from '../core/ports/document-reader.ts';
import type { Log } from '../core/ports/log.ts';
import { readerHere } from '../core/reading/document-reading.ts';
import { threadFile } from './thread-file.ts';

/** Below this a text is read in a few milliseconds, sooner than a thread starts. */
const SMALL_CHARS = 8000;

interface Closable {
  close(): Promise<void>;
}

/**
 * Reads small texts here and large ones in a thread. Where no thread starts (a package that cannot, no memory left)
 * they are read here, too: slow is better than not at all.
 */
export function threadedReader(reading: DocumentReading, log: Log): DocumentReader & Closable {
  const thread = new Thread({ file: threadFile(), withinMs: 60_000, idleMs: 300_000, heapMb: 1024 });
  const here = readerHere(reading);
  let isBroken = false;

  async function ask<K extends keyof DocumentReading>(
    name: K,
    ...asked: Parameters<DocumentReading[K]>
  ): Promise<ReturnType<DocumentReading[K]>> {
    const inThisThread: (...args: Parameters<DocumentReading[K]>) => Promise<ReturnType<DocumentReading[K]>> =
      here[name];
    if (isBroken || asked[0].length < SMALL_CHARS) return inThisThread(...asked);
    try {
      // The far side is the same table, so its answer has the row's type.
      return (await thread.ask(name, asked)) as ReturnType<DocumentReading[K]>;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      log.error('A document was not read in the thread', { doing: name, chars: asked[0].length, error: text });
      if (!/Cannot find module|ERR_/.test(text)) throw error;
      isBroken = true;
      return inThisThread(...asked);
    }
  }

  return {
    look: (...asked) => ask('look', ...asked),
    view: (...asked) => ask('view', ...asked),
    compile: (...asked) => ask('compile', ...asked),
    table: (...asked) => ask('table', ...asked),
    edit: (...asked) => ask('edit', ...asked),
    compare: (...asked) => ask('compare', ...asked),
    merge: (...asked) => ask('merge', ...asked),
    close: () => thread.close(),
  };
}
