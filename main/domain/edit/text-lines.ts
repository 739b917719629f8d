/** Where lines begin and end in a text with LF or CRLF. Offsets are UTF-16 units. */

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line's end, so that the slice holds its line break, if it has one. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** The offset of the line's break, or of the text's end. */
export function lineBreak(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (text[end - 1] !== '\n') return end;
  return text[end - 2] === '\r' && end - 2 >= offset ? end - 2 : end - 1;
}

/** What the author ends lines with. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

export function lineNumberAt(text: string, offset: number): number {
  let number = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) number++;
  return number;
}
