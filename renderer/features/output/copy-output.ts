import { plainText } from '../../format/ansi.ts';
import type { OutputReader } from '../../state/output-reader.ts';
import { type OutputChoice, streamsOf } from './output-choice.ts';
import { RowTexts } from './row-texts.ts';

/** What a clipboard takes without choking; more is for a file. */
const MOST_COPIED = 16 * 1024 * 1024;

/** Rows as a person sees them: no sequence reaches the place where it is pasted. Null = too much, or not readable. */
export async function copiedText(
  reader: OutputReader,
  choice: OutputChoice,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<string | null> {
  const texts = new RowTexts(reader);
  const streams = streamsOf(choice);
  const parts: string[] = [];
  let length = 0;
  for (let at = from; at <= to; at += 1) {
    const row = reader.rows.row(reader.rows.placeOf(streams, at));
    if (row === null) break;
    if (texts.text(row) === null && !(await texts.load(row))) return null;
    const text = plainText(texts.text(row) ?? '');
    if (parts.length > 0 && !row.continues) parts.push('\n');
    parts.push(text);
    length += text.length;
    if (length > MOST_COPIED) return null;
  }
  return parts.join('');
}
