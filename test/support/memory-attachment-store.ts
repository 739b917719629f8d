import { sha256 } from '../../main/adapters/digest.ts';
import type { AttachmentStore } from '../../main/core/ports/attachment-store.ts';

/** Attachments in memory; `texts` = what was kept, by digest. */
export interface MemoryAttachmentStore extends Pick<AttachmentStore, 'append' | 'commit'> {
  readonly texts: Map<string, string>;
}

export function memoryAttachmentStore(): MemoryAttachmentStore {
  const open = new Map<string, string>();
  const texts = new Map<string, string>();
  return {
    texts,
    append(uploadId, index, bytes) {
      const text = `${index === 0 ? '' : (open.get(uploadId) ?? '')}${new TextDecoder().decode(bytes)}`;
      open.set(uploadId, text);
      return text.length;
    },
    commit(uploadId) {
      const text = open.get(uploadId) ?? '';
      open.delete(uploadId);
      const digest = sha256(text);
      texts.set(digest, text);
      return { sha256: digest, bytes: new TextEncoder().encode(text).length };
    },
  };
}
