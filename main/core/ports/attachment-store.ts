/** Content-addressed files, synced before the event that names them. */
export interface AttachmentStore {
  /** Appends a piece of an upload; pieces come in order from index 0. Throws on a gap. */
  append(uploadId: string, index: number, bytes: Uint8Array): number;
  /** Makes the upload durable under its digest. */
  commit(uploadId: string): { readonly sha256: string; readonly bytes: number };
  read(
    sha256: string,
    offset: number,
    limit: number,
  ): { readonly bytes: Uint8Array; readonly totalBytes: number } | null;
}
