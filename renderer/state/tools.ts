import type { Client } from '../../contract/client.ts';
import type { DeskState } from './desk-state.ts';

/** The little of the world the state needs; tests hand in their own. */
export interface Surroundings {
  /** UTC ms. */
  now(): number;
  newId(): string;
  /** Survives a reload on this machine: identity, drafts. Never secrets. */
  readonly memory: { read(key: string): string | null; write(key: string, value: string): void };
  readonly address: { read(): string; write(hash: string): void };
  after(ms: number, act: () => void): () => void;
}

/** What a slice is made from. Only slices hold the client. */
export interface SliceTools {
  readonly client: Client;
  readonly surroundings: Surroundings;
  get(): DeskState;
  set(change: Partial<DeskState> | ((state: DeskState) => Partial<DeskState>)): void;
}
