import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isSha256 } from './content-address.ts';
import { syncFolder, syncOrDie, writeAll } from './durable-file.ts';
import { storing } from './storing.ts';

interface Upload {
  readonly path: string;
  readonly file: number;
  readonly hash: Hash;
  next: number;
  bytes: number;
}

/** Uploads that may be open at once; the one begun first gives way, its sender has to begin again. */
const MAX_UPLOADS = 32;
const UPLOAD = '.upload-';

/** Attachments as files under `attachments/SHA256`, in a folder that is there. Implements the AttachmentStore port. */
export class FileAttachmentStore {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();
  #begun = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** For the owner, before the first upload: what a core that died during one left behind, no event names. */
  removeLeftovers(): void {
    for (const name of readdirSync(this.#folder)) {
      if (name.startsWith(UPLOAD)) rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** Answers with the bytes received so far. */
  append(uploadId: string, index: number, bytes: Uint8Array): number {
    const upload = index === 0 ? this.#begin(uploadId) : this.#uploads.get(uploadId);
    if (upload === undefined) throw new Error('there is no such upload: begin again with piece 0');
    if (index !== upload.next) throw new Error(`piece ${upload.next} of the upload is missing, got ${index}`);
    storing('attachment', () => writeAll(upload.file, bytes, upload.bytes));
    upload.hash.update(bytes);
    upload.next += 1;
    upload.bytes += bytes.length;
    return upload.bytes;
  }

  commit(uploadId: string): { readonly sha256: string; readonly bytes: number } {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) throw new Error('there is no such upload');
    this.#uploads.delete(uploadId);
    const sha256 = upload.hash.digest('hex');
    try {
      storing('attachment', () => syncOrDie(upload.file));
    } finally {
      closeSync(upload.file);
    }
    storing('attachment', () => renameSync(upload.path, join(this.#folder, sha256)));
    syncFolder(this.#folder);
    return { sha256, bytes: upload.bytes };
  }

  read(
    sha256: string,
    offset: number,
    limit: number,
  ): { readonly bytes: Uint8Array; readonly totalBytes: number } | null {
    const path = join(this.#folder, sha256);
    if (!isSha256(sha256) || !existsSync(path)) return null;
    const file = openSync(path, 'r');
    try {
      const totalBytes = fstatSync(file).size;
      const bytes = Buffer.alloc(Math.max(0, Math.min(limit, totalBytes - offset)));
      const read = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, offset);
      return { bytes: bytes.subarray(0, read), totalBytes };
    } finally {
      closeSync(file);
    }
  }

  close(): void {
    for (const uploadId of [...this.#uploads.keys()]) this.#drop(uploadId);
  }

  #begin(uploadId: string): Upload {
    this.#drop(uploadId);
    const oldest = this.#uploads.keys().next().value;
    if (oldest !== undefined && this.#uploads.size >= MAX_UPLOADS) this.#drop(oldest);
    this.#begun += 1;
    const path = join(this.#folder, `${UPLOAD}${this.#begun}`);
    const file = storing('attachment', () => openSync(path, 'w', 0o600));
    const upload = { path, file, hash: createHash('sha256'), next: 0, bytes: 0 };
    this.#uploads.set(uploadId, upload);
    return upload;
  }

  #drop(uploadId: string): void {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return;
    this.#uploads.delete(uploadId);
    closeSync(upload.file);
    rmSync(upload.path, { force: true });
  }
}
