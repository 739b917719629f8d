import type { EvidenceValue } from '../../contract/evidence.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import type { SliceTools } from './tools.ts';

export interface AttachmentSlice {
  /** Sends a file piece by piece; the core answers with its digest. Null when it was refused; the person was told. */
  uploadFile(file: File, onProgress: (share: number) => void): Promise<EvidenceValue | null>;
  fetchAttachment(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** A third below the core's cap of base64 characters a piece. */
const PIECE = 384 * 1024;

export function attachmentSlice({ client, get, surroundings }: SliceTools): AttachmentSlice {
  return {
    async uploadFile(file, onProgress) {
      const uploadId = surroundings.newId();
      const count = Math.max(1, Math.ceil(file.size / PIECE));
      const mediaType = file.type || 'application/octet-stream';
      for (let index = 0; index < count; index += 1) {
        const bytes = new Uint8Array(await file.slice(index * PIECE, (index + 1) * PIECE).arrayBuffer());
        const answer = await client.call('attachments.upload', {
          uploadId,
          index,
          dataBase64: toBase64(bytes),
          last: index === count - 1,
          name: file.name,
          mediaType,
          attribution: get().attribution(),
        });
        if (!answer.ok) {
          get().tellProblem(`${file.name} was not stored`, answer.problem);
          return null;
        }
        onProgress((index + 1) / count);
        const { sha256, bytes: stored } = answer.value;
        if (sha256 !== null) return { type: 'file', sha256, name: file.name, bytes: stored, mediaType };
      }
      return null;
    },
    async fetchAttachment(sha256) {
      const pieces: Uint8Array[] = [];
      let offset = 0;
      for (;;) {
        const answer = await client.call('attachments.read', { sha256, offset, limit: PIECE });
        if (!answer.ok) {
          get().tellProblem('The file could not be read', answer.problem);
          return null;
        }
        const piece = fromBase64(answer.value.dataBase64);
        pieces.push(piece);
        offset += piece.length;
        if (piece.length === 0 || offset >= answer.value.totalBytes) return joined(pieces, offset);
      }
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
