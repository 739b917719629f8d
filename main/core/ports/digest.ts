/** Lower-case hex SHA-256 of UTF-8 text or bytes. */
export type Digest = (data: string | Uint8Array) => string;

/** The same, piece by piece. */
export interface Digesting {
  add(bytes: Uint8Array): void;
  hex(): string;
}
