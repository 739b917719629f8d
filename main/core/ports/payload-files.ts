import type { Result } from '../../../contract/errors.ts';

export interface FoundFile {
  /** Links resolved: what is opened later is this file. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Files on this machine that upload steps send. Nothing of the workspace itself is ever opened. */
export interface PayloadFiles {
  /** Absolute: `~` filled in, a relative path below `folder`; refused where there is none to be below. */
  place(text: string, folder: string | null): Result<string>;
  /** Reads it once; asked again about a file that did not change it remembers. A sentence says why not. */
  look(path: string): Promise<Result<FoundFile>>;
}
