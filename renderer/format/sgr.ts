const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
/** The eight names every theme has a readable colour for; finer shades are taken to the nearest. */
export type Hue = (typeof hues)[number];

export interface Look {
  readonly color: Hue | null;
  readonly ground: Hue | null;
  readonly isBold: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
  readonly isItalic: boolean;
  readonly isStruck: boolean;
}

export const plainLook: Look = {
  color: null,
  ground: null,
  isBold: false,
  isUnderlined: false,
  isInverse: false,
  isItalic: false,
  isStruck: false,
};

/** Select Graphic Rendition (ECMA-48 8.3.117). Concealed and blinking text is left plain: nothing may hide or flash. */
export function turnedLook(look: Look, parameters: string): Look {
  const codes = parameters.split(';').map((group) => group.split(':').map((code) => (code === '' ? 0 : Number(code))));
  let turned = look;
  for (let at = 0; at < codes.length; at += 1) {
    const group = codes[at] ?? [0];
    const code = group[0] ?? 0;
    if (code === 38 || code === 48) {
      // With semicolons the arguments follow as codes of their own and must not be read as such.
      const extended = group.length > 1 ? group : codes.slice(at, at + 5).map((one) => one[0] ?? 0);
      if (group.length === 1) at += extended[1] === 5 ? 2 : extended[1] === 2 ? 4 : 1;
      const hue = extendedHue(extended, group.length > 1);
      turned = code === 38 ? { ...turned, color: hue } : { ...turned, ground: hue };
    } else if (code === 58) {
      if (group.length === 1) at += (codes[at + 1] ?? [0])[0] === 5 ? 2 : 4;
    } else turned = turnedBy(turned, code, group[1]);
  }
  return turned;
}

function turnedBy(look: Look, code: number, style: number | undefined): Look {
  if (code >= 30 && code <= 37) return { ...look, color: hues[code - 30] ?? null };
  if (code >= 90 && code <= 97) return { ...look, color: hues[code - 90] ?? null };
  if (code >= 40 && code <= 47) return { ...look, ground: hues[code - 40] ?? null };
  if (code >= 100 && code <= 107) return { ...look, ground: hues[code - 100] ?? null };
  // `4:0` is no underline, though it begins with a 4.
  if (code === 4 && style === 0) return { ...look, isUnderlined: false };
  const change = changes[code];
  return change === undefined ? look : { ...look, ...change };
}

const changes: Readonly<Record<number, Partial<Look>>> = {
  0: plainLook,
  1: { isBold: true },
  3: { isItalic: true },
  4: { isUnderlined: true },
  7: { isInverse: true },
  9: { isStruck: true },
  21: { isUnderlined: true },
  22: { isBold: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  27: { isInverse: false },
  29: { isStruck: false },
  39: { color: null },
  49: { ground: null },
};

function extendedHue(codes: readonly number[], hasColons: boolean): Hue | null {
  if (codes[1] === 5) return hueOfIndex(codes[2] ?? 0);
  if (codes[1] !== 2) return null;
  // With colons a colour space may stand before the three: 38:2::R:G:B.
  const from = hasColons && codes.length > 5 ? 3 : 2;
  return hueOfRgb(codes[from] ?? 0, codes[from + 1] ?? 0, codes[from + 2] ?? 0);
}

function hueOfIndex(index: number): Hue | null {
  if (index < 16) return hues[index % 8] ?? null;
  if (index >= 232) return index < 244 ? 'black' : 'white';
  const cube = index - 16;
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return hueOfRgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** By the sector of the colour wheel; what has hardly any colour is black or white by its brightness. */
export function hueOfRgb(red: number, green: number, blue: number): Hue {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 40) return most < 128 ? 'black' : 'white';
  const isHigh = (value: number) => value - least > (most - least) / 2;
  const at = (isHigh(red) ? 1 : 0) + (isHigh(green) ? 2 : 0) + (isHigh(blue) ? 4 : 0);
  return hues[at] ?? 'white';
}
