import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';

const PIECE_BYTES = 512 * 1024;
const mediaTypes: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.log': 'text/plain',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly by: Attribution;
}

/** Hands a file to the core in pieces; answers with it as a piece of evidence. */
export async function uploadFile(client: Client, { name, bytes, by }: Upload): Promise<Result<EvidenceValue>> {
  const mediaType = mediaTypes[path.extname(name).toLowerCase()] ?? 'application/octet-stream';
  const uploadId = randomUUID();
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  for (let index = 0; index < pieces; index += 1) {
    const piece = bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES);
    const dataBase64 = Buffer.from(piece).toString('base64');
    const last = index === pieces - 1;
    const sent = await client.call('attachments.upload', {
      uploadId,
      index,
      dataBase64,
      last,
      name,
      mediaType,
      attribution: by,
    });
    if (!sent.ok) return sent;
    if (sent.value.sha256 !== null)
      return ok({ type: 'file', sha256: sent.value.sha256, name, bytes: bytes.length, mediaType });
  }
  return failed('defect', `${name} was sent, but not stored.`);
}
