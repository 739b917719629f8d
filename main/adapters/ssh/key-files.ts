import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { type Certificate, parseCertificate } from './certificate.ts';
import type { Answered, PersonAnswers, Question } from './person-answers.ts';
import { codeOf, type Reached, reached, textOf, troubled } from './trouble.ts';

const triesPerKey = 3;
/** No key is longer. */
const longestKeyBytes = 1024 * 1024;

/** Private keys in files. Opened ones stay in memory for the whole window; a passphrase is asked for once. */
export class KeyFiles {
  readonly #answers: PersonAnswers;
  readonly #keys = new Map<string, Promise<Reached<ParsedKey>>>();

  constructor(answers: PersonAnswers) {
    this.#answers = answers;
  }

  key(path: string): Promise<Reached<ParsedKey>> {
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
    const found = await fileText(path);
    if (!found.ok) return found;
    const text = found.value;
    const plain = parsed(text);
    if (!(plain instanceof Error)) return reached(plain);
    if (/encrypted/i.test(plain.message)) return this.#unlock(path, text);
    if (isHardwareKey(text)) {
      const sentence = `The key file ${path} belongs to a security key (FIDO). Only the system's ssh can use it: write "transport: openssh" for this target.`;
      return troubled('identity', sentence);
    }
    return troubled('identity', `The key file ${path} is no private key we can read: ${textOf(plain)}.`);
  }

  async #unlock(path: string, text: string): Promise<Reached<ParsedKey>> {
    const question = passphraseOf(path);
    let refused: Answered | null = null;
    for (let attempt = 0; attempt < triesPerKey; attempt++) {
      const given: Answered | null = await this.#answers.answer(question, refused);
      if (given === null) break;
      const key = parsed(text, given.answers[0] ?? '');
      if (!(key instanceof Error)) {
        this.#answers.accepted(question);
        return reached(key);
      }
      refused = given;
    }
    this.#answers.forget(question);
    return lockedKey(path);
  }
}

export function lockedKey(path: string): Reached<never> {
  const sentence = `The key file ${path} is encrypted and was not unlocked. Give its passphrase or load it into the agent.`;
  return troubled('identity', sentence);
}

/** A file that another program is to open: only that there is one, and that it looks like a private key. */
export async function presentKey(path: string | null): Promise<Reached<null>> {
  if (path === null) return reached(null);
  const text = await fileText(path);
  if (!text.ok) return text;
  if (/PRIVATE KEY/.test(text.value)) return reached(null);
  return troubled('identity', `The key file ${path} is no private key ssh can read. Correct the target's identity.`);
}

async function fileText(path: string): Promise<Reached<string>> {
  try {
    const text = await plainText(path);
    if (text !== null) return reached(text);
    return troubled(
      'identity',
      `The key file ${path} is no plain file of a key's size. Correct the target's identity.`,
    );
  } catch (error) {
    const what = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(error)})`;
    return troubled('identity', `The key file ${path} ${what}. Correct the target's identity or put the key there.`);
  }
}

export function passphraseOf(path: string): Question {
  const prompts = [{ text: `Passphrase for ${path}`, echo: false }];
  return { kind: 'passphrase', subject: path, instructions: '', prompts };
}

/** The public half, where `.pub` lies beside the key: tells which key of the agent it is without opening it. */
export async function publicBlobBeside(path: string): Promise<Buffer | null> {
  return blobOf(await textOrNull(`${path}.pub`));
}

export async function certificateIn(path: string): Promise<Certificate | null> {
  const blob = blobOf(await textOrNull(path));
  return blob === null ? null : parseCertificate(blob);
}

function blobOf(text: string | null): Buffer | null {
  const encoded = text?.trim().split(/\s+/)[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64');
}

async function textOrNull(path: string): Promise<string | null> {
  try {
    return await plainText(path);
  } catch {
    return null;
  }
}

/**
 * null = a folder, a device, a pipe, or far too long. A document names it: to wait for a pipe would take away a thread
 * that the whole process reads its files with, and a device has no end.
 */
async function plainText(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > longestKeyBytes) return null;
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function isHardwareKey(text: string): boolean {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(text)?.[1] ?? '';
  return Buffer.from(body, 'base64').includes('sk-');
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
