export type ThreadEnd = 'not-started' | 'died' | 'out-of-memory' | 'late' | 'closed';

/** The thread gave up, not the deed: what a person is told about it depends on what was being done. */
export class ThreadTrouble extends Error {
  override readonly name = 'ThreadTrouble';
  readonly why: ThreadEnd;
  constructor(why: ThreadEnd, message: string) {
    super(message);
    this.why = why;
  }
}
