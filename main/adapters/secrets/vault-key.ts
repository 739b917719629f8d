import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { VaultKeyWish } from '../../../contract/secrets.ts';
import type { Keychain } from './keychain.ts';
import { keyFromPassphrase, newSalt, seal, unseal } from './vault-cipher.ts';
import type { VaultKey } from './vault-format.ts';

/** Puts the data key where only its owner gets it back: the keychain, or a box that the passphrase opens. Never both. */
export async function wrapKey(
  dataKey: Buffer,
  wish: VaultKeyWish,
  { keychain, vaultId, revision }: { keychain: Keychain; vaultId: string; revision: number },
): Promise<Result<VaultKey>> {
  if (wish.kind === 'keychain') {
    // A name of its own for each key: until the new file stands the old one must still find its key.
    const account = `${vaultId}.${revision}`;
    const put = await keychain.put(account, dataKey.toString('base64'));
    return put.ok ? ok({ kind: 'keychain', account }) : put;
  }
  const salt = newSalt();
  const wrapping = await keyFromPassphrase(wish.passphrase, salt);
  const wrapped = seal(wrapping, dataKey, wrapContext(vaultId, salt));
  wrapping.fill(0);
  return ok({ kind: 'passphrase', kdf: 'scrypt N=131072 r=8 p=1', salt, wrapped });
}

export async function unwrapKey(
  key: VaultKey,
  passphrase: string | null,
  { keychain, vaultId }: { keychain: Keychain; vaultId: string },
): Promise<Result<Buffer>> {
  if (key.kind === 'keychain') return keyOfKeychain(key.account, keychain);
  if (passphrase === null) return failed('invalid-input', 'This vault is opened with a passphrase. Give it.');
  const wrapping = await keyFromPassphrase(passphrase, key.salt);
  const dataKey = unseal(wrapping, key.wrapped, wrapContext(vaultId, key.salt));
  wrapping.fill(0);
  return dataKey === null ? failed('unauthorized', 'The passphrase is wrong. The vault stays locked.') : ok(dataKey);
}

async function keyOfKeychain(account: string, keychain: Keychain): Promise<Result<Buffer>> {
  const got = await keychain.get(account);
  if (!got.ok) {
    return failed('refused', `${got.problem.message} The vault was made with it, so it stays locked.`);
  }
  const key = got.value === null ? null : Buffer.from(got.value, 'base64');
  if (key?.length === 32) return ok(key);
  const message =
    'The keychain of this machine holds no key for this vault: it was made on another machine or by another user. Open it there and give it a passphrase (holdpoint secrets rekey).';
  return failed('refused', message);
}

function wrapContext(vaultId: string, salt: string): string {
  return `holdpoint-vault/1 key ${vaultId} ${salt}`;
}
