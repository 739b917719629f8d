import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';

/** Base64 of a nonce, of what was encrypted, and of the tag. */
export interface Sealed {
  readonly iv: string;
  readonly data: string;
  readonly tag: string;
}

/** Fixed by version 1 of the format: parameters that came from the file would be an attacker's to choose. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
/** Values are filled up to a multiple of it, so that the file does not tell how long a password is. */
const PAD_TO = 64;

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function newSalt(): string {
  return randomBytes(16).toString('base64');
}

/** About 128 MiB and a third of a second, off the event loop. The same passphrase in another Unicode form is the same. */
export function keyFromPassphrase(passphrase: string, salt: string): Promise<Buffer> {
  const secret = Buffer.from(passphrase.normalize('NFC'));
  return new Promise((resolve, reject) => {
    scrypt(secret, Buffer.from(salt, 'base64'), KEY_BYTES, SCRYPT, (error, key) => {
      secret.fill(0);
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** One key for values, another for the seal of the file: neither says anything about the other. */
export function subKey(dataKey: Buffer, purpose: 'values' | 'seal'): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), `holdpoint-vault/1 ${purpose}`, KEY_BYTES));
}

/** `context` is what it belongs to: moved to another place in the file it does not open. */
export function seal(key: Buffer, plain: Buffer, context: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: iv.toString('base64'), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
}

/** null = another key, another place, or changed bytes. */
export function unseal(key: Buffer, { iv, data, tag }: Sealed, context: string): Buffer | null {
  const authTag = Buffer.from(tag, 'base64');
  const nonce = Buffer.from(iv, 'base64');
  // Node takes shorter tags, which are easier to guess.
  if (authTag.length !== 16 || nonce.length !== 12) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(authTag);
  const first = decipher.update(Buffer.from(data, 'base64'));
  try {
    return Buffer.concat([first, decipher.final()]);
  } catch {
    return null;
  } finally {
    first.fill(0);
  }
}

export function padded(values: readonly string[]): Buffer {
  const text = Buffer.from(JSON.stringify(values));
  const whole = Buffer.alloc(Math.ceil(text.length / PAD_TO) * PAD_TO, ' ');
  text.copy(whole);
  text.fill(0);
  return whole;
}

export function macOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
