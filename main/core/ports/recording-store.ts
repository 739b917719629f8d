/** Recordings of terminals while they grow; whole ones are attachments. */
export interface RecordingStore {
  /** Appends; throws StorageFailure when the disk does not take it. */
  append(id: string, text: string): void;
  /** What was appended survives a power cut from here on. */
  sync(id: string): void;
  /** Makes it an attachment, and forgets it here. A torn last line is left out. Null = there is none. */
  commit(id: string): { readonly sha256: string; readonly bytes: number } | null;
  /** Those that a core which died left behind. */
  leftovers(): readonly string[];
}
