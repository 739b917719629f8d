import { EventEmitter } from 'node:events';
import { note } from './link.ts';

/** What stands around the window: tray, menu, notifications, dialogs, sleep, screens, the system's own programs. */
interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}

interface Template {
  readonly template: readonly MenuItem[];
}

let applicationMenu: Template = { template: [] };
let trayMenu: Template = { template: [] };
let tray: Tray | null = null;
let notification: Notification | null = null;
let answerQuestion: ((button: string) => void) | null = null;

export const Menu = {
  buildFromTemplate: (template: readonly MenuItem[]): Template => ({ template }),
  setApplicationMenu: (menu: Template) => {
    applicationMenu = menu;
    note('menu', { labels: flat(menu.template).map((item) => item.label ?? item.role) });
  },
};

function flat(items: readonly MenuItem[]): MenuItem[] {
  return items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
}

interface Image {
  readonly dataUrl: string;
}

export const nativeImage = { createFromDataURL: (dataUrl: string): Image => ({ dataUrl }) };

export class Tray extends EventEmitter {
  #image: Image;

  constructor(image: Image) {
    super();
    this.#image = image;
    tray = this;
  }

  setImage(image: Image): void {
    this.#image = image;
  }

  setToolTip(line: string): void {
    note('tray', { line, image: this.#image.dataUrl });
  }

  setContextMenu(menu: Template): void {
    trayMenu = menu;
  }

  destroy(): void {
    tray = null;
  }
}

export class Notification extends EventEmitter {
  readonly #options: { readonly title: string; readonly body: string };

  constructor(options: { readonly title: string; readonly body: string }) {
    super();
    this.#options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    notification = this;
    note('notification', { ...this.#options });
  }
}

interface MessageBox {
  readonly message: string;
  readonly buttons: readonly string[];
  readonly cancelId: number;
}

export const dialog = {
  showMessageBox: (box: MessageBox) =>
    new Promise<{ response: number }>((resolve) => {
      answerQuestion = (button) => {
        answerQuestion = null;
        const index = box.buttons.indexOf(button);
        resolve({ response: index < 0 ? box.cancelId : index });
      };
      note('question', { ...box });
    }),
  showErrorBox: (title: string, text: string) => note('error-box', { title, text }),
};

let blockers = 0;
export const powerSaveBlocker = {
  start: (type: string): number => {
    blockers += 1;
    note('awake', { type, isNeeded: true });
    return blockers;
  },
  stop: (id: number) => note('awake', { id, isNeeded: false }),
};

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 2560, height: 1440 } }] };

export const shell = {
  openExternal: async (url: string) => note('open-external', { url }),
  openPath: async (folder: string) => {
    note('open-path', { folder });
    return '';
  },
};

export const person = {
  clickTray: () => tray?.emit('click'),
  clickMenu: (label: string) =>
    [...flat(trayMenu.template), ...flat(applicationMenu.template)].find((item) => item.label === label)?.click?.(),
  clickNotification: () => notification?.emit('click'),
  answerQuestion: (button: string) => answerQuestion?.(button),
};
