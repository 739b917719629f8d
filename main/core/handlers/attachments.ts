import { failed, ok } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { actorOf, whenOf } from '../attribution.ts';
import { bytesOfBase64, toBase64 } from './base64.ts';
import type { CoreParts } from './core-parts.ts';
import type { Caller, FeatureHandlers } from './handler.ts';

const PIECE_BYTES = 512 * 1024;
/** As many uploads as the store keeps open; the one begun first gives way. */
const MOST_UPLOADS = 32;

export function attachmentHandlers(parts: CoreParts): FeatureHandlers<'attachments'> {
  const { attachments } = parts;
  /** Upload → the piece expected next. */
  const uploads = new Map<string, number>();

  function isNext(uploadId: string, index: number): boolean {
    if (index !== (uploads.get(uploadId) ?? 0) && index !== 0) return false;
    uploads.set(uploadId, index + 1);
    const [oldest] = uploads.keys();
    if (uploads.size > MOST_UPLOADS && oldest !== undefined) uploads.delete(oldest);
    return true;
  }

  return {
    'attachments.upload': async (request, caller) => {
      const bytes = bytesOfBase64(request.dataBase64);
      if (bytes === null) return failed('invalid-input', 'A piece of the file is not base64.');
      if (bytes.length > PIECE_BYTES) return failed('too-large', 'Send a file in pieces of at most 512 KiB.');
      if (!isNext(request.uploadId, request.index))
        return failed('invalid-input', 'A piece of the file is missing. Send it again from its first piece.');
      const total = attachments.append(request.uploadId, request.index, bytes);
      if (request.last) uploads.delete(request.uploadId);
      return request.last ? keep(parts, request, caller) : ok({ sha256: null, bytes: total });
    },
    'attachments.read': ({ sha256, offset, limit }) => {
      const piece = attachments.read(sha256, offset, limit);
      if (piece === null) return failed('not-found', `There is no attachment ${sha256}.`);
      return ok({ dataBase64: toBase64(piece.bytes), totalBytes: piece.totalBytes });
    },
  };
}

async function keep(parts: CoreParts, request: OperationRequest<'attachments.upload'>, caller: Caller) {
  const actor = actorOf(request.attribution, caller, parts.seat);
  if (!actor.ok) return actor;
  const at = whenOf(request.attribution, parts.clock.now());
  if (!at.ok) return at;
  const { name, mediaType } = request;
  const stored = parts.attachments.commit(request.uploadId);
  const by = at.value === undefined ? { actor: actor.value } : { actor: actor.value, at: at.value };
  const written = await parts.journal.append([{ type: 'attachment.stored', data: { ...stored, name, mediaType } }], by);
  return written.ok ? ok(stored) : written;
}
