// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here
const LOOK = /\u001b\[([\d;:]*)m/g;

/** What a code turns; a later one of the same kind takes its place. */
const kinds: readonly (readonly [kind: string, codes: readonly number[], off: readonly number[]])[] = [
  ['bold', [1], [22]],
  ['italic', [3], [23]],
  ['underline', [4, 21], [24]],
  ['inverse', [7], [27]],
  ['struck', [9], [29]],
];

/**
 * The colours in force behind `text`, as parameters of Select Graphic Rendition (ECMA-48 8.3.117): a look is carried
 * from line to line until it is turned off, so a viewer that opens the middle has to know it. Bounded in length.
 */
export function penAfter(pen: string, text: string): string {
  let set: Map<string, string> | null = null;
  for (const match of text.matchAll(LOOK)) {
    set ??= read(new Map(), pen);
    set = read(set, match[1] ?? '');
  }
  return set === null ? pen : [...set.values()].join(';');
}

function read(set: Map<string, string>, parameters: string): Map<string, string> {
  const codes = parameters.split(';');
  for (let at = 0; at < codes.length; at += 1) {
    const group = codes[at] ?? '';
    const code = Number(group.split(':')[0]);
    if ((code === 38 || code === 48 || code === 58) && !group.includes(':')) {
      const length = codes[at + 1] === '5' ? 3 : codes[at + 1] === '2' ? 5 : 2;
      if (code !== 58)
        set.set(
          code === 38 ? 'color' : 'ground',
          codes
            .slice(at, at + length)
            .join(';')
            .slice(0, 24),
        );
      at += length - 1;
    } else turn(set, code, group.slice(0, 24));
  }
  return set;
}

function turn(set: Map<string, string>, code: number, group: string): void {
  if (code === 0) set.clear();
  else if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) set.set('color', group);
  else if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) set.set('ground', group);
  else if (code === 39) set.delete('color');
  else if (code === 49) set.delete('ground');
  for (const [kind, on, off] of kinds) {
    if (off.includes(code) || (group === '4:0' && on.includes(4))) set.delete(kind);
    else if (on.includes(code)) set.set(kind, group);
  }
}
