/** A regular expression taken apart. */
export type PatternNode =
  | { readonly kind: 'character'; readonly accepts: (codePoint: number) => boolean; readonly literal: string | null }
  | { readonly kind: 'assertion'; readonly at: 'start' | 'end' | 'word' | 'no-word' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly of: PatternNode }
  | {
      readonly kind: 'repetition';
      readonly of: PatternNode;
      readonly min: number;
      readonly max: number;
      readonly isGreedy: boolean;
    };

export interface PatternSyntax {
  readonly root: PatternNode;
  /** Capturing groups, the whole match left out. */
  readonly groups: number;
}

/** What cannot be searched for in linear time, as a sentence. */
export class UnsupportedPattern extends Error {
  override readonly name = 'UnsupportedPattern';
}

const token =
  /\\[bB]|\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!])|\((?:\?:|\?<[^>]*>)?|[)|^$.]|(?:[*+?]|\{\d+(?:,\d*)?\})\??|./gsuy;

/** Reads JavaScript's syntax (flag u). Throws UnsupportedPattern for lookaround, back references and modifiers. */
export function readPattern(source: string): PatternSyntax {
  new RegExp(source, 'u');
  return new Reading([...source.matchAll(token)].map((match) => match[0])).whole();
}

class Reading {
  readonly #tokens: readonly string[];
  #at = 0;
  #groups = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): PatternSyntax {
    const root = this.#choice();
    return { root, groups: this.#groups };
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#tokens[this.#at] === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (
      let next = this.#tokens[this.#at];
      next !== undefined && next !== '|' && next !== ')';
      next = this.#tokens[this.#at]
    ) {
      this.#at++;
      parts.push(this.#repeated(this.#atom(next)));
    }
    return { kind: 'sequence', parts };
  }

  #atom(text: string): PatternNode {
    if (text.startsWith('(')) return this.#group(text);
    if (text === '^') return { kind: 'assertion', at: 'start' };
    if (text === '$') return { kind: 'assertion', at: 'end' };
    if (text === '\\b') return { kind: 'assertion', at: 'word' };
    if (text === '\\B') return { kind: 'assertion', at: 'no-word' };
    if (/^\\[1-9k]/.test(text)) throw new UnsupportedPattern('It refers back to a group.');
    return characterOf(text);
  }

  #group(text: string): PatternNode {
    if (/^\(\?<?[=!]/.test(text)) throw new UnsupportedPattern('It looks ahead or behind.');
    const isCapturing = text !== '(?:';
    if (this.#tokens[this.#at] === '?') throw new UnsupportedPattern('It sets flags inside.');
    const index = isCapturing ? ++this.#groups : 0;
    const of = this.#choice();
    this.#at++;
    return isCapturing ? { kind: 'group', index, of } : of;
  }

  #repeated(of: PatternNode): PatternNode {
    const [, sign, low, comma, high, lazy] =
      /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\?)?$/.exec(this.#tokens[this.#at] ?? '') ?? [];
    if (sign === undefined && low === undefined) return of;
    this.#at++;
    const min = low === undefined ? (sign === '+' ? 1 : 0) : Number(low);
    const open = sign === '*' || sign === '+' || (comma !== undefined && high === '');
    const max = open ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : Number(high ?? low);
    return { kind: 'repetition', of, min, max, isGreedy: lazy === undefined };
  }
}

/** A class or escape is judged by the platform itself, one character at a time: its meaning cannot differ. */
function characterOf(text: string): PatternNode {
  const isPlain = !/^[\\[.]/.test(text);
  if (isPlain) {
    const wanted = text.codePointAt(0);
    return { kind: 'character', accepts: (codePoint) => codePoint === wanted, literal: text };
  }
  const expression = new RegExp(`^${text}$`, 'u');
  const escaped = /^\\[^a-zA-Z0-9]$/.test(text) ? text.slice(1) : null;
  const ascii = Array.from({ length: 128 }, (_, code) => expression.test(String.fromCharCode(code)));
  const accepts = (codePoint: number) => ascii[codePoint] ?? expression.test(String.fromCodePoint(codePoint));
  return { kind: 'character', accepts, literal: escaped };
}
