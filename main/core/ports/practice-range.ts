import type { TrustedKey } from './shell.ts';

/** Real hosts and services on loopback for a newcomer's first window. */
export interface PracticeRange {
  /** Starts it when it does not run yet; later calls answer with the same one. `person` plays the release manager. */
  open(person: string): Promise<{
    /** The practice release, written for the addresses this range has now. */
    readonly documentText: string;
    /** The keys of its own hosts, known without asking them. */
    readonly hostKeys: readonly TrustedKey[];
  }>;
  readonly isOpen: boolean;
  close(): Promise<void>;
}
