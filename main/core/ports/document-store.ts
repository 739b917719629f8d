/** Revisions of documents. The text is synced as a content-addressed file before the event that names it. */
export interface DocumentStore {
  /** Makes the text durable under `documents/SHA256`; the revision row follows with its event. */
  keepText(text: string, sha256: string): void;
  textOf(sha256: string): string | null;
}
