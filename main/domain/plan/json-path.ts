import type { Json } from './typed-json.ts';

const step = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6})\]|\['([^']+)'\]/y;

/** The keys of `$.a.b[0]['c d']`; null when it is no such path. */
export function readJsonPath(path: string): readonly (string | number)[] | null {
  if (!path.startsWith('$')) return null;
  const keys: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return null;
    keys.push(match[2] === undefined ? (match[1] ?? match[3] ?? '') : Number(match[2]));
  }
  return keys;
}

/** What stands at the path; undefined when nothing does, or the path is none. */
export function jsonAt(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const key of readJsonPath(path) ?? [Number.NaN]) {
    if (typeof key === 'number') found = Array.isArray(found) ? found[key] : undefined;
    else if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined;
    else found = Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

/** Same JSON value; the order of keys does not matter. */
export function jsonEquals(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => jsonEquals(item, b[index]))
    );
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
  );
}
