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
