/**
 * Cells for a spreadsheet. One that begins like a formula gets an apostrophe before it (OWASP, CSV injection): a
 * title from outside must not be run by the program that opens it.
 */
export function safeCell(text: string): string {
  const plain = text.replaceAll('\u0000', '');
  return /^[\s]*[=+\-@\t\r]/.test(plain) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(plain) ? `'${plain}` : plain;
}

/** For the clipboard: cells by tabs, rows by lines, whatever the cells hold. */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => safeCell(cell.replace(/[\t\r\n]+/g, ' '))).join('\t')).join('\n');
}

/** RFC 4180, with the mark that makes Excel read UTF-8. */
export function commaSeparated(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  const safe = safeCell(cell);
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
