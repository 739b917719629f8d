import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextExpectation } from '../../contract/plan.ts';
import { StreamJudge } from '../../main/core/run/judge-output.ts';
import { storedPages, storedText, TAKEN_BYTES } from '../../main/core/run/stored-text.ts';
import { judgeText } from '../../main/domain/plan/index.ts';
import { memoryOutputStore } from '../support/memory-output-store.ts';

describe('judging a stream piece by piece', () => {
  it('says the same as judging it whole, however it is cut', () => {
    const letters = fc.constantFrom('a', 'b', '\n');
    const needle = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.string({ unit: letters, maxLength: 40 }),
        fc.record(
          { contains: needle, matches: fc.constantFrom('^ab', 'b$', 'a.b', '^$', 'bb'), not: needle },
          { requiredKeys: [] },
        ),
        fc.array(fc.nat(), { maxLength: 6 }),
        (text, expectation: TextExpectation, cuts) => {
          const judge = new StreamJudge('stdout', expectation);
          const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
          for (const [index, end] of at.slice(1).entries()) judge.read(text.slice(at[index], end));
          expect(judge.unmet()).toEqual(judgeText('stdout', expectation, text));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('a stored stream as text', () => {
  const ref = { runId: 'run-x', stepId: 's', target: 't', attempt: 1 };
  const storing = async (bytes: Uint8Array) => {
    const store = memoryOutputStore();
    const writer = store.open(ref);
    writer.write({ stream: 'stdout', rawOffset: 0, rawBytes: bytes.length, bytes, redactions: 0, at: 0 });
    await writer.sync();
    return store;
  };

  it('keeps characters whole that lie across two pages', async () => {
    const text = `${'x'.repeat(256 * 1024 - 1)}ü${'y'.repeat(100)}`;
    const store = await storing(new TextEncoder().encode(text));
    expect([...storedPages(store, ref, 'stdout')].join('')).toBe(text);
  });

  it('is not taken values from when it is longer than fits', async () => {
    const store = await storing(new Uint8Array(TAKEN_BYTES + 1));
    expect(storedText(store, ref, 'stdout')).toBeNull();
  });
});
