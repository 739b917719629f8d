import type { Reached } from '../trouble.ts';

/** The two files of an upload on the target. */
export type RemoteFile = 'part' | 'destination';

/** What lies where an upload is to go. */
export interface RemoteLook {
  readonly destination: 'none' | 'file' | 'link' | 'folder' | 'other';
  /** Of a file that lies there. */
  readonly bytes: number | null;
  readonly mode: string | null;
  /** `uid:gid` */
  readonly owner: string | null;
  /** Bytes an earlier try left; `strange` = something else has its name. */
  readonly part: number | 'strange' | null;
  readonly folder: 'writable' | 'read-only' | 'missing' | 'unknown';
  readonly freeKiB: number | null;
  /** The permissions a new file gets there. */
  readonly newMode: string;
  /** `uid:gid` of the login; null = not known. */
  readonly login: string | null;
}

/** null = done; else what the target says why not. */
export type Refusal = string | null;

/** What can be asked of a target and done there, beside the sending itself. A trouble = contact is lost. */
export interface RemoteSide {
  look(): Promise<Reached<RemoteLook>>;
  /** Hex; null = the target has nothing that tells it. */
  digest(of: RemoteFile): Promise<Reached<string | null>>;
  setMode(of: RemoteFile, mode: string): Promise<Reached<Refusal>>;
  setOwner(of: RemoteFile, owner: string): Promise<Reached<Refusal>>;
  /** The temporary file takes the destination's name, at once or not at all. */
  move(): Promise<Reached<Refusal>>;
  drop(): Promise<Reached<Refusal>>;
  /** Where a link at the destination leads. */
  linkTarget(): Promise<Reached<string>>;
  close(): void;
}

/** Takes the bytes of a file in order. */
export interface RemoteSink {
  /** Bytes of one call at most. */
  readonly pieceBytes: number;
  /** Resolves when they lie on the target; several may be on their way. */
  write(offset: number, bytes: Buffer): Promise<Reached<Refusal>>;
  /** Everything is on the target's disk as far as it can say so. */
  finish(): Promise<Reached<Refusal>>;
  close(): void;
}
