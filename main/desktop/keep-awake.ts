import type { PowerSaveBlocker } from 'electron';

/** A laptop that sleeps in the middle of a window is a silent hold: while a run is open it stays awake. */
export function createKeepAwake(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>): (isNeeded: boolean) => void {
  let id: number | null = null;
  return (isNeeded) => {
    if (isNeeded && id === null) id = blocker.start('prevent-app-suspension');
    if (!isNeeded && id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}
