import { plainText } from '../../format/ansi.ts';
import type { OutputSlice } from '../../state/output-slice.ts';

/** What a clipboard takes without choking; more is for a file. */
const MOST_COPIED = 16 * 1024 * 1024;
const ROWS_AT_ONCE = 500;

/** Rows as a person sees them: no sequence reaches the place where it is pasted. Null = too much, or not readable. */
export async function copiedText(
  rowsOf: OutputSlice['rowsOfOutput'],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<string | null> {
  const parts: string[] = [];
  let length = 0;
  for (let at = from; at <= to; ) {
    const answer = await rowsOf({ from: at, count: Math.min(ROWS_AT_ONCE, to - at + 1) });
    if (answer === null) return null;
    if (answer.rows.length === 0) break;
    for (const row of answer.rows) {
      const text = plainText(row.text);
      if (parts.length > 0 && row.continues !== true) parts.push('\n');
      parts.push(text);
      length += text.length + 1;
    }
    if (length > MOST_COPIED) return null;
    at += answer.rows.length;
  }
  return parts.join('');
}
