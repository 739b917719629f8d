import { textType } from './text-types.ts';

/** `tier=web`, `tier!=web`, `tier in (web,api)`, `name=web-*`, joined by commas: all must hold. */
export interface Selector {
  readonly text: string;
  readonly terms: readonly SelectorTerm[];
}

export interface SelectorTerm {
  /** A label, or `name`. */
  readonly key: string;
  readonly negated: boolean;
  /** One of them must match; `*` stands for any characters. */
  readonly values: readonly string[];
}

const key = '[A-Za-z][A-Za-z0-9._/-]*';
const value = '[A-Za-z0-9*][A-Za-z0-9._*-]*';
const equation = new RegExp(`^(${key})\\s*(=|!=)\\s*(${value})$`);
const membership = new RegExp(`^(${key})\\s+in\\s*\\(\\s*(${value}(?:\\s*,\\s*${value})*)\\s*\\)$`);

/** Longer ones are slips, and splitting takes the square of the length. */
const LONGEST = 2000;

export function readSelector(text: string): Selector | undefined {
  if (text.length > LONGEST) return undefined;
  const terms: SelectorTerm[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const term = readTerm(part.trim());
    if (term === undefined) return undefined;
    terms.push(term);
  }
  return { text, terms };
}

function readTerm(text: string): SelectorTerm | undefined {
  const equal = equation.exec(text);
  if (equal?.[1] !== undefined && equal[3] !== undefined) {
    return { key: equal[1], negated: equal[2] === '!=', values: [equal[3]] };
  }
  const member = membership.exec(text);
  if (member?.[1] === undefined || member[2] === undefined) return undefined;
  return { key: member[1], negated: false, values: member[2].split(',').map((item) => item.trim()) };
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/);
}

export const selector = textType<Selector>({
  rule: 'bad-selector',
  expected: 'a selector of targets',
  cure: selectorCure,
  read: readSelector,
});

function selectorCure(given: string): string {
  if (/^[A-Za-z0-9._*-]+$/.test(given)) return `Write name=${given} for a target of that name, or label=${given}.`;
  if (given.includes('==')) return `Write one equals sign: ${given.replaceAll('==', '=')}.`;
  return 'Write k=v, k!=v, k in (a,b) or name=web-*, joined by commas.';
}
