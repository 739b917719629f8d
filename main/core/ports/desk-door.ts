import type { Result } from '../../../contract/errors.ts';

/** Where browsers come in. */
export interface DeskDoor {
  /** A fresh link that lets one browser in, once. Opens the door when it is shut. */
  link(): Promise<Result<{ url: string }>>;
}
