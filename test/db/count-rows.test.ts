import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRows, ROW_BYTES } from '../../db/count-rows.ts';

/** The same by the plain way, a byte at a time. */
function counted(bytes: Uint8Array, openBytes: number) {
  let open = openBytes;
  let rows = 0;
  let lines = 0;
  for (const byte of bytes) {
    if (open === 0) lines += 1;
    if (open === 0 || (byte !== 0x0a && open % ROW_BYTES === 0)) rows += 1;
    open = byte === 0x0a ? 0 : open + 1;
  }
  return { rows, lines, openBytes: open };
}

const length = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.integer({ min: 90, max: 110 }),
  fc.integer({ min: ROW_BYTES - 3, max: ROW_BYTES + 3 }),
  fc.constant(3 * ROW_BYTES),
);
// Bytes that differ from a newline in one bit, or only in their sign, are what counting by words could mistake.
const filler = fc.constantFrom(0x00, 0x0b, 0x0e, 0x4a, 0x61, 0x80, 0x8a, 0xff);

describe('counting the rows of a block', () => {
  it('says the same as looking at each byte, wherever the block lies in its buffer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ length, filler, ends: fc.boolean() }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 7 }),
        fc.constantFrom(0, 1, ROW_BYTES - 1, ROW_BYTES, 2 * ROW_BYTES + 5),
        (stretches, offset, open) => {
          const text = stretches.flatMap((each) => [
            ...Array.from({ length: each.length }, () => each.filler),
            ...(each.ends ? [0x0a] : []),
          ]);
          const bytes = new Uint8Array(new ArrayBuffer(offset + text.length), offset);
          bytes.set(text);
          expect(countRows(bytes, open)).toEqual(counted(bytes, open));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts every newline of a block that holds nothing else', () => {
    for (let size = 0; size < 40; size += 1) {
      const bytes = Buffer.alloc(size + 1, '\n').subarray(1);
      expect(countRows(bytes, 0)).toEqual({ rows: size, lines: size, openBytes: 0 });
    }
  });
});
