import { randomUUID } from 'node:crypto';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { VaultKeyWish } from '../../../contract/secrets.ts';
import type { VaultBox, VaultEdit, VaultLook, VaultSignature } from '../../core/ports/vault.ts';
import type { Keychain } from './keychain.ts';
import { isSame, macOf, newKey, subKey } from './vault-cipher.ts';
import { printOf, readWhole, replaceDurably } from './vault-disk.ts';
import { edited, reencrypted, valuesOf } from './vault-entries.ts';
import { readVault, sealedText, type VaultBody, type VaultFile, writeVault } from './vault-format.ts';
import { unwrapKey, wrapKey } from './vault-key.ts';

/** The keys while it is unlocked, zeroed when it is locked. */
interface Keys {
  readonly values: Buffer;
  readonly seal: Buffer;
}

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'vault'; readonly file: VaultFile }
  | { readonly kind: 'damaged'; readonly because: string };

const LEFT_ALONE = 'Nothing was changed. Put the file back from a backup, or move it away to begin a new vault.';
const LOCKED = 'The vault is locked. Unlock it first.';

/** `vault.json` of a workspace. One deed at a time; the file is read again before each, so that nobody's change is lost. */
export function openVaultFile(file: string, keychain: Keychain): VaultBox {
  return new VaultOnDisk(file, keychain);
}

class VaultOnDisk implements VaultBox {
  readonly #path: string;
  readonly #keychain: Keychain;
  #keys: Keys | null = null;
  /** The content the keys were proven on. */
  #proven = '';
  #queue: Promise<unknown> = Promise.resolve();
  /** What was read last, and by what to tell that the file is still the same. */
  #seen: { readonly print: string; readonly found: Found } | null = null;

  constructor(path: string, keychain: Keychain) {
    this.#path = path;
    this.#keychain = keychain;
  }

  look(): VaultLook {
    const found = this.#find();
    if (found.kind !== 'vault') {
      const trouble = found.kind === 'damaged' ? `The vault cannot be used. ${found.because} ${LEFT_ALONE}` : null;
      return { condition: found.kind, trouble, key: null, lockAfterMinutes: null, entries: [] };
    }
    const { key, lockAfterMinutes, entries } = found.file;
    return {
      condition: this.#keys === null ? 'locked' : 'unlocked',
      trouble: null,
      key: key.kind,
      lockAfterMinutes,
      entries: entries.map(({ value: _value, previous, ...facts }) => ({ ...facts, hasPrevious: previous !== null })),
    };
  }

  create(wish: VaultKeyWish, at: number): Promise<Result<null>> {
    return this.#alone(async () => {
      const found = this.#find();
      if (found.kind === 'damaged') return failed('refused', `${found.because} ${LEFT_ALONE}`);
      if (found.kind === 'vault') return failed('conflict', 'There is a vault already. Nothing was changed.');
      const dataKey = newKey();
      const vaultId = randomUUID();
      const key = await wrapKey(dataKey, wish, { keychain: this.#keychain, vaultId, revision: 1 });
      if (!key.ok) return key;
      const body: VaultBody = {
        ...{ format: 'holdpoint-vault', version: 1, vaultId, createdAt: at, revision: 1 },
        ...{ lockAfterMinutes: 15, key: key.value, entries: [] },
      };
      return this.#write(body, dataKey);
    });
  }

  unlock(passphrase: string | null): Promise<Result<null>> {
    return this.#alone(async () => {
      const found = this.#find();
      if (found.kind === 'none') return failed('not-found', 'There is no vault yet. Create one.');
      if (found.kind === 'damaged') return failed('refused', `${found.because} ${LEFT_ALONE}`);
      const { key, vaultId } = found.file;
      const dataKey = await unwrapKey(key, passphrase, { keychain: this.#keychain, vaultId });
      if (!dataKey.ok) return dataKey;
      const keys = keysOf(dataKey.value);
      if (!isGenuine(found.file, keys)) {
        wipe(keys);
        return failed('refused', `The vault's file was changed by something else than Holdpoint. ${LEFT_ALONE}`);
      }
      this.lock();
      this.#keys = keys;
      this.#proven = found.file.checksum;
      return ok(null);
    });
  }

  lock(): void {
    if (this.#keys !== null) wipe(this.#keys);
    this.#keys = null;
    this.#proven = '';
  }

  open(name: string): ReturnType<VaultBox['open']> {
    const found = this.#find();
    if (found.kind !== 'vault' || this.#keys === null) return null;
    const entry = found.file.entries.find((one) => one.name === name);
    return entry === undefined ? null : valuesOf(entry, this.#keys.values, found.file.vaultId);
  }

  change(edit: VaultEdit, signature: VaultSignature): Promise<Result<null>> {
    return this.#withKeys((body, keys) => edited(body, edit, { key: keys.values, ...signature }));
  }

  lockAfter(minutes: number | null): Promise<Result<null>> {
    return this.#withKeys((body) => ok({ ...body, lockAfterMinutes: minutes }));
  }

  rekey(wish: VaultKeyWish): Promise<Result<null>> {
    return this.#alone(async () => {
      const unlocked = this.#unlocked();
      if (!unlocked.ok) return unlocked;
      const { body, keys } = unlocked.value;
      const revision = body.revision + 1;
      const dataKey = newKey();
      const key = await wrapKey(dataKey, wish, { keychain: this.#keychain, vaultId: body.vaultId, revision });
      if (!key.ok) return key;
      const next = keysOf(Buffer.from(dataKey));
      const entries = reencrypted(body, keys.values, next.values);
      wipe(next);
      if (!entries.ok) return entries;
      const before = body.key;
      const written = await this.#write({ ...body, revision, key: key.value, entries: entries.value }, dataKey);
      // Whichever key opens nothing any more goes; a kill before this leaves one too many, never one too few.
      const useless = written.ok ? before : key.value;
      if (useless.kind === 'keychain') await this.#keychain.remove(useless.account);
      return written;
    });
  }

  keychainTrouble(): Promise<string | null> {
    return this.#keychain.trouble();
  }

  /** Reads the file. One that changed while we hold its keys has to prove itself again, or we are locked. */
  #find(): Found {
    const print = printOf(this.#path);
    if (print !== null && print === this.#seen?.print) return this.#seen.found;
    this.#seen = null;
    const found = this.#read();
    if (print !== null && print === printOf(this.#path)) this.#seen = { print, found };
    return found;
  }

  #read(): Found {
    const whole = readWhole(this.#path);
    if (whole.kind !== 'bytes') this.lock();
    if (whole.kind === 'none') return whole;
    if (whole.kind === 'unreadable') return { kind: 'damaged', because: whole.because };
    const read = readVault(whole.bytes);
    if (read.kind === 'damaged') this.lock();
    else if (this.#keys !== null && read.file.checksum !== this.#proven) {
      if (isGenuine(read.file, this.#keys)) this.#proven = read.file.checksum;
      else this.lock();
    }
    return read;
  }

  #unlocked(): Result<{ readonly body: VaultFile; readonly keys: Keys }> {
    const found = this.#find();
    if (found.kind === 'none') return failed('not-found', 'There is no vault yet. Create one.');
    if (found.kind === 'damaged') return failed('refused', `${found.because} ${LEFT_ALONE}`);
    return this.#keys === null ? failed('refused', LOCKED) : ok({ body: found.file, keys: this.#keys });
  }

  #withKeys(next: (body: VaultBody, keys: Keys) => Result<VaultBody>): Promise<Result<null>> {
    return this.#alone(async () => {
      const unlocked = this.#unlocked();
      if (!unlocked.ok) return unlocked;
      const { seal: _seal, checksum: _checksum, ...body } = unlocked.value.body;
      const changed = next(body, unlocked.value.keys);
      if (!changed.ok) return changed;
      return this.#put({ ...changed.value, revision: body.revision + 1 }, unlocked.value.keys);
    });
  }

  async #write(body: VaultBody, dataKey: Buffer): Promise<Result<null>> {
    const keys = keysOf(dataKey);
    const written = this.#put(body, keys);
    if (!written.ok) {
      wipe(keys);
      return written;
    }
    const proven = this.#proven;
    this.lock();
    this.#keys = keys;
    this.#proven = proven;
    return written;
  }

  #put(whole: VaultBody, keys: Keys): Result<null> {
    const { format, version, vaultId, createdAt, revision, lockAfterMinutes, key, entries } = whole;
    const body: VaultBody = { format, version, vaultId, createdAt, revision, lockAfterMinutes, key, entries };
    const bytes = writeVault(body, macOf(keys.seal, sealedText(body)));
    const written = replaceDurably(this.#path, bytes);
    const read = written.ok ? readVault(bytes) : null;
    if (read?.kind === 'vault') this.#proven = read.file.checksum;
    return written;
  }

  /** One deed after another, whatever became of the one before. */
  #alone(deed: () => Promise<Result<null>>): Promise<Result<null>> {
    const done = this.#queue.then(deed, deed);
    this.#queue = done.catch(() => null);
    return done;
  }
}

function isGenuine(file: VaultFile, keys: Keys): boolean {
  return isSame(file.seal, macOf(keys.seal, sealedText(file)));
}

/** Takes the data key over: it is zeroed. */
function keysOf(dataKey: Buffer): Keys {
  const keys = { values: subKey(dataKey, 'values'), seal: subKey(dataKey, 'seal') };
  dataKey.fill(0);
  return keys;
}

function wipe(keys: Keys): void {
  keys.values.fill(0);
  keys.seal.fill(0);
}
