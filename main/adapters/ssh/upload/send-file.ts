import { type Reached, reached } from '../trouble.ts';
import type { LocalFile } from './local-file.ts';
import type { Refusal, RemoteSink } from './remote-side.ts';

/** Bytes on their way that the target has not acknowledged: enough for 1 Gbit/s over 60 ms, little to keep in memory. */
const WINDOW = 8 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

export interface Sending {
  readonly file: LocalFile;
  readonly sink: RemoteSink;
  readonly from: number;
  readonly bytes: number;
  readonly signal: AbortSignal;
  /** So many bytes of the file lie on the target. */
  readonly progress: (doneBytes: number) => void;
}

/** What came of it: all sent, the file grew shorter, told to stop, or the target refused a piece. */
export type Sent = 'sent' | 'shorter' | 'stopped' | { readonly refusal: string };

/** Keeps a window of pieces on their way, in order; the slowest acknowledgement is what is waited for. */
export async function sendFile(sending: Sending): Promise<Reached<Sent>> {
  const { file, sink, bytes, signal } = sending;
  const onTheirWay: { readonly bytes: number; readonly answer: Promise<Reached<Refusal>> }[] = [];
  let waiting = 0;
  let done = sending.from;
  const settle = async (): Promise<Reached<Sent> | null> => {
    const oldest = onTheirWay.shift();
    if (oldest === undefined) return null;
    const answer = await oldest.answer;
    if (!answer.ok) return answer;
    if (answer.value !== null) return reached({ refusal: answer.value });
    waiting -= oldest.bytes;
    done += oldest.bytes;
    sending.progress(done);
    return null;
  };
  for (let at = sending.from; at < bytes; ) {
    const block = await file.read(at, Math.min(READ_BYTES, bytes - at));
    if (block.length === 0) return reached('shorter');
    for (let start = 0; start < block.length; start += sink.pieceBytes) {
      if (signal.aborted) return reached('stopped');
      const piece = block.subarray(start, start + sink.pieceBytes);
      while (waiting > 0 && waiting + piece.length > WINDOW) {
        const end = await settle();
        if (end !== null) return end;
      }
      onTheirWay.push({ bytes: piece.length, answer: sink.write(at + start, piece) });
      waiting += piece.length;
    }
    at += block.length;
  }
  while (onTheirWay.length > 0) {
    if (signal.aborted) return reached('stopped');
    const end = await settle();
    if (end !== null) return end;
  }
  return reached('sent');
}
