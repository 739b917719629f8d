import { useSyncExternalStore } from 'react';

/** One ticker for all clocks on the screen, stopped while nobody looks at one. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let tick = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function read(): number {
  // Between ticks the same value, else React would render for ever.
  if (timer === null) tick = Date.now();
  return tick;
}

/** UTC ms, fresh every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, read);
}

/** The minute it is: for what does not change between one second and the next. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, minute, minute);
}

function minute(): number {
  return Math.floor(read() / 60_000) * 60_000;
}
