import { compileMachine } from './pattern-machine.ts';
import { readPattern, UnsupportedPattern } from './pattern-syntax.ts';

/**
 * Regular expressions in linear time, whatever the text: output and answers come from outside and may be built,
 * or just be long enough, to make a backtracking search run for ever. Pike's machine: all ways to match are
 * followed at once, the preferred one first (Cox, "Regular Expression Matching: the Virtual Machine Approach").
 */
export interface Pattern {
  /** The first match in a line, by group; group 0 is the whole. */
  find(line: string): readonly (string | undefined)[] | null;
}

const known = new Map<string, Pattern>();

/** The first match in any line of the text, or null. */
export function findPattern(source: string, text: string): readonly (string | undefined)[] | null {
  const pattern = patternOf(source);
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const found = pattern.find(text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end));
    if (found !== null) return found;
    start = end + 1;
  }
  return null;
}

/** Does the expression match anywhere in a value of one or many lines? */
export function matchesValue(source: string, value: string): boolean {
  return patternOf(source).find(value) !== null;
}

/** Why an expression cannot be used, as a sentence; null when it can. */
export function patternFault(source: string): string | null {
  try {
    compile(source);
    return null;
  } catch (error) {
    if (error instanceof UnsupportedPattern) return error.message;
    return error instanceof SyntaxError ? 'It is no regular expression.' : 'It nests too deeply.';
  }
}

function patternOf(source: string): Pattern {
  const pattern = known.get(source) ?? compile(source);
  if (known.size > 500) known.clear();
  known.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  return { find: compileMachine(readPattern(source)) };
}
