import { createInflateRaw } from 'node:zlib';
import { limits } from './limits.ts';
import { Unreadable } from './unreadable.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly offset: number;
  readonly packedBytes: number;
}

const broken = new Unreadable('The file is a broken or cut-off ZIP archive. Save the workbook again and copy it anew.');

/** The directory of a ZIP archive. Sizes it claims are not believed: unpacking counts for itself. */
export function readZipDirectory(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff || count > limits.zipEntries) {
    throw new Unreadable(
      'The archive has more parts than a workbook has. Save the sheet alone as .xlsx or .csv.',
      'too-large',
    );
  }
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) throw broken;
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    entries.set(name.replaceAll('\\', '/').replace(/^\//, ''), {
      name,
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      packedBytes: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOfDirectory(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  throw broken;
}

/**
 * Unpacks an entry piece by piece until it ends, `take` answers false, or `most` bytes have come.
 * Answers whether the entry was cut at `most`.
 */
export async function unpack(
  bytes: Uint8Array,
  entry: ZipEntry,
  { most, take }: { most: number; take: (piece: Uint8Array) => boolean },
): Promise<'ended' | 'stopped' | 'too-large'> {
  const packed = packedBytes(bytes, entry);
  if (entry.method === 0)
    return take(packed.subarray(0, most)) ? (packed.length > most ? 'too-large' : 'ended') : 'stopped';
  if (entry.method !== 8)
    throw new Unreadable('The workbook is packed in a way that is not read. Save it again as .xlsx.');
  let total = 0;
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  inflate.end(packed);
  try {
    for await (const piece of inflate) {
      const chunk: Uint8Array = piece;
      total += chunk.length;
      if (!take(chunk)) return 'stopped';
      if (total > most) return 'too-large';
    }
    return 'ended';
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw broken;
  } finally {
    inflate.destroy();
  }
}

function packedBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.isEncrypted) throw new Unreadable('The archive is protected by a password. Save the workbook without one.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset } = entry;
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== 0x04034b50) throw broken;
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + entry.packedBytes > view.byteLength) throw broken;
  return bytes.subarray(start, start + entry.packedBytes);
}
