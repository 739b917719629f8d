import { describe, it } from 'vitest';

/**
 * Declares a suite that needs something of Linux. Elsewhere it is said to be not for this platform, as a passing test
 * of that name; on Linux it is never left out.
 */
export function describeOnLinux(name: string, why: string, suite: () => void): void {
  if (process.platform === 'linux') describe(name, suite);
  else describe(name, () => it(`is not for this platform: ${why}`, () => {}));
}

/** Mounting takes root; without it the suite says so instead of being skipped. */
export function describeWithMounts(name: string, suite: () => void): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) describe(name, suite);
  else describe(name, () => it('is not for this platform: mounting a small disk takes root on Linux', () => {}));
}
