import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputLimit } from '../../contract/plan.ts';
import { Capture } from '../../main/core/capture/capture.ts';
import { secretForms } from '../../main/core/capture/secret-forms.ts';
import { memoryOutputStore } from '../support/memory-output-store.ts';

const ref = { runId: 'run-1', stepId: 'migrate', target: 'db-01', attempt: 1 };
const KIB = 1024;

interface Sent {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

/** Sends pieces as a source does and answers with what is kept. */
async function capture(limit: OutputLimit, pieces: readonly Sent[], secrets: Readonly<Record<string, string>> = {}) {
  const store = memoryOutputStore();
  let passed = 0;
  const kept = new Capture({
    ...{ ref, store, limit, now: () => 5, after: () => () => {}, live: () => {}, grant: () => {} },
    forms: () => secretForms(Object.values(secrets)),
    failed: (error) => expect.unreachable(String(error)),
    limitPassed: () => {
      passed += 1;
    },
  });
  const offsets = { stdout: 0, stderr: 0 };
  for (const { stream, bytes } of pieces) {
    kept.accept(stream, offsets[stream], bytes);
    offsets[stream] += bytes.length;
  }
  const streams = await kept.finish();
  return { store, streams, passed, passedLimit: kept.passedLimit };
}

const bytes = (length: number, seed = 1): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => 97 + ((at * 7 + seed) % 26)));
const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

describe('an outputLimit', () => {
  it('that is not reached changes nothing', async () => {
    const whole = bytes(100 * KIB);
    for (const policy of ['fail', 'keep-head-and-tail'] as const) {
      const limit = { bytes: policy === 'fail' ? 100 * KIB : 200 * KIB, policy };
      const { store, streams, passed } = await capture(limit, [{ stream: 'stdout', bytes: whole }]);
      expect(store.text(ref, 'stdout')).toBe(whole.toString());
      expect(streams.stdout).not.toHaveProperty('leftOut');
      expect(passed).toBe(0);
    }
  });

  it('that fails the step keeps what came up to it, says once that it was passed, and marks what followed', async () => {
    const whole = bytes(300 * KIB);
    const limit = { bytes: 100 * KIB, policy: 'fail' } as const;
    const pieces = [0, 1, 2].map((at) => ({
      stream: 'stdout' as const,
      bytes: whole.subarray(at * 100 * KIB, (at + 1) * 100 * KIB),
    }));
    const { store, streams, passed, passedLimit } = await capture(limit, pieces);
    expect(passed).toBe(1);
    expect(passedLimit).toEqual(limit);
    const text = store.text(ref, 'stdout');
    expect(text.slice(0, 100 * KIB)).toBe(whole.toString('utf8', 0, 100 * KIB));
    const leftOut = whole.subarray(100 * KIB);
    expect(text.slice(100 * KIB)).toBe(
      `\n[Holdpoint left out ${leftOut.length} bytes of stdout beyond the outputLimit of 102400 bytes; SHA-256 ${digest(leftOut)}]\n`,
    );
    expect(streams.stdout).toMatchObject({
      rawBytes: whole.length,
      leftOut: [
        {
          rawOffset: 100 * KIB,
          rawBytes: 200 * KIB,
          storedOffset: 100 * KIB,
          bytes: 200 * KIB,
          sha256: digest(leftOut),
        },
      ],
    });
  });

  it('that keeps head and tail keeps both ends of what came, with the middle counted and digested by stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ isError: fc.boolean(), length: fc.integer({ min: 1, max: 90 * KIB }) }), {
          maxLength: 24,
        }),
        async (script) => {
          const pieces = script.map(({ isError, length }, at) => ({
            stream: isError ? ('stderr' as const) : ('stdout' as const),
            bytes: bytes(length, at),
          }));
          const { store, streams, passed } = await capture({ bytes: 256 * KIB, policy: 'keep-head-and-tail' }, pieces);
          expect(passed).toBe(0);
          for (const stream of ['stdout', 'stderr'] as const) {
            const sent = Buffer.concat(pieces.filter((one) => one.stream === stream).map((one) => one.bytes));
            const record = streams[stream];
            expect(record?.rawBytes ?? 0).toBe(sent.length);
            const [gap] = record?.leftOut ?? [];
            const kept = store.text(ref, stream);
            if (gap === undefined) {
              expect(kept).toBe(sent.toString());
              continue;
            }
            const middle = sent.subarray(gap.rawOffset, gap.rawOffset + gap.rawBytes);
            expect(gap).toMatchObject({ bytes: middle.length, sha256: digest(middle) });
            expect(kept.startsWith(sent.toString('utf8', 0, gap.rawOffset))).toBe(true);
            expect(kept.endsWith(`]\n${sent.toString('utf8', gap.rawOffset + gap.rawBytes)}`)).toBe(true);
          }
          const keptBytes = Object.values(streams).reduce((sum, one) => sum + (one?.storedBytes ?? 0), 0);
          expect(keptBytes).toBeLessThanOrEqual(256 * KIB + 2 * 200);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never cuts a masked secret in two', async () => {
    const secret = 'correct-horse-battery';
    const text = `${'x'.repeat(64 * KIB - 4)}${secret} and on`;
    const limit = { bytes: 64 * KIB, policy: 'fail' } as const;
    const { store } = await capture(limit, [{ stream: 'stdout', bytes: Buffer.from(text) }], { token: secret });
    expect(store.text(ref, 'stdout')).not.toContain('correct');
    expect(store.text(ref, 'stdout')).not.toMatch(/\[reda(?!cted\])/);
  });
});
