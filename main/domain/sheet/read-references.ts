import { readDuration } from './read-duration.ts';

/** One entry of a predecessors cell, as written. */
export interface Reference {
  /** What it names: an id, a WBS code, a row, a title. */
  readonly name: string;
  readonly type: 'FS' | 'SS' | 'FF' | 'SF';
  readonly lagMs: number;
  /** `row 12`, `Zeile 12`: the sheet's own numbering, whatever the ids are. */
  readonly isRow: boolean;
  /** Of a span such as `3-5`: both ends; it may as well be one name with a hyphen. */
  readonly span: readonly [number, number] | null;
}

/** English and German, as MS Project writes them: EA is Ende-Anfang. */
const types: Readonly<Record<string, Reference['type']>> = {
  ...{ fs: 'FS', ss: 'SS', ff: 'FF', sf: 'SF', ea: 'FS', aa: 'SS', ee: 'FF', ae: 'SF' },
};

/**
 * `12FS+15m;14SS`, `1, 2`, `T-010 + 30 min`, `4EA+2h`, `Zeile 7`. Only `;`, commas, line ends and `und` part entries;
 * names that hold such a sign are tried whole by whoever resolves them.
 */
export function splitReferences(text: string): readonly string[] {
  return text
    .split(/[;\n\r,|]|(?<=\s)(?:und|and|&)(?=\s)/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const lagUnits =
  'e?(?:m|mins?|minutes?|minuten?|h|hrs?|hours?|std|stunden?|d|days?|t|tage?n?|s|secs?|sek|w|wks?|weeks?|wochen?)';
const dependency = new RegExp(
  `^(.*?)\\s*(?:\\b|(?<=[\\d)]))(FS|SS|FF|SF|EA|AA|EE|AE)?\\s*(?:([+-])\\s*(\\d[\\d.,:]*\\s*(?:${lagUnits})?\\.?))?$`,
  'i',
);

const LONGEST_REFERENCE = 500;

/** Null = a lag that is none, such as a percentage. */
export function readReference(part: string): Reference | null {
  // No name of a row is so long; the patterns below would walk over it again and again.
  if (part.length > LONGEST_REFERENCE) return named(part, 'FS', 0);
  const match = dependency.exec(part.trim());
  const [, before = '', typeName, sign, lag] = match ?? [];
  const lagged = lag === undefined ? null : readDuration(lag.replace(/\bt(age?)?$/i, 'd'), 'min');
  // `T-010`, `1-2`: a hyphen and a number without a type and a unit belong to the name.
  const isPartOfName =
    lag !== undefined && typeName === undefined && (sign === '-' || /^\d+$/.test(lag)) && !/[a-z]/i.test(lag);
  if (/[+-]\s*\d+\s*%$/.test(part)) return null;
  if (before === '' || isPartOfName) return named(part.trim(), 'FS', 0);
  if (lagged === undefined) return null;
  const lagMs = lagged === null ? 0 : (sign === '-' ? -1 : 1) * lagged.min;
  return named(before, types[typeName?.toLowerCase() ?? 'fs'] ?? 'FS', lagMs);
}

function named(written: string, type: Reference['type'], lagMs: number): Reference {
  const row = /^(?:row|zeile|line|reihe)\s*#?\s*(\d{1,7})$/i.exec(written);
  const name = row?.[1] ?? written.replace(/^(?:nr\.?|no\.?|#|id|task|step|schritt|aufgabe)\s*(?=\d)/i, '').trim();
  const span = /^(\d{1,5})\s*(?:-|–|\.\.\.?|bis|to)\s*(\d{1,5})$/.exec(name);
  const ends = span === null ? null : ([Number(span[1]), Number(span[2])] as const);
  return { name, type, lagMs: lagMs === 0 ? 0 : lagMs, isRow: row !== null, span: ends };
}
