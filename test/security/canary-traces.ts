/** One byte pattern that would give the secret away, and what it is called. */
export interface Trace {
  readonly name: string;
  readonly bytes: Buffer;
}

/** All that may be found of a secret: the whole, and a stretch of its middle that no quoting changes. */
export function tracesOf(secret: string, fragment: string): readonly Trace[] {
  if (!secret.includes(fragment)) throw new Error('the fragment is not of this secret');
  return [
    ...encodings(secret).map(([name, bytes]) => ({ name: `the secret, ${name}`, bytes })),
    ...encodings(fragment).map(([name, bytes]) => ({ name: `a part of it, ${name}`, bytes })),
  ];
}

function encodings(text: string): [string, Buffer][] {
  const bytes = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => insideBase64(bytes, shift));
  return [
    ['plain', bytes],
    ...base64.map((form, shift): [string, Buffer] => [`base64 at offset ${shift}`, Buffer.from(form)]),
    ...base64.map((form, shift): [string, Buffer] => [
      `base64url at offset ${shift}`,
      Buffer.from(form.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
    ['URL-encoded', Buffer.from(encodeURIComponent(text))],
    ['as a form encodes it', Buffer.from(new URLSearchParams({ x: text }).toString().slice(2))],
    ['shell-quoted', Buffer.from(text.replaceAll("'", "'\\''"))],
    ['shell-escaped', Buffer.from(text.replaceAll(/[^\w\-.,:=@%+/]/g, '\\$&'))],
    ['in JSON', Buffer.from(JSON.stringify(text).slice(1, -1))],
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
  ];
}

/** The characters that only these bytes set, wherever in a longer text they stand. */
function insideBase64(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}

/** `where: what` for each trace found in these bytes. */
export function found(traces: readonly Trace[], where: string, bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return traces.filter((trace) => buffer.includes(trace.bytes)).map((trace) => `${where}: ${trace.name}`);
}
