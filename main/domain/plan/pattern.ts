/**
 * Regular expressions of runbooks, bounded: output comes from outside and may be built to make a pattern
 * run for ever. A pattern is searched for line by line, in the first part of each line.
 */
const LINE_LIMIT = 4096;

/** The first match in any line, or null. Group 0 is the whole match. */
export function findPattern(source: string, text: string): readonly (string | undefined)[] | null {
  const expression = new RegExp(source, 'u');
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const match = expression.exec(text.slice(start, Math.min(end, start + LINE_LIMIT)).replace(/\r$/, ''));
    if (match !== null) return match;
    start = end + 1;
  }
  return null;
}

/** Has it a repetition without bound inside another one, such as `(a+)+`? Such patterns can take exponential time. */
export function isSlowPattern(source: string): boolean {
  const groups: { holdsRepetition: boolean }[] = [{ holdsRepetition: false }];
  for (const token of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\)|./gsu)) {
    const text = token[0];
    const rest = source.slice(token.index + text.length);
    if (text.startsWith('(')) {
      groups.push({ holdsRepetition: false });
      continue;
    }
    const isRepeated = /^(?:[*+]|\{\d+,\})/.test(rest);
    const closed = text === ')' ? groups.pop() : undefined;
    const outer = groups.at(-1);
    if (outer === undefined) return false;
    if (closed?.holdsRepetition === true && isRepeated) return true;
    if (isRepeated || closed?.holdsRepetition === true) outer.holdsRepetition = true;
  }
  return false;
}
