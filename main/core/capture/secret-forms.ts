import { SHORTEST_SECRET } from '../../../contract/secrets.ts';

/** The byte patterns to look for: every secret, and every form in which programs like to print it. */
export interface SecretForms {
  /** Patterns by their first byte, the longest first. */
  readonly byFirstByte: readonly (readonly Uint8Array[] | undefined)[];
  /** By `first << 8 | second`: 0 = no pattern begins so, else one more than its place in `buckets`. */
  readonly pairs: Uint16Array;
  /** Patterns that begin with the same two bytes, the longest first. */
  readonly buckets: readonly (readonly Uint8Array[])[];
  /**
   * How far no pattern can begin, told by the two bytes that end the first `minLength` ones from there (Wu and Manber,
   * 1994): most of a stream is never looked at. 0 = one may begin here.
   */
  readonly shifts: Uint8Array;
  readonly minLength: number;
  /** Length of the longest pattern in bytes; 0 = nothing to look for. */
  readonly maxLength: number;
}

export { SHORTEST_SECRET };

const NOTHING = { byFirstByte: [], buckets: [], pairs: new Uint16Array(0), shifts: new Uint8Array(0) } as const;
export const NO_SECRETS: SecretForms = { ...NOTHING, minLength: 0, maxLength: 0 };

/** Of one line of a secret of many: a shorter one is any word. */
const SHORTEST_LINE = 8;

export function secretForms(secrets: Iterable<string>): SecretForms {
  // Half a character leaves this process as U+FFFD, and no encoder takes it as it is.
  const given = [...new Set(secrets)].map((secret) => secret.toWellFormed());
  const texts = new Set(given.flatMap(formsOf).filter((form) => form.length >= SHORTEST_SECRET));
  if (texts.size === 0) return NO_SECRETS;
  const wide = given.filter((secret) => secret.length >= SHORTEST_SECRET).map(wideForm);
  const patterns = [...[...texts].map((text) => new TextEncoder().encode(text)), ...wide];
  patterns.sort((a, b) => b.length - a.length);
  const minLength = Math.min(255, patterns.at(-1)?.length ?? 0);
  const maxLength = patterns[0]?.length ?? 0;
  return { ...byBeginning(patterns), shifts: shiftsOf(patterns, minLength), minLength, maxLength };
}

function byBeginning(patterns: readonly Uint8Array[]): Pick<SecretForms, 'byFirstByte' | 'pairs' | 'buckets'> {
  const byFirstByte: Uint8Array[][] = [];
  const buckets: Uint8Array[][] = [];
  const pairs = new Uint16Array(65_536);
  for (const pattern of patterns) {
    const pair = pairAt(pattern, 0);
    byFirstByte[pair >> 8] ??= [];
    byFirstByte[pair >> 8]?.push(pattern);
    if (pairs[pair] === 0) pairs[pair] = buckets.push([]);
    buckets[(pairs[pair] ?? 0) - 1]?.push(pattern);
  }
  return { byFirstByte, buckets, pairs };
}

function shiftsOf(patterns: readonly Uint8Array[], minLength: number): Uint8Array {
  const shifts = new Uint8Array(65_536).fill(minLength - 1);
  for (const pattern of patterns) {
    for (let at = 0; at + 2 <= minLength; at += 1) {
      const pair = pairAt(pattern, at);
      shifts[pair] = Math.min(shifts[pair] ?? 0, minLength - 2 - at);
    }
  }
  return shifts;
}

function pairAt(pattern: Uint8Array, at: number): number {
  return ((pattern[at] ?? 0) << 8) | (pattern[at + 1] ?? 0);
}

function formsOf(secret: string): string[] {
  const lines = secret.includes('\n')
    ? secret.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_LINE)
    : [];
  const plain = [secret, secret.replaceAll(/\r?\n/g, '\r\n'), secret.trim(), ...lines];
  return [...plain.flatMap(escapedForms), ...base64Forms(secret), ...base64Forms(`${secret}\n`), ...hexForms(secret)];
}

/** UTF-16 as PowerShell writes it. Without its last zero it is found in either byte order. */
function wideForm(secret: string): Uint8Array {
  const bytes = Buffer.from(secret, 'utf16le');
  return bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes;
}

function hexForms(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  return [hex, hex.toUpperCase()];
}

/** As shells (`set -x`, `printf %q`), JSON and URLs print it. */
function escapedForms(text: string): string[] {
  const url = encodeURIComponent(text);
  const strictUrl = url.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const json = JSON.stringify(text).slice(1, -1);
  const urls = [url, strictUrl, url.replaceAll('%20', '+'), strictUrl.replaceAll('%20', '+'), ...addressForms(text)];
  return [
    text,
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll(/[^\w\-.,:=@%+/]/gu, '\\$&'),
    // bash's %q: a tilde or hash mark only where it begins the word.
    text.replaceAll(/[\s|&;()<>{}[\]*?^$`!\\'",]|^[~#]/g, '\\$&'),
    text.replaceAll(/["\\$`]/g, '\\$&'),
    text.replaceAll(/[\\']/g, '\\$&'),
    text.replaceAll('\\', '\\\\'),
    json,
    // An API that tells back, as JSON, the JSON it was sent.
    JSON.stringify(json).slice(1, -1),
    ...urls,
    ...urls.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
  ];
}

/** As forms and the parts of an address encode it, each with a set of characters of its own. */
function addressForms(text: string): string[] {
  const address = new URL('http://h/');
  address.password = text;
  address.search = `?${text}`;
  address.pathname = `/${text}`;
  const form = new URLSearchParams({ x: text }).toString().slice('x='.length);
  const forms = [form, address.password, address.search.slice(1), address.pathname.slice(1)];
  // A path is shortened where it walks up: what is left of it may be any word.
  return forms.filter((one) => one.length >= text.length);
}

/** Alone, and inside a longer text (`user:secret` of Basic authorization): the characters that only the secret sets. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  const forms = [bytes.toString('base64'), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
