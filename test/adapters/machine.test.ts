import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/adapters/clock.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { randomIds } from '../../main/adapters/ids.ts';

describe('the clock of this machine', () => {
  it('tells the boot, and a monotonic time that every process of it shares', () => {
    const one = systemClock();
    const other = systemClock();
    expect(one.bootId).toBe(other.bootId);
    expect(one.bootId.length).toBeGreaterThan(8);
    const first = one.monotonicMs();
    expect(other.monotonicMs()).toBeGreaterThanOrEqual(first);
    expect(Math.abs(first - Number(process.hrtime.bigint()) / 1e6)).toBeLessThan(1000);
    expect(Math.abs(one.now() - Date.now())).toBeLessThan(1000);
  });

  it('calls back once, never early', async () => {
    const clock = systemClock();
    const before = performance.now();
    await new Promise<void>((resolve) => void clock.after(20, resolve));
    expect(performance.now() - before).toBeGreaterThanOrEqual(20);
  });

  it('does not call back when cancelled, and does not fire at once for a wait of months', async () => {
    const clock = systemClock();
    const called: string[] = [];
    clock.after(5, () => called.push('cancelled'))();
    const cancel = clock.after(120 * 24 * 3600 * 1000, () => called.push('months'));
    await new Promise<void>((resolve) => void clock.after(30, resolve));
    cancel();
    expect(called).toEqual([]);
  });
});

describe('ids', () => {
  it('names a run after its UTC minute and never twice', () => {
    const ids = randomIds();
    const at = Date.UTC(2026, 10, 21, 9, 53, 59);
    const given = new Set(Array.from({ length: 2000 }, () => ids.runId(at)));
    expect(given.size).toBe(2000);
    for (const id of given) expect(id).toMatch(/^run-20261121-0953-[a-z0-9]{4}$/);
  });

  it('gives tokens of 80 random bits', () => {
    const ids = randomIds();
    const given = new Set(Array.from({ length: 1000 }, () => ids.token()));
    expect(given.size).toBe(1000);
    for (const token of given) expect(token).toMatch(/^[a-z0-9]{16}$/);
  });
});

describe('the digest', () => {
  it('is the lower-case hex SHA-256 of text as UTF-8 and of bytes', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('ö')).toBe(sha256(Buffer.from([0xc3, 0xb6])));
  });
});
