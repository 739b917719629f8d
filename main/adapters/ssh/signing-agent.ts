import { sign as signWith } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { agentSign } from './agent-client.ts';
import { type Certificate, plainTypeOf } from './certificate.ts';
import { keyTypeOf } from './known-hosts.ts';
import { WireReader, wireString } from './wire.ts';

/** Signs for one public key: with a private key at hand, or by asking an agent. The signature as SSH sends it. */
export type Sign = (data: Buffer, hash: string | null) => Promise<Buffer>;

export interface Signer {
  readonly publicBlob: Buffer;
  /** Shown instead of the bare key. */
  readonly certificate: Certificate | null;
  readonly sign: Sign;
}

export function agentSigner(socket: string, blob: Buffer): Sign {
  return async (data, hash) => {
    const signed = await agentSign(socket, { blob, data, hash });
    if (!signed.ok) throw new Error(signed.trouble.sentence);
    return signed.value;
  };
}

export function privateKeySigner(key: ParsedKey): Sign {
  const type = plainTypeOf(key.type);
  return async (data, hash) => {
    if (type === 'ssh-ed25519') return signWith(null, data, key.getPrivatePEM());
    if (type === 'ssh-rsa') return signWith(hash ?? 'sha512', data, key.getPrivatePEM());
    const curve = Number(type.slice(-3));
    const pair = signWith(curve === 256 ? 'sha256' : curve === 384 ? 'sha384' : 'sha512', data, {
      key: key.getPrivatePEM(),
      dsaEncoding: 'ieee-p1363',
    });
    const half = pair.length / 2;
    return Buffer.concat([mpint(pair.subarray(0, half)), mpint(pair.subarray(half))]);
  };
}

/** RFC 4251: no needless zero before it, one where it would read as negative. */
function mpint(bytes: Buffer): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  return wireString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** Lets ssh2 log in with one signer: to it we are an agent that holds exactly one key. */
export class SigningAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #signer: Signer;
  readonly #key: ParsedKey;

  constructor(signer: Signer, key: ParsedKey) {
    super();
    this.#signer = signer;
    this.#key = key;
  }

  /** null = a key of a type ssh2 cannot show. */
  static of(signer: Signer): SigningAgent | null {
    const key = shownKey(signer);
    return key === null ? null : new SigningAgent(signer, key);
  }

  override getIdentities(answer: (error: Error | null, keys?: ParsedKey[]) => void): void {
    answer(null, [this.#key]);
  }

  override sign(_key: ParsedKey, data: Buffer, ...rest: readonly unknown[]): void {
    const answer = rest.at(-1);
    if (typeof answer !== 'function') return;
    this.#signer.sign(data, hashOf(rest[0]) ?? null).then(
      (signature) => answer(null, signature),
      (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

function hashOf(options: unknown): string | null {
  const isNamed = typeof options === 'object' && options !== null && 'hash' in options;
  return isNamed && typeof options.hash === 'string' ? options.hash : null;
}

/** What ssh2 sends as our public key: the key, or a copy of it whose blob is the certificate. */
function shownKey({ publicBlob, certificate }: Signer): ParsedKey | null {
  const type = keyTypeOf(publicBlob);
  const parsed = ssh2.utils.parseKey(`${type} ${publicBlob.toString('base64')}`);
  if (parsed instanceof Error) return null;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || certificate === null) return key ?? null;
  // An RSA certificate is used with SHA-512; its own type would mean SHA-1.
  const used = certificate.type.replace(/^ssh-rsa-/, 'rsa-sha2-512-');
  return Object.create(key, { type: { value: used }, getPublicSSH: { value: () => certificate.blob } });
}

/**
 * A login packet as ssh2 builds it names the certificate's type for the signature as well; servers want the bare
 * key's type there (PROTOCOL.certkeys). null = no signed login with a certificate.
 */
export function withPlainSignatureType(packet: Buffer): Buffer | null {
  const reader = new WireReader(packet);
  reader.byte();
  const method = [reader.string(), reader.string(), reader.string()][2]?.toString();
  const isSigned = reader.byte() === 1;
  const algorithm = reader.string()?.toString('latin1') ?? '';
  reader.string();
  const end = reader.position;
  const inner = reader.string();
  if (method !== 'publickey' || !isSigned || inner === null || plainTypeOf(algorithm) === algorithm) return null;
  const parts = new WireReader(inner);
  parts.string();
  const signature = parts.string();
  if (signature === null) return null;
  const fixed = Buffer.concat([wireString(plainTypeOf(algorithm)), wireString(signature)]);
  return Buffer.concat([packet.subarray(0, end), wireString(fixed)]);
}
