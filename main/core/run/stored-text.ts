import type { OutputStream } from '../../../contract/events.ts';
import type { AttemptRef, OutputStore } from '../ports/output-store.ts';

const PAGE = 256 * 1024;
/** Longest stream values are taken from; a longer one is named, not cut. */
export const TAKEN_BYTES = 4 * 1024 * 1024;

/** A kept stream as text, page by page; a character across two pages stays whole. */
export function* storedPages(store: OutputStore, ref: AttemptRef, stream: OutputStream): Iterable<string> {
  const decoder = new TextDecoder();
  for (let offset = 0; ; ) {
    const { bytes, totalBytes } = store.read(ref, stream, offset, PAGE);
    if (bytes.length === 0) break;
    yield decoder.decode(bytes, { stream: true });
    offset += bytes.length;
    if (offset >= totalBytes) break;
  }
  yield decoder.decode();
}

/** The whole stream; null when it is longer than values are taken from. */
export function storedText(store: OutputStore, ref: AttemptRef, stream: OutputStream): string | null {
  if (store.read(ref, stream, 0, 1).totalBytes > TAKEN_BYTES) return null;
  return [...storedPages(store, ref, stream)].join('');
}
