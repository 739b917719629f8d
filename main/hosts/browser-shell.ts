import type { HostShell } from '../core/ports/host-shell.ts';

/** The browser host's honest answer: a terminal can be told something, and nothing else is within its reach. */
export function createBrowserShell(say: (line: string) => void): HostShell {
  let hasSaid = false;
  return {
    confirm: async () => null,
    notify: ({ title, body }) => say(`${title}: ${body}`),
    keepAwake: (isNeeded) => {
      if (isNeeded && !hasSaid) say('A run is open. Keep this machine awake: the browser host cannot do it.');
      hasSaid = isNeeded;
      return false;
    },
    openExternal: () => false,
  };
}
