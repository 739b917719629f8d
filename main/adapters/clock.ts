import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Clock } from '../core/ports/clock.ts';

/** A timer longer than this many ms fires at once instead of late (a signed 32-bit field in the runtime). */
const LONGEST_TIMER = 2_147_483_647;

export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    // CLOCK_MONOTONIC, not performance.now(): the latter starts anew with every process, and bootId says whole boots.
    monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
    bootId: readBootId(),
    after,
  };
}

function after(ms: number, run: () => void): () => void {
  const due = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = due - performance.now();
    if (left <= 0) run();
    else timer = setTimeout(arm, Math.min(Math.ceil(left), LONGEST_TIMER));
  };
  timer = setTimeout(arm, Math.max(0, Math.min(Math.ceil(ms), LONGEST_TIMER)));
  return () => clearTimeout(timer);
}

/** Linux says it; elsewhere the machine and the minute it was started tell boots apart well enough. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    const startedMinute = Math.round((Date.now() / 1000 - uptime()) / 60);
    return `${hostname()}-${startedMinute}`;
  }
}
