import type { Client } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import type { SheetView } from '../../contract/sheets.ts';

/** A third below the core's cap of base64 characters a piece. */
const PIECE = 384 * 1024;
const FILE_CAP = 32 * 1024 * 1024;

export interface SheetSending {
  readonly file: File;
  readonly uploadId: string;
  readonly zoneHere: string;
}

/** Sends a sheet piece by piece; the last answer is what the core made of it. */
export async function sendSheet(
  client: Client,
  { file, uploadId, zoneHere }: SheetSending,
): Promise<Result<SheetView>> {
  if (file.size > FILE_CAP) {
    return failed('too-large', 'The file is larger than 32 MiB. Save the sheet of the plan alone as .xlsx or .csv.');
  }
  const count = Math.max(1, Math.ceil(file.size / PIECE));
  for (let index = 0; index < count; index++) {
    const bytes = await piece(file, index);
    if (bytes === null)
      return failed('not-found', 'The file can no longer be read: it was moved or changed. Choose it again.');
    const last = index === count - 1;
    const dataBase64 = toBase64(bytes);
    const answer = await client.call('sheets.read', {
      uploadId,
      index,
      dataBase64,
      last,
      name: file.name.slice(0, 255),
      zoneHere,
    });
    if (!answer.ok) return answer;
    if (answer.value.sheet !== null) return ok(answer.value.sheet);
  }
  return failed('invalid-input', 'The file was sent and not answered. Choose it again.');
}

async function piece(file: File, index: number): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.slice(index * PIECE, (index + 1) * PIECE).arrayBuffer());
  } catch {
    return null;
  }
}

function toBase64(bytes: Uint8Array): string {
  const STEP = 0x8000;
  let text = '';
  // Spreading a whole piece at once would overflow the stack.
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}
