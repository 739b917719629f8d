import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssembler, encodeFrame, splitText } from '../../contract/framing.ts';
import { FRAME_CAP, MESSAGE_CAP, PART_CHARS } from '../../contract/wire.ts';

const part = (index: number, text: string, last = false) => JSON.stringify({ kind: 'part', index, last, text });

describe('frames', () => {
  it('come out as they went in, however long and of whatever characters, each text below the frame cap', () => {
    const unit = fc.constantFrom('a', '"', '\\', '\n', 'ä', '€', '😀', '\ud83d');
    const long = fc.tuple(fc.string({ unit, minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 30_000 }));
    fc.assert(
      fc.property(long, ([piece, times]) => {
        const frame = { kind: 'result' as const, id: 1, ok: true as const, value: piece.repeat(times) };
        const assemble = createAssembler(Number.POSITIVE_INFINITY);
        const texts = encodeFrame(frame);
        const results = texts.map((text) => {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(FRAME_CAP);
          return assemble(text);
        });
        expect(results.pop()).toEqual({ kind: 'frame', value: frame });
        expect(results.every((result) => result.kind === 'incomplete')).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('stay below the cap when every character takes the most bytes', () => {
    for (const char of ['"', '€', '😀'])
      for (const text of splitText(JSON.stringify(char.repeat(PART_CHARS * 2))))
        expect(Buffer.byteLength(text)).toBeLessThan(FRAME_CAP);
  });
});

describe('the assembler', () => {
  it.each([
    ['text that is not JSON', ['{']],
    ['a part that does not begin', [part(1, '{}')]],
    ['a part twice', [part(0, '{'), part(0, '{')]],
    ['a part left out', [part(0, '{'), part(2, '}', true)]],
    ['a frame between parts', [part(0, '{'), '{"kind":"ping","id":1}']],
    ['parts that make no JSON', [part(0, '{'), part(1, 'x', true)]],
    ['a part made of parts', [part(0, part(0, '{}', true), true)]],
    ['a part of another shape', ['{"kind":"part","index":"0","last":true,"text":"{}"}']],
    ['a text over the frame cap', [`"${'x'.repeat(FRAME_CAP)}"`]],
    ['endless empty parts', Array.from({ length: 5000 }, (_, index) => part(index, ''))],
    [
      'a message over the cap',
      Array.from({ length: MESSAGE_CAP / PART_CHARS + 1 }, (_, index) => part(index, 'x'.repeat(PART_CHARS))),
    ],
  ])('calls %s malformed', (_name, texts) => {
    const assemble = createAssembler(MESSAGE_CAP);
    const results = texts.map(assemble);
    expect(results.find((result) => result.kind === 'malformed')).toBeDefined();
    expect(results.some((result) => result.kind === 'frame')).toBe(false);
  });
});
