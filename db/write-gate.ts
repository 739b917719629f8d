import { StorageFailure } from '../contract/storage-failure.ts';

/**
 * Shut for good by the first fatal failure, wherever it happened: after it nobody knows what the disk holds, and
 * nothing more may be written by this process, neither events nor output.
 */
export class WriteGate {
  #failure: StorageFailure | null = null;

  get failure(): StorageFailure | null {
    return this.#failure;
  }

  /** Throws when shut. */
  pass(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Shuts when `error` is fatal; answers with it either way. */
  judge(error: unknown): unknown {
    if (error instanceof StorageFailure && error.fatal) this.#failure ??= error;
    return error;
  }
}
