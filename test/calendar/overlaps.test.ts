import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Overlap } from '../../contract/workspace-views.ts';
import { type Claim, overlapsOf } from '../../main/domain/calendar/overlaps.ts';
import { placeOf } from '../../main/domain/calendar/place.ts';
import { yardsticksOf } from '../support/yardstick.ts';

const MINUTE = 60_000;
const claim = (key: string, [start, end]: readonly [number, number], ...addresses: string[]): Claim => ({
  key,
  window: { start, end },
  targets: addresses.map((address) => ({ name: `${key}-${address}`, address })),
});

describe('overlaps of dated runbooks', () => {
  it('names the stretch both want, and the targets as the one that starts first calls them', () => {
    const found = overlapsOf([claim('b', [10, 30], 'x:22', 'y:22', 'z:22'), claim('a', [0, 20], 'y:22', 'x:22')]);
    expect(found).toEqual([{ keys: ['a', 'b'], targets: ['a-x:22', 'a-y:22'], from: 10, to: 20 }]);
  });

  it('is none when one ends as the other begins, on different addresses, or of a runbook with itself', () => {
    expect(overlapsOf([claim('a', [0, 10], 'x'), claim('b', [10, 20], 'x')])).toEqual([]);
    expect(overlapsOf([claim('a', [0, 10], 'x'), claim('b', [5, 20], 'y')])).toEqual([]);
    expect(overlapsOf([claim('a', [0, 10], 'x'), claim('a', [5, 20], 'x')])).toEqual([]);
    expect(overlapsOf([claim('a', [5, 5], 'x'), claim('b', [0, 20], 'x')])).toEqual([]);
  });

  it('counts a machine once that one inventory has under two names', () => {
    const twice: Claim = {
      key: 'a',
      window: { start: 0, end: 10 },
      targets: ['one', 'two'].map((name) => ({ name, address: 'x' })),
    };
    expect(overlapsOf([twice, claim('b', [5, 20], 'x')])).toMatchObject([{ targets: ['one'] }]);
  });
});

/** Minute by minute: who is on which address then. Slow and plain. */
function oracle(claims: readonly Claim[], minutes: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (let minute = 0; minute < minutes; minute++) {
    const at = minute * MINUTE;
    const present = claims.filter(({ window }) => window.start <= at && at < window.end);
    for (const one of present) {
      for (const other of present) {
        if (one.key >= other.key) continue;
        const shared = one.targets.filter(({ address }) => other.targets.some((target) => target.address === address));
        for (const { address } of shared) found.add(`${minute} ${one.key} ${other.key} ${address}`);
      }
    }
  }
  return found;
}

/** The same facts out of the answer. */
function minutesOf(overlaps: readonly Overlap[], claims: readonly Claim[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { keys, targets, from, to } of overlaps) {
    const addresses = targets.map((name) => {
      const first = claims.find(({ key, window }) => key === keys[0] && window.start <= from && window.end >= to);
      return first?.targets.find((target) => target.name === name)?.address;
    });
    const [one, other] = keys.toSorted();
    for (let at = from; at < to; at += MINUTE) {
      for (const address of addresses) found.add(`${at / MINUTE} ${one} ${other} ${address}`);
    }
  }
  return found;
}

test('what overlaps is what a look at every minute finds', () => {
  const address = fc.constantFrom('x:22', 'y:22', 'https://z');
  const one = fc.record({
    start: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 0, max: 15 }),
    addresses: fc.uniqueArray(address, { minLength: 0, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 9 }), (drawn) => {
      const claims = drawn.map(({ start, length, addresses }, at) =>
        claim(`k${at}`, [start * MINUTE, (start + length) * MINUTE], ...addresses),
      );
      const found = overlapsOf(claims);
      expect(minutesOf(found, claims)).toEqual(oracle(claims, 60));
      for (const overlap of found) expect(overlap.from).toBeLessThan(overlap.to);
    }),
    { numRuns: 400 },
  );
});

test('the order in which runbooks come changes nothing', () => {
  const claims = Array.from({ length: 40 }, (_one, at) =>
    claim(`k${at}`, [(at * 7) % 50, ((at * 7) % 50) + 9], `h${at % 5}`),
  );
  expect(overlapsOf(claims.toReversed())).toEqual(overlapsOf(claims));
});

test('five hundred runbooks on forty targets are held against each other within a moment', async () => {
  const addresses = Array.from({ length: 40 }, (_one, at) => `10.0.0.${at}:22`);
  const hour = 60 * MINUTE;
  const claims = Array.from({ length: 500 }, (_one, at) =>
    claim(`k${at}`, [at * hour, at * hour + 4 * hour], ...addresses),
  );
  const comparing = await yardsticksOf(() => expect(overlapsOf(claims)).toHaveLength(499 + 498 + 497));
  expect(comparing).toBeLessThan(10);
});

describe('where a target is', () => {
  const labels = {};
  const ssh = {
    kind: 'ssh',
    port: 22,
    user: null,
    identity: null,
    jump: null,
    stateDir: null,
    env: {},
    labels,
  } as const;

  it('does not depend on its name, its user or the case of its host', () => {
    const one = placeOf({ ...ssh, name: 'web-01', host: 'Web.Example.com', user: 'deploy' });
    expect(one).toBe(placeOf({ ...ssh, name: 'w1', host: 'web.example.com' }));
    expect(one).not.toBe(placeOf({ ...ssh, name: 'w1', host: 'web.example.com', port: 2222 }));
  });

  it('is the origin of a service, and an address of IPv6 has its brackets once', () => {
    const name = 'api';
    const one = placeOf({ kind: 'http', name, baseUrl: 'https://API.example.com:443/v1/', labels });
    expect(one).toBe('https://api.example.com');
    expect(placeOf({ ...ssh, name, host: '[::1]' })).toBe(placeOf({ ...ssh, name, host: '::1' }));
  });
});
