/** Packets of the SSH file transfer protocol, version 3 (draft-ietf-secsh-filexfer-02), as OpenSSH speaks it. */

export const requests = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  setstat: 9,
  remove: 13,
  realpath: 16,
  rename: 18,
  readlink: 19,
  extended: 200,
} as const;

/** Flags of `open`. */
export const READ = 1;
export const WRITE = 2;
export const CREATE = 8;
export const TRUNCATE = 16;

/** Codes of a status. */
export const OK = 0;
export const END_OF_FILE = 1;
export const NO_SUCH_FILE = 2;
export const PERMISSION_DENIED = 3;
export const UNSUPPORTED = 8;

export interface FileAttributes {
  readonly size: number;
  /** Type and permission bits; null where the server does not say. */
  readonly mode: number | null;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export type Reply =
  | { readonly kind: 'status'; readonly code: number; readonly message: string }
  | { readonly kind: 'handle'; readonly handle: Buffer }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attributes'; readonly attributes: FileAttributes }
  | { readonly kind: 'extended'; readonly bytes: Buffer };

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function text(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([u32(bytes.length), bytes]);
}

export const noAttributes = u32(0);

export function permissions(mode: number): Buffer {
  return Buffer.concat([u32(4), u32(mode)]);
}

export function ownership({ uid, gid }: { readonly uid: number; readonly gid: number }): Buffer {
  return Buffer.concat([u32(2), u32(uid), u32(gid)]);
}

/** Length, type and number before what a request says. */
export function head(type: number, id: number, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt32BE(5 + bodyBytes);
  bytes.writeUInt8(type, 4);
  bytes.writeUInt32BE(id, 5);
  return bytes;
}

/** What stands in an answer, read from its front. Throws a RangeError past its end. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1);
  }

  u32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  u64(): number {
    this.#at += 8;
    return Number(this.#bytes.readBigUInt64BE(this.#at - 8));
  }

  bytes(): Buffer {
    const length = this.u32();
    if (length > this.#bytes.length - this.#at) throw new RangeError('a field is longer than its packet');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  attributes(): FileAttributes {
    const flags = this.u32();
    const size = (flags & 1) === 0 ? 0 : this.u64();
    const owner = (flags & 2) === 0 ? null : { uid: this.u32(), gid: this.u32() };
    return { size, owner, mode: (flags & 4) === 0 ? null : this.u32() };
  }
}

/** The answer in a packet whose type and number are read already; null = no type we know. */
export function replyOf(type: number, fields: Fields): Reply | null {
  switch (type) {
    case 101:
      return { kind: 'status', code: fields.u32(), message: fields.isEmpty ? '' : fields.bytes().toString('utf8') };
    case 102:
      return { kind: 'handle', handle: Buffer.from(fields.bytes()) };
    case 103:
      return { kind: 'data', bytes: fields.bytes() };
    case 104:
      return { kind: 'name', name: fields.u32() === 0 ? '' : fields.bytes().toString('utf8') };
    case 105:
      return { kind: 'attributes', attributes: fields.attributes() };
    case 201:
      return { kind: 'extended', bytes: fields.rest() };
    default:
      return null;
  }
}
