import type { Result } from '../../../contract/errors.ts';

export interface FileRead {
  readonly text: string;
  readonly sha256: string;
}

/** Files on this machine that a person named: one document each, never anything of the workspace. */
export interface DocumentFiles {
  /** Judged by its size before it is read. not-found = it is not there; refused and too-large say why in a sentence. */
  read(path: string): Promise<Result<FileRead>>;
  /** Replaces the file whole, and only while it still has the digest (null = is not there); else `conflict`. */
  write(path: string, text: string, seen: string | null): Promise<Result<FileRead>>;
  /** The path as it is kept: absolute, `~` filled in; refused when it can name no document. */
  named(path: string): Result<string>;
}
