import type { OutputStream } from '../../../contract/events.ts';
import type { OutputSlice } from '../../state/output-slice.ts';
import { saveBlob } from '../../ui/save-text.ts';

/** Up to here a file is put together in memory; a larger one goes straight to the disk, where the browser can. */
const IN_MEMORY = 64 * 1024 * 1024;
const AT_ONCE = 1024 * 1024;
/** Pieces asked for before the first of them came. */
const AHEAD = 3;

export interface Saving {
  readonly name: string;
  readonly stream: OutputStream;
  readonly total: number;
  readonly fetch: OutputSlice['fetchOutput'];
  readonly signal: AbortSignal;
  tell(done: number): void;
}

interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  end(): Promise<void>;
  giveUp(): Promise<void>;
}

/** Every stored byte of a stream, unchanged, as a file. False when it was given up or could not be read. */
export async function saveStream(saving: Saving): Promise<boolean> {
  const sink = await sinkFor(saving);
  if (sink === null) return false;
  const { stream, total, fetch, signal, tell } = saving;
  const pieces: Promise<Uint8Array | null>[] = [];
  for (let asked = 0, done = 0; done < total; ) {
    for (; asked < total && pieces.length <= AHEAD; asked += AT_ONCE) {
      pieces.push(fetch(stream, { from: asked, to: Math.min(total, asked + AT_ONCE) }));
    }
    const bytes = await pieces.shift();
    if (bytes == null || bytes.length === 0 || signal.aborted) {
      await Promise.allSettled(pieces);
      await sink.giveUp();
      return false;
    }
    await sink.write(new Uint8Array(bytes));
    done += bytes.length;
    tell(done);
  }
  await sink.end();
  return true;
}

interface Picked {
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}

declare global {
  interface Window {
    /** Not in every browser. */
    showSaveFilePicker?: (options: { readonly suggestedName: string }) => Promise<Picked>;
  }
}

async function sinkFor({ name, total }: Saving): Promise<Sink | null> {
  const pick = window.showSaveFilePicker;
  if (total <= IN_MEMORY || pick === undefined) return blobSink(name);
  try {
    const file = await (await pick.call(window, { suggestedName: name })).createWritable();
    return { write: (bytes) => file.write(bytes), end: () => file.close(), giveUp: () => file.abort() };
  } catch (error) {
    // The person thought better of it; anything else leaves the other way.
    return error instanceof DOMException && error.name === 'AbortError' ? null : blobSink(name);
  }
}

/** A blob may lie on the disk; its parts pass through memory one by one. */
function blobSink(name: string): Sink {
  let parts: Blob[] = [];
  return {
    async write(bytes) {
      parts.push(new Blob([bytes]));
    },
    async end() {
      saveBlob(name, new Blob(parts, { type: 'application/octet-stream' }));
    },
    async giveUp() {
      parts = [];
    },
  };
}
