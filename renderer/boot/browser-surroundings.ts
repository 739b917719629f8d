import type { Surroundings } from '../state/tools.ts';

/** The page as the state sees it. A browser that keeps nothing (private mode) only forgets sooner. */
export function browserSurroundings(page: Window): Surroundings {
  return {
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    // Two windows must not overwrite each other's drafts: each reads its own first, and what was written last by any
    // of them is there for a new window.
    memory: {
      read: (key) => attempt(() => page.sessionStorage.getItem(key)) ?? attempt(() => page.localStorage.getItem(key)),
      write: (key, value) => {
        attempt(() => page.sessionStorage.setItem(key, value));
        attempt(() => page.localStorage.setItem(key, value));
      },
    },
    address: {
      read: () => page.location.hash,
      write: (hash) => {
        const isSameScreen = hash.split('?')[0] === page.location.hash.split('?')[0];
        if (isSameScreen) page.history.replaceState(null, '', hash);
        else page.history.pushState(null, '', hash);
      },
    },
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  };
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
