/** A control character, a quote, a backslash or half of a surrogate pair: only these need the slow way. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const needsCare = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * Canonical JSON by RFC 8785: no white space, numbers as ECMAScript prints them, keys by UTF-16 code units.
 * A member whose value is undefined is left out. Throws TypeError for what JSON cannot say exactly
 * (a number that is not finite, half of a surrogate pair, anything but plain objects and arrays): a defect.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (Array.isArray(value)) return arrayText(value);
  if (isPlainObject(value)) return objectText(value);
  throw new TypeError(`canonical JSON has no ${typeof value}`);
}

/** Is `text` the canonical form of `value`, which was parsed from it? Avoids building a second text where it can. */
export function isCanonical(text: string, value: unknown): boolean {
  if (!text.includes('\\ud') && JSON.stringify(value) === text && hasOrderedKeys(value)) return text.isWellFormed();
  try {
    return canonical(value) === text;
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  if (!needsCare.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no half of a surrogate pair');
  return JSON.stringify(text);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value}`);
  return String(value);
}

function arrayText(values: readonly unknown[]): string {
  // Array.from visits holes too, which map would skip: a hole is a defect, not nothing.
  return `[${Array.from(values, canonical).join(',')}]`;
}

/** Joined from parts: a long text built with += stays a tree of pieces and costs twice the time and memory. */
function objectText(value: Readonly<Record<string, unknown>>): string {
  const members: string[] = [];
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member !== undefined) members.push(`${quoted(key)}:${canonical(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** Array.prototype.sort without a comparer is by UTF-16 code units, as the RFC wants it. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  return areOrdered(keys) ? keys : keys.sort();
}

function areOrdered(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    const previous = keys[index - 1];
    const key = keys[index];
    if (previous === undefined || key === undefined || previous > key) return false;
  }
  return true;
}

function hasOrderedKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasOrderedKeys);
  return areOrdered(Object.keys(value)) && Object.values(value).every(hasOrderedKeys);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
