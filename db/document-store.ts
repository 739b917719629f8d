import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSha256 } from './content-address.ts';
import { writeDurably } from './durable-file.ts';
import { storing } from './storing.ts';

/** Texts of document revisions as files under `documents/SHA256`, in a folder that is there. Implements the DocumentStore port. */
export class FileDocumentStore {
  readonly #folder: string;
  readonly #digest: (data: string | Uint8Array) => string;

  constructor(folder: string, digest: (data: string | Uint8Array) => string) {
    this.#folder = folder;
    this.#digest = digest;
  }

  keepText(text: string, sha256: string): void {
    if (this.#digest(text) !== sha256) throw new Error(`document text does not have the digest ${sha256}`);
    if (this.textOf(sha256) === text) return;
    storing(`document ${sha256}`, () => writeDurably(join(this.#folder, sha256), Buffer.from(text)));
  }

  /** null when there is no such text, or when the file no longer has the digest it is named after. */
  textOf(sha256: string): string | null {
    if (!isSha256(sha256)) return null;
    const path = join(this.#folder, sha256);
    if (!existsSync(path)) return null;
    const bytes = readFileSync(path);
    return this.#digest(bytes) === sha256 ? bytes.toString('utf8') : null;
  }
}
