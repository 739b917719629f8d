import type { Result } from '../../../contract/errors.ts';
import type { VaultCondition } from '../../../contract/questions.ts';
import type { VaultEntry, VaultKeyKind, VaultKeyWish } from '../../../contract/secrets.ts';

/** Who changes an entry, and when (UTC ms). */
export interface VaultSignature {
  readonly by: string;
  readonly at: number;
}

export type VaultEdit =
  | {
      readonly what: 'set';
      readonly name: string;
      readonly kind: VaultEntry['kind'];
      readonly values: readonly string[];
    }
  | { readonly what: 'rotated'; readonly name: string; readonly values: readonly string[] }
  | { readonly what: 'confirmed' | 'reverted' | 'removed'; readonly name: string };

/** What stands in the file and needs no key to be read. */
export interface VaultLook {
  readonly condition: VaultCondition;
  readonly trouble: string | null;
  readonly key: VaultKeyKind | null;
  readonly lockAfterMinutes: number | null;
  readonly entries: readonly VaultEntry[];
}

/**
 * One encrypted file of secrets. Names can be read while it is locked; they, like everything else in it, are proven
 * genuine when it is unlocked. Every change is durable when it answers, or did not happen.
 */
export interface VaultBox {
  /** Reads the file again where it changed meanwhile. */
  look(): VaultLook;
  create(key: VaultKeyWish, at: number): Promise<Result<null>>;
  /** `passphrase` null = the keychain holds the key. A wrong passphrase is `unauthorized` and costs what a right one does. */
  unlock(passphrase: string | null): Promise<Result<null>>;
  /** Forgets the key and whatever was decrypted, as far as this language can. */
  lock(): void;
  /** The values of an entry, current and (after a rotation) the ones before; null = locked, or no such entry. */
  open(name: string): { readonly values: readonly string[]; readonly previous: readonly string[] | null } | null;
  change(edit: VaultEdit, signature: VaultSignature): Promise<Result<null>>;
  rekey(key: VaultKeyWish): Promise<Result<null>>;
  lockAfter(minutes: number | null): Promise<Result<null>>;
  /** Why the keychain of this machine cannot hold a key; null = it can. */
  keychainTrouble(): Promise<string | null>;
}
