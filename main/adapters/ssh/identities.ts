import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';
import type { Log } from '../../core/ports/log.ts';
import { codeOf, type Reached, reached, textOf, troubled } from './trouble.ts';

/** Asks the person for the passphrase of a key file; null = not now. */
export type AskPassphrase = (keyFile: string) => Promise<string | null>;

export interface IdentityOptions {
  readonly home: string;
  readonly agentSocket: string | null;
  readonly askPassphrase: AskPassphrase;
  readonly log: Log;
}

const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const triesPerKey = 3;

/** One way to log in, loaded only when its turn comes, so that nobody is asked for a passphrase in vain. */
export interface AuthWay {
  readonly name: string;
  method(user: string): Promise<AnyAuthMethod | null>;
}

/** The user's keys. Opened keys are kept in memory for the whole window; a passphrase is asked for once. */
export class Identities {
  readonly #options: IdentityOptions;
  readonly #keys = new Map<string, Promise<Reached<ParsedKey>>>();
  #questions = 0;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /** Is a person being asked for a passphrase just now? */
  get isAsking(): boolean {
    return this.#questions > 0;
  }

  /** In the order they are tried: the target's own file, the agent, the usual files. */
  async ways(identity: string | null): Promise<Reached<readonly AuthWay[]>> {
    const ways: AuthWay[] = [];
    if (identity !== null) {
      const path = this.#expand(identity);
      const key = await this.#key(path);
      if (!key.ok) return key;
      ways.push({ name: `key ${path}`, method: async (username) => ({ type: 'publickey', username, key: key.value }) });
    }
    const agent = this.#options.agentSocket;
    if (agent !== null) ways.push({ name: 'agent', method: async (username) => ({ type: 'agent', username, agent }) });
    for (const file of usualFiles) ways.push(this.#usualWay(join(this.#options.home, '.ssh', file)));
    return reached(ways);
  }

  #usualWay(path: string): AuthWay {
    return {
      name: `key ${path}`,
      method: async (username) => {
        const key = await this.#key(path);
        if (key.ok) return { type: 'publickey', username, key: key.value };
        this.#options.log.info('A usual key file is not used', { path, because: key.trouble.sentence });
        return null;
      },
    };
  }

  #expand(path: string): string {
    return path.startsWith('~/') ? join(this.#options.home, path.slice(2)) : path;
  }

  #key(path: string): Promise<Reached<ParsedKey>> {
    const known = this.#keys.get(path);
    if (known !== undefined) return known;
    const opening = this.#open(path);
    this.#keys.set(path, opening);
    opening.then((result) => {
      if (!result.ok) this.#keys.delete(path);
    });
    return opening;
  }

  async #open(path: string): Promise<Reached<ParsedKey>> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const what = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(error)})`;
      return troubled('identity', `The key file ${path} ${what}. Correct the target's identity or put the key there.`);
    }
    const plain = parsed(text);
    if (!(plain instanceof Error)) return reached(plain);
    if (!/encrypted/i.test(plain.message)) {
      return troubled('identity', `The key file ${path} is no private key we can read: ${textOf(plain)}.`);
    }
    return this.#unlock(path, text);
  }

  async #askPassphrase(path: string): Promise<string | null> {
    this.#questions++;
    try {
      return await this.#options.askPassphrase(path);
    } finally {
      this.#questions--;
    }
  }

  async #unlock(path: string, text: string): Promise<Reached<ParsedKey>> {
    for (let attempt = 0; attempt < triesPerKey; attempt++) {
      const passphrase = await this.#askPassphrase(path);
      if (passphrase === null) break;
      const key = parsed(text, passphrase);
      if (!(key instanceof Error)) return reached(key);
    }
    return troubled(
      'identity',
      `The key file ${path} is encrypted and was not unlocked. Give its passphrase or load it into the agent.`,
    );
  }
}

function parsed(text: string, passphrase?: string): ParsedKey | Error {
  try {
    const keys: unknown = ssh2.utils.parseKey(text, passphrase);
    const first: unknown = Array.isArray(keys) ? keys[0] : keys;
    if (first instanceof Error) return first;
    return isPrivate(first) ? first : new Error('it holds no private key');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isPrivate(key: unknown): key is ParsedKey {
  return (
    typeof key === 'object' &&
    key !== null &&
    'isPrivateKey' in key &&
    typeof key.isPrivateKey === 'function' &&
    key.isPrivateKey() === true
  );
}
