import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type KeptSample, sampleVerdicts } from '../../contract/samples.ts';
import { shareText } from '../../main/domain/probe/share-text.ts';
import {
  changeEvent,
  type LoggedStanding,
  nextStreak,
  resumedStreak,
  type Streak,
} from '../../main/domain/probe/standing.ts';

const at = { probe: 'health', target: 'api' };

const series = fc.array(fc.constantFrom(...sampleVerdicts), { minLength: 1, maxLength: 60 }).map((verdicts) =>
  verdicts.map((verdict, index): KeptSample => {
    return { ordinal: index + 1, at: 1000 + index * 10, verdict, value: null, detail: verdict, durationMs: 1 };
  }),
);

it('a core that takes over at any sample counts as the one that never stopped', () => {
  fc.assert(
    fc.property(series, (samples) => {
      let streak: Streak | null = null;
      let logged: LoggedStanding | null = null;
      for (const sample of samples) {
        streak = nextStreak(streak, sample);
        const event = changeEvent(logged, { ...at, sample });
        if (event !== null) logged = { verdict: event.verdict, since: event.since, ordinal: event.sample.ordinal };
      }
      const first = samples[0] ?? null;
      expect(resumedStreak({ logged, first, newest: samples.at(-1) ?? null })).toEqual(streak);
    }),
  );
});

it('the log changes exactly where the answers do, and begins with successful', () => {
  fc.assert(
    fc.property(series, (samples) => {
      let logged: LoggedStanding | null = null;
      const changes: string[] = [];
      for (const sample of samples) {
        const event = changeEvent(logged, { ...at, sample });
        if (event === null) continue;
        logged = { verdict: event.verdict, since: event.since, ordinal: event.sample.ordinal };
        changes.push(`${event.was} ${event.verdict}`);
      }
      const words = ['successful', ...samples.map(({ verdict }) => verdict)];
      const expected = words.flatMap((word, index) => {
        const before = words[index - 1];
        return before === undefined || before === word ? [] : [`${before} ${word}`];
      });
      expect(changes).toEqual(expected);
    }),
  );
});

it('a share is never rounded up to all', () => {
  expect(shareText({ successful: 99_999, failed: 1 })).toBe('99.9 %');
  expect(shareText({ successful: 5, failed: 0 })).toBe('100 %');
  expect(shareText({ successful: 0, failed: 3 })).toBe('0 %');
  expect(shareText({ successful: 0, failed: 0 })).toBeNull();
});
