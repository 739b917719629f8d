import { StorageFailure } from '../contract/storage-failure.ts';

/** Translates a failing write of a file into a StorageFailure that names what was to be kept. */
export function storing<T>(what: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof StorageFailure) throw error;
    throw new StorageFailure(`The ${what} could not be stored.`, false, { cause: error });
  }
}
