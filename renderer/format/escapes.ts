// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here
/** A sequence that a terminal would obey. `length` in UTF-16 units. */
export type Escape = Csi | { readonly kind: 'string' | 'short'; readonly length: number };

export interface Csi {
  readonly kind: 'csi';
  readonly parameters: string;
  readonly final: string;
  readonly hasIntermediates: boolean;
  readonly length: number;
}

/** Control sequence: parameters, intermediates, final byte (ECMA-48 5.4). */
const CSI = /(?:\u001b\[|\u009b)([0-?]*)([ -/]*)([@-~])/y;
/** OSC, DCS, SOS, PM and APC up to BEL or ST. */
const STRING = /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/y;
/** Two and three bytes: charsets, keypad modes, resets. */
const SHORT = /\u001b[ -/]*[0-~]/y;
const LONE = /[\u001b\u009b\u0090\u0098\u009d-\u009f]/y;

/** The sequence that begins exactly at `at`, or null when none does. */
export function nextEscape(text: string, at: number): Escape | null {
  const code = text.charCodeAt(at);
  if (code !== 0x1b && (code < 0x80 || code > 0x9f)) return null;
  const csi = matchAt(CSI, text, at);
  if (csi !== null) {
    const [whole, parameters = '', intermediates = '', final = ''] = csi;
    return { kind: 'csi', parameters, final, hasIntermediates: intermediates !== '', length: whole.length };
  }
  const string = matchAt(STRING, text, at);
  if (string !== null) return { kind: 'string', length: string[0].length };
  const short = matchAt(SHORT, text, at) ?? matchAt(LONE, text, at);
  return short === null ? null : { kind: 'short', length: short[0].length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
