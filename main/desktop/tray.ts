import type { Menu as ElectronMenu, Tray as ElectronTray, NativeImage } from 'electron';
import type { DeskSummary } from './desk-watch.ts';

export interface TrayParts {
  readonly createTray: (image: NativeImage) => ElectronTray;
  readonly image: (name: TrayPicture) => NativeImage;
  readonly menu: (template: { label: string; enabled?: boolean; click?: () => void }[]) => ElectronMenu;
  readonly showWindow: () => void;
  readonly quit: () => void;
}

export type TrayPicture = 'idle' | 'running' | 'standing';

export interface RunTray {
  show(summary: DeskSummary): void;
  close(): void;
}

/** The state of the runs beside the clock, in word and shape. */
export function createRunTray(parts: TrayParts): RunTray {
  const tray = parts.createTray(parts.image('idle'));
  tray.on('click', parts.showWindow);
  const show = (line: string) => {
    tray.setToolTip(line);
    tray.setContextMenu(
      parts.menu([
        { label: line, enabled: false },
        { label: 'Show Holdpoint', click: parts.showWindow },
        { label: 'Quit', click: parts.quit },
      ]),
    );
  };
  show('Holdpoint');
  return {
    show: (summary) => {
      tray.setImage(parts.image(pictureOf(summary)));
      show(summary.line);
    },
    close: () => tray.destroy(),
  };
}

export function pictureOf(summary: DeskSummary): TrayPicture {
  if (summary.standing.length > 0) return 'standing';
  return summary.open.length > 0 ? 'running' : 'idle';
}
