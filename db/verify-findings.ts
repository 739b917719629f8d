/** One thing a verification found. */
export interface VerifyFinding {
  /** note = explained by a crash or a core at work; the next start puts it right. */
  readonly severity: 'fault' | 'note';
  readonly where: 'database' | 'recorder' | 'output' | 'attachment' | 'document';
  /** The first affected event; null when no event vouches for what is damaged. */
  readonly seq: number | null;
  readonly journalId: string | null;
  /** Path inside the workspace. */
  readonly file: string;
  /** What is wrong, as a sentence. */
  readonly message: string;
}

export interface EventName {
  readonly seq: number;
  readonly journalId: string;
}
