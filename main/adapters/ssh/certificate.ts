import { WireReader, wireString } from './wire.ts';

/** An OpenSSH certificate (PROTOCOL.certkeys) as far as it matters to who shows it and to who is shown it. */
export interface Certificate {
  /** `ssh-ed25519-cert-v01@openssh.com` */
  readonly type: string;
  readonly blob: Buffer;
  /** The key it certifies, as a plain public key. */
  readonly keyType: string;
  readonly publicBlob: Buffer;
  readonly use: 'user' | 'host';
  readonly id: string;
  readonly principals: readonly string[];
  readonly validFromMs: number;
  readonly validUntilMs: number;
  readonly hasCriticalOptions: boolean;
  readonly authority: Buffer;
  /** Everything before the signature, which the authority signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const suffix = '-cert-v01@openssh.com';
const keyFields: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-rsa': 2,
};

export function isCertificateType(type: string): boolean {
  return type.endsWith(suffix);
}

export function plainTypeOf(type: string): string {
  return type.endsWith(suffix) ? type.slice(0, -suffix.length) : type;
}

/** null = no certificate, or of a kind we do not know. */
export function parseCertificate(blob: Buffer): Certificate | null {
  const reader = new WireReader(blob);
  const type = reader.string()?.toString('latin1');
  if (type === undefined || !isCertificateType(type)) return null;
  const keyType = plainTypeOf(type);
  const count = keyFields[keyType];
  if (count === undefined || reader.string() === null) return null;
  const fields: Buffer[] = [];
  for (let field = 0; field < count; field++) {
    const value = reader.string();
    if (value === null) return null;
    fields.push(wireString(value));
  }
  return restOf(reader, { type, blob, keyType, publicBlob: Buffer.concat([wireString(keyType), ...fields]) });
}

function restOf(
  reader: WireReader,
  about: Pick<Certificate, 'type' | 'blob' | 'keyType' | 'publicBlob'>,
): Certificate | null {
  reader.uint64();
  const use = reader.uint32();
  const id = reader.string();
  const principals = reader.string();
  const from = reader.uint64();
  const until = reader.uint64();
  const critical = reader.string();
  reader.string();
  reader.string();
  const authority = reader.string();
  const end = reader.position;
  const signature = reader.string();
  if (id === null || principals === null || from === null || until === null) return null;
  if (critical === null || authority === null || signature === null || (use !== 1 && use !== 2)) return null;
  return {
    ...about,
    use: use === 1 ? 'user' : 'host',
    id: id.toString('utf8'),
    principals: stringsOf(principals),
    validFromMs: inMs(from),
    validUntilMs: inMs(until),
    hasCriticalOptions: critical.length > 0,
    authority,
    signed: about.blob.subarray(0, end),
    signature,
  };
}

function stringsOf(bytes: Buffer): readonly string[] {
  const reader = new WireReader(bytes);
  const found: string[] = [];
  for (let each = reader.string(); each !== null; each = reader.string()) found.push(each.toString('utf8'));
  return found;
}

/** All ones = for ever. */
function inMs(seconds: bigint): number {
  return seconds > 8_640_000_000_000n ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}
