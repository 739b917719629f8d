import { describe, expect, it } from 'vitest';
import type { Sample } from '../../contract/samples.ts';
import { targetColour } from '../../main/domain/environment/colours.ts';
import { foundIn, goodFound, notGoodFound, sampleOf } from '../../main/domain/environment/found.ts';
import { recalled, stateOf } from '../../main/domain/environment/series-memory.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;

const sample = (daysAgo: number, verdict: Sample['verdict']): Sample => ({
  ...{ at: NOW - daysAgo * DAY, verdict, value: null, detail: 'found', durationMs: 1 },
});
const stateAt = (samples: readonly Sample[], staleAfterMs = DAY) =>
  stateOf(recalled(samples), { now: NOW, staleAfterMs });

describe('a series of answers', () => {
  it('flaps when it went to bad and back within 14 days, also when nobody could ask it in between', () => {
    expect(stateAt([sample(10, 'successful'), sample(9, 'failed'), sample(0, 'successful')]).state).toBe('flapping');
    const asked = [sample(10, 'successful'), sample(9, 'inconclusive'), sample(8, 'failed'), sample(0, 'successful')];
    expect(stateAt(asked).state).toBe('flapping');
  });

  it('does not flap when a fault was mended once, when it could not be asked, or when it was longer ago', () => {
    expect(stateAt([sample(9, 'failed'), sample(0, 'successful')]).state).toBe('good');
    expect(stateAt([sample(3, 'successful'), sample(2, 'inconclusive'), sample(0, 'successful')]).state).toBe('good');
    const old = [sample(30, 'successful'), sample(29, 'failed'), sample(20, 'successful'), sample(0, 'successful')];
    expect(stateAt(old).state).toBe('good');
  });

  it('is stale when it was asked too long ago; what is bad stays bad', () => {
    expect(stateAt([sample(2, 'successful')]).state).toBe('stale');
    expect(stateAt([sample(2, 'successful')], 3 * DAY).state).toBe('good');
    expect(stateAt([sample(2, 'failed')]).state).toBe('bad');
    expect(stateAt([]).state).toBe('never');
  });

  it('keeps the sentence, the cure and whether it is a warning, whatever a target says in it', () => {
    const warning = notGoodFound('warning', 'ends in 3 days\nand\u001b[31m more', { cure: 'Renew it.', value: 3 });
    expect(foundIn(sampleOf(warning, NOW, 1))).toEqual({ ...warning, text: 'ends in 3 days and [31m more' });
    expect(foundIn(sampleOf(goodFound('fine', 1), NOW, 1))).toEqual(goodFound('fine', 1));
    const long = sampleOf(notGoodFound('bad', '😀'.repeat(5_000), { cure: 'x' }), NOW, 1);
    expect(new TextEncoder().encode(long.detail).length).toBeLessThanOrEqual(2048);
  });
});

describe('the colour of a target', () => {
  const seen = (state: 'good' | 'bad' | 'stale', text: string) => ({ title: 'disk', state, text, at: NOW - 2 * DAY });

  it('is that of its worst check, with its reason, its age and how many more', () => {
    const colour = targetColour([seen('good', 'a'), seen('bad', 'is full.'), seen('bad', 'b')], NOW);
    expect(colour).toEqual({ rag: 'red', because: 'disk: is full. (+1)' });
    expect(targetColour([seen('stale', 'fine.')], NOW)).toEqual({
      rag: 'amber',
      because: 'disk: fine. Asked 2 d ago.',
    });
  });
});
