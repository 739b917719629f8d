import { z } from 'zod';
import { outputStreamSchema } from '../contract/events.ts';
import { sha256Schema } from '../contract/ids.ts';

const count = z.number().int().min(0);

/**
 * What stands before a block's bytes in a segment. Segments explain themselves, so the index in the database
 * can be completed from them, and a person can read one with `less`.
 */
const blockHeaderSchema = z.strictObject({
  stepId: z.string(),
  target: z.string(),
  attempt: count,
  stream: outputStreamSchema,
  ordinal: count,
  storedOffset: count,
  storedBytes: count,
  rawOffset: count,
  rawBytes: count,
  redactions: count,
  at: z.number().int(),
  sha256: sha256Schema,
  /** The bytes stand in for so many others, which passed the step's limit: nothing a script prints can claim this. */
  leftOut: z.strictObject({ bytes: count, sha256: sha256Schema }).optional(),
});
export type BlockHeader = z.infer<typeof blockHeaderSchema>;

/** No header is longer: names are at most 128 characters. Bounds what is read while looking for its end. */
export const MAX_HEADER_BYTES = 2048;
const MARK = 'HPB1 ';

/** One line, keys in this order always: the verifier compares it as text. */
export function headerLine(header: BlockHeader): string {
  const { stepId, target, attempt, stream, ordinal, storedOffset } = header;
  const { storedBytes, rawOffset, rawBytes, redactions, at, sha256, leftOut } = header;
  const place = { stepId, target, attempt, stream, ordinal, storedOffset };
  const told = { ...place, storedBytes, rawOffset, rawBytes, redactions, at, sha256 };
  return `${MARK}${JSON.stringify(leftOut === undefined ? told : { ...told, leftOut })}\n`;
}

/** null when `line` (without its newline) is no header. */
export function parseHeader(line: string): BlockHeader | null {
  if (!line.startsWith(MARK)) return null;
  try {
    const parsed = blockHeaderSchema.safeParse(JSON.parse(line.slice(MARK.length)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Header, bytes, newline. */
export function encodeBlock(header: BlockHeader, bytes: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(headerLine(header)), bytes, NEWLINE];
}

const NEWLINE = Buffer.from('\n');
