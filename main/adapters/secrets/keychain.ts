import { failed, ok, type Result } from '../../../contract/errors.ts';

/** The part of the operating system that keeps a key for this user. */
export interface Keychain {
  /** null = it can hold a key; else a sentence. */
  trouble(): Promise<string | null>;
  put(account: string, secret: string): Promise<Result<null>>;
  /** ok(null) = it holds none under this name. */
  get(account: string): Promise<Result<string | null>>;
  remove(account: string): Promise<void>;
}

const SERVICE = 'Holdpoint vault';
const PROBE = 'probe';

/**
 * The keychain through `@napi-rs/keyring`, loaded when it is first needed: a platform without it still starts. On
 * Linux it is pinned to the Secret Service: the library's own fallback, the kernel keyring, forgets at the next boot,
 * and a vault whose key is forgotten is lost.
 */
export function systemKeychain(): Keychain {
  const entryFor = async (account: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  };
  const keychain: Keychain = {
    trouble: async () => {
      try {
        const entry = await entryFor(PROBE);
        const expected = String(process.pid);
        await entry.setPassword(expected);
        const read = await (await entryFor(PROBE)).getPassword();
        await entry.deletePassword();
        return read === expected ? null : 'The keychain of this machine does not give back what it was given.';
      } catch (error) {
        return whyNot(error);
      }
    },
    put: async (account, secret) => {
      try {
        await (await entryFor(account)).setPassword(secret);
        const read = await (await entryFor(account)).getPassword();
        if (read === secret) return ok(null);
        return failed('refused', 'The keychain did not keep the key of the vault. Use a passphrase.');
      } catch (error) {
        return failed('refused', `${whyNot(error)} Use a passphrase.`);
      }
    },
    get: async (account) => {
      try {
        return ok(await (await entryFor(account)).getPassword());
      } catch (error) {
        return failed('refused', whyNot(error));
      }
    },
    remove: async (account) => {
      try {
        await (await entryFor(account)).deletePassword();
      } catch {
        // A key that opens nothing any more may stay.
      }
    },
  };
  return keychain;
}

function whyNot(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `The keychain of this machine cannot be used (${text.slice(0, 200)}).`;
}
