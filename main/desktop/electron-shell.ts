import type { Dialog, NotificationConstructorOptions, PowerSaveBlocker, Shell } from 'electron';
import { createKeepAwake } from './keep-awake.ts';
import { isOpenableOutside } from './origin.ts';

export interface ElectronShellParts {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly showNotification: (options: NotificationConstructorOptions) => void;
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly proceed: string;
  readonly stay: string;
}

/** The desktop's answer to the core's HostShell port. */
export function createElectronShell({ dialog, blocker, shell, showNotification }: ElectronShellParts) {
  const keepAwake = createKeepAwake(blocker);
  return {
    confirm: async ({ message, detail, proceed, stay }: Question): Promise<boolean> => {
      const buttons = [stay, proceed];
      const box = { type: 'warning', message, detail, buttons, defaultId: 0, cancelId: 0, noLink: true } as const;
      const { response } = await dialog.showMessageBox({ ...box, buttons });
      return response === 1;
    },
    notify: ({ title, body }: { readonly title: string; readonly body: string }): void =>
      showNotification({ title, body }),
    keepAwake: (isNeeded: boolean): boolean => {
      keepAwake(isNeeded);
      return true;
    },
    openExternal: (address: string): boolean => {
      if (!isOpenableOutside(address)) return false;
      // What the system does with it is the system's to say; a missing browser is no fault of the desk.
      shell.openExternal(address).catch(() => {});
      return true;
    },
  };
}
