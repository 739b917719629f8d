/** One saved revision of a document, as its `document.saved` event says. */
export interface DocumentRevision {
  readonly seq: number;
  readonly kind: string;
  readonly key: string;
  readonly title: string;
  readonly revision: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly reason: string | null;
  /** UTC ms. */
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Which revision of which document there is; follows the log within the transaction of each event. */
export interface DocumentIndex {
  /** The newest revision of every document, by key. */
  latest(): readonly DocumentRevision[];
  /** Every revision of one document, newest first. */
  revisions(key: string): readonly DocumentRevision[];
  /** The newest revision when none is named; null when there is none such. */
  find(key: string, revision?: number): DocumentRevision | null;
}
