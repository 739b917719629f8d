import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActs {
  readonly openWorkspaceFolder: () => void;
  readonly quit: () => void;
}

/** The application menu: what a desktop program must have, and nothing that acts on a run. */
export function menuTemplate(acts: MenuActs, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const application: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  return [
    ...application,
    {
      label: '&File',
      submenu: [
        { label: 'Open workspace folder', click: acts.openWorkspaceFolder },
        { type: 'separator' },
        { label: 'Quit', accelerator: 'CommandOrControl+Q', click: acts.quit },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
