import { describe, expect, it } from 'vitest';
import { resolveWallTime } from '../../main/adapters/zones.ts';

const utc = (text: string) => ({ kind: 'instant', at: Date.parse(text) });

describe('a wall time', () => {
  it.each([
    ['2026-11-28T22:00', 'Europe/Berlin', '2026-11-28T21:00Z'],
    ['2026-07-01T22:00', 'Europe/Berlin', '2026-07-01T20:00Z'],
    ['2026-11-28T22:00', 'America/New_York', '2026-11-29T03:00Z'],
    ['2026-11-28T22:00', 'Australia/Lord_Howe', '2026-11-28T11:00Z'],
    ['2026-11-28T22:00:30', 'UTC', '2026-11-28T22:00:30Z'],
    ['2026-11-28T22:00Z', 'Europe/Berlin', '2026-11-28T22:00Z'],
    ['2026-11-28T22:00+05:30', 'Europe/Berlin', '2026-11-28T16:30Z'],
  ])('%s in %s is %s', (wall, zone, instant) => {
    expect(resolveWallTime(wall, zone)).toEqual(utc(instant));
  });

  it.each([
    ['2026-03-29T02:30', 'Europe/Berlin', "Write '2026-03-29T01:30' or '2026-03-29T03:30'."],
    ['2026-03-08T02:00', 'America/New_York', "Write '2026-03-08T01:00' or '2026-03-08T03:00'."],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', "Write '2026-10-04T01:45' or '2026-10-04T02:45'."],
    ['2011-12-30T12:00', 'Pacific/Apia', "Write '2011-12-29T12:00' or '2011-12-31T12:00'."],
  ])('%s does not happen in %s', (wall, zone, cure) => {
    expect(resolveWallTime(wall, zone)).toMatchObject({ kind: 'gap', cure });
  });

  it.each([
    ['2026-10-25T02:30', 'Europe/Berlin', '+02:00', '+01:00'],
    ['2026-11-01T01:30', 'America/New_York', '-04:00', '-05:00'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '+11:00', '+10:30'],
  ])('%s happens twice in %s, and either can be said', (...[wall, zone, first, second]) => {
    expect(resolveWallTime(wall, zone)).toMatchObject({
      kind: 'fold',
      cure: `Say which one: '${wall}${first}' or '${wall}${second}'.`,
    });
    expect(resolveWallTime(wall + first, zone).kind).toBe('instant');
  });

  it('needs a zone that exists and a day of the calendar', () => {
    expect(resolveWallTime('2026-11-28T22:00', 'Europe/Berln').kind).toBe('unknown-zone');
    expect(resolveWallTime('2026-11-28T22:00', '+01:00').kind).toBe('unknown-zone');
    for (const wall of [
      '2026-02-30T22:00',
      '2026-11-28T24:30',
      '2026-11-28',
      '22:00',
      'soon',
      '2026-11-28T22:00+99:00',
    ]) {
      expect(resolveWallTime(wall, 'Europe/Berlin').kind).toBe('malformed');
    }
  });
});
