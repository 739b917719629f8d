/**
 * Values on their way to another thread. Bytes of a whole batch travel in one buffer that is handed over: a view of a
 * shared pool would take its whole pool along as a copy. Abort signals cannot travel; their place is marked.
 */

const BYTES = '\0bytes';
const SIGNAL = '\0signal';

/** Collects the bytes of one batch. */
export class Hold {
  #pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #size = 0;

  stow(bytes: Uint8Array): { readonly [BYTES]: readonly [number, number] } {
    const at = this.#size;
    this.#pieces.push({ at, bytes });
    this.#size += bytes.length;
    return { [BYTES]: [at, bytes.length] };
  }

  get size(): number {
    return this.#size;
  }

  /** Everything in one buffer of its own; empty afterwards. */
  unload(): ArrayBuffer {
    const buffer = new ArrayBuffer(this.#size);
    const whole = new Uint8Array(buffer);
    for (const { at, bytes } of this.#pieces) whole.set(bytes, at);
    this.#pieces = [];
    this.#size = 0;
    return buffer;
  }
}

export interface Packed {
  readonly value: unknown;
  readonly signal: AbortSignal | null;
}

/** Bytes and signals count as such by themselves and as direct members of an object; deeper ones are not looked for. */
export function pack(value: unknown, hold: Hold): Packed {
  if (value instanceof Uint8Array) return { value: hold.stow(value), signal: null };
  if (value instanceof AbortSignal) return { value: { [SIGNAL]: true }, signal: value };
  if (!isPlain(value)) return { value, signal: null };
  let signal: AbortSignal | null = null;
  let copy: Record<string, unknown> | null = null;
  for (const [name, member] of Object.entries(value)) {
    if (!(member instanceof Uint8Array) && !(member instanceof AbortSignal)) continue;
    copy ??= { ...value };
    if (member instanceof AbortSignal) signal = member;
    copy[name] = member instanceof AbortSignal ? { [SIGNAL]: true } : hold.stow(member);
  }
  return { value: copy ?? value, signal };
}

/** The other way; `signal` makes the one that stands in the marked place. */
export function unpack(value: unknown, buffer: ArrayBuffer | null, signal: () => AbortSignal): unknown {
  if (!isPlain(value)) return value;
  const whole = unmarked(value, buffer, signal);
  if (whole !== undefined) return whole;
  let copy: Record<string, unknown> | null = null;
  for (const [name, member] of Object.entries(value)) {
    const found = isPlain(member) ? unmarked(member, buffer, signal) : undefined;
    if (found === undefined) continue;
    copy ??= { ...value };
    copy[name] = found;
  }
  return copy ?? value;
}

function unmarked(value: Record<string, unknown>, buffer: ArrayBuffer | null, signal: () => AbortSignal): unknown {
  if (value[SIGNAL] === true) return signal();
  const place = value[BYTES];
  if (!Array.isArray(place) || buffer === null) return undefined;
  return new Uint8Array(buffer, Number(place[0]), Number(place[1]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
