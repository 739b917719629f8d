import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { ok } from '../../contract/errors.ts';
import { PORT_LOST, portChannel, WANT_PORT } from '../../contract/port-channel.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { HostShell } from '../core/ports/host-shell.ts';
import { createAppProtocol } from '../desktop/app-protocol.ts';
import { CoreProcess } from '../desktop/core-process.ts';
import { type DeskSummary, followRuns, quitQuestion, summarise } from '../desktop/desk-watch.ts';
import { createElectronShell } from '../desktop/electron-shell.ts';
import { writeCoreWords } from '../desktop/launch-words.ts';
import { MainWindow } from '../desktop/main-window.ts';
import { menuTemplate } from '../desktop/menu.ts';
import { APP_SCHEME } from '../desktop/origin.ts';
import { guardPages, guardSession } from '../desktop/page-guard.ts';
import { portEnd } from '../desktop/port-end.ts';
import { createPortHandOver } from '../desktop/port-hand-over.ts';
import { profileFolder } from '../desktop/profile-folder.ts';
import { createRunTray } from '../desktop/tray.ts';
import { trayPicture } from '../desktop/tray-picture.ts';
import { createWindowState } from '../desktop/window-state.ts';
import { workspaceDir } from './workspace-dir.ts';

const here = import.meta.dirname;

/** Called before Electron is ready; everything visible waits for that. */
export function openDesktop(workspace: string | undefined): void {
  const folder = workspaceDir(workspace);
  app.setPath('userData', profileFolder(app.getPath('appData'), folder));
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
  if (app.requestSingleInstanceLock()) runDesktop(folder);
  // The one that runs already shows its window.
  else app.exit(0);
}

function runDesktop(folder: string): void {
  const host: HostShell = createElectronShell({
    dialog,
    blocker: powerSaveBlocker,
    shell,
    showNotification: (options) => {
      if (!Notification.isSupported()) return;
      const notification = new Notification(options);
      notification.on('click', () => desktop.show());
      notification.show();
    },
  });
  const desktop = new Desktop(folder, host);
  guardPages(app, (address) => host.openExternal(address));
  void app.whenReady().then(() => desktop.start());
}

/** The desktop's main process: it owns windows and nothing else. The core runs in a process of its own. */
class Desktop {
  readonly #folder: string;
  readonly #host: HostShell;
  readonly #core: CoreProcess;
  readonly #window: MainWindow;
  #summary: DeskSummary = summarise([]);
  #isAsking = false;
  #isQuitting = false;

  constructor(folder: string, host: HostShell) {
    this.#folder = folder;
    this.#host = host;
    this.#core = new CoreProcess({
      fork: (death) =>
        utilityProcess.fork(path.join(here, 'electron-core.js'), writeCoreWords({ workspace: folder, death }), {
          serviceName: 'Holdpoint core',
          stdio: 'inherit',
        }),
      onUnusable: (message) => {
        dialog.showErrorBox('The workspace cannot be used', message);
        this.#quit(1);
      },
      onLost: () => this.#window.contents?.send(PORT_LOST),
      onRestart: () => host.notify({ title: 'Holdpoint', body: RESTARTED }),
    });
    this.#window = new MainWindow({
      create: (options) => new BrowserWindow(options),
      preload: path.join(here, '../preload/preload.cjs'),
      state: () => createWindowState(app.getPath('userData'), () => screen.getAllDisplays().map((one) => one.workArea)),
      now: () => performance.now(),
      complain: (title, text) => dialog.showErrorBox(title, text),
    });
  }

  start(): void {
    guardSession(session.defaultSession);
    const serve = createAppProtocol(path.join(here, '../renderer'));
    protocol.handle(APP_SCHEME, (request) => serve(request));
    ipcMain.on(
      WANT_PORT,
      createPortHandOver({
        createChannel: () => new MessageChannelMain(),
        window: () => this.#window.contents,
        serve: (port) => this.#core.serve('window', port),
      }),
    );
    this.#listen();
    const acts = { openWorkspaceFolder: () => void shell.openPath(this.#folder), quit: () => app.quit() };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(acts, process.platform)));
    this.#core.start();
    this.#followRuns();
    this.show();
  }

  show(): void {
    if (app.isReady() && !this.#isQuitting) this.#window.show();
  }

  #listen(): void {
    app.on('second-instance', () => this.show());
    app.on('activate', () => this.show());
    // With an open run the window may go, the run must not: the tray brings it back.
    app.on('window-all-closed', () => {
      if (this.#summary.open.length === 0) app.quit();
    });
    app.on('before-quit', (event) => {
      if (this.#isQuitting) return;
      event.preventDefault();
      void this.#askToQuit();
    });
    // Who sends a signal cannot be asked, and means it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#quit(0));
  }

  /** The main process is a client like any other: for the tray, the notifications and the power-save blocker. */
  #followRuns(): void {
    const tray = createRunTray({
      createTray: (image) => new Tray(image),
      image: (name) => nativeImage.createFromDataURL(trayPicture(name)),
      menu: (template) => Menu.buildFromTemplate(template),
      showWindow: () => this.show(),
      quit: () => app.quit(),
    });
    const client = createProtocolClient(async () => {
      const { port1, port2 } = new MessageChannelMain();
      this.#core.serve('main', port1);
      return ok({ channel: portChannel(portEnd(port2)), secret: '' });
    });
    followRuns(client, this.#host, (summary) => {
      this.#summary = summary;
      tray.show(summary);
    });
  }

  async #askToQuit(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const question = quitQuestion(this.#summary);
    const mayQuit = question === null || (await this.#host.confirm(question)) === true;
    this.#isAsking = false;
    if (mayQuit) this.#quit(0);
  }

  #quit(exitCode: number): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    void this.#core.stop().then(() => app.exit(exitCode));
  }
}

const RESTARTED = 'The core was restarted. Open attempts are being reconciled with their targets.';
