import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
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
import { type PortEnd, portChannel } from '../../contract/port-channel.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import { createAppProtocol } from '../desktop/app-protocol.ts';
import { CoreProcess } from '../desktop/core-process.ts';
import { type DeskSummary, summarise, watchDesk } from '../desktop/desk-watch.ts';
import { createKeepAwake } from '../desktop/keep-awake.ts';
import { menuTemplate } from '../desktop/menu.ts';
import { APP_ORIGIN, APP_SCHEME, isOwnPage } from '../desktop/origin.ts';
import { guardPages, guardSession } from '../desktop/page-guard.ts';
import { createRunTray, type RunTray } from '../desktop/tray.ts';
import { trayPicture } from '../desktop/tray-picture.ts';
import { windowOptions } from '../desktop/window-options.ts';
import { createWindowState } from '../desktop/window-state.ts';
import { workspaceDir } from './workspace-dir.ts';

/** The desktop's main process: it owns windows and nothing else. The core runs in a process of its own. */
const here = import.meta.dirname;
const files = {
  renderer: path.join(here, '../renderer'),
  preload: path.join(here, '../preload/preload.cjs'),
  core: path.join(here, 'electron-core.js'),
};

let desk: DeskSummary = summarise([]);
let window: BrowserWindow | null = null;
let tray: RunTray | null = null;
let isQuitting = false;

const core = new CoreProcess({
  fork: (restarted) =>
    utilityProcess.fork(files.core, restarted ? ['--restarted'] : [], {
      serviceName: 'Holdpoint core',
      stdio: 'inherit',
    }),
  onUnusable: (message) => {
    dialog.showErrorBox('The workspace cannot be used', message);
    quit();
  },
  onRestart: () =>
    notify('Holdpoint', 'The core was restarted. Open attempts are being reconciled with their targets.'),
});

function notify(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body }).show();
}

function openWindow(): void {
  const state = createWindowState(app.getPath('userData'), () =>
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const opened = new BrowserWindow(windowOptions(files.preload, state.read()));
  window = opened;
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', () => state.write(opened.getBounds()));
  opened.on('closed', () => {
    window = null;
  });
  void opened.loadURL(`${APP_ORIGIN}/`);
}

function showWindow(): void {
  if (window === null) openWindow();
  else {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }
}

/** A page asks for its port at each load and after each restart of the core; only the top frame of our own page gets one. */
function handPort(event: Electron.IpcMainEvent): void {
  const frame = event.senderFrame;
  const isOurs =
    frame !== null &&
    frame === event.sender.mainFrame &&
    isOwnPage(frame.url) &&
    BrowserWindow.fromWebContents(event.sender) === window;
  if (!isOurs) return;
  const { port1, port2 } = new MessageChannelMain();
  core.serve(port1);
  event.sender.postMessage('holdpoint:port', null, [port2]);
}

/** The main process is a client like any other: for the tray, the notifications and the power-save blocker. */
function followRuns(): void {
  const keepAwake = createKeepAwake(powerSaveBlocker);
  const client = createProtocolClient(async () => {
    const { port1, port2 } = new MessageChannelMain();
    core.serve(port1);
    return ok({ channel: portChannel(portEnd(port2)), secret: '' });
  });
  watchDesk(client, (summary, news) => {
    desk = summary;
    tray?.show(summary);
    keepAwake(summary.open.length > 0);
    for (const { title, body } of news) notify(title, body);
  });
}

function portEnd(port: MessagePortMain): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.on('message', (event) => receive(event.data));
      port.start();
    },
    onClose: (closed) => port.on('close', closed),
    close: () => port.close(),
  };
}

/** Quitting in the middle of a window is asked about, with the safe answer first. */
function mayQuit(): boolean {
  const driven = desk.open.filter((run) => run.driven && !run.held);
  if (driven.length === 0) return true;
  const names = driven.map((run) => run.title).join(', ');
  const answer = dialog.showMessageBoxSync({
    type: 'warning',
    message: `${names}: the run is going on`,
    detail:
      'Quitting starts nothing new, waits for running steps, then holds the run. Work on the targets goes on and is reconciled at the next start.',
    buttons: ['Stay', 'Hold and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

function quit(): void {
  if (isQuitting) return;
  isQuitting = true;
  void core.stop().then(() => app.exit(0));
}

function openOutside(address: string): void {
  void shell.openExternal(address);
}

function startDesk(): void {
  guardSession(session.defaultSession);
  const serve = createAppProtocol(files.renderer);
  protocol.handle(APP_SCHEME, (request) => serve(request));
  ipcMain.on('holdpoint:want-port', handPort);
  const acts = { openWorkspaceFolder: () => void shell.openPath(workspaceDir(undefined)), quit: () => app.quit() };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(acts, process.platform)));
  tray = createRunTray({
    createTray: (image) => new Tray(image),
    image: (name) => nativeImage.createFromDataURL(trayPicture(name)),
    menu: (template) => Menu.buildFromTemplate(template),
    showWindow,
    quit: () => app.quit(),
  });
  core.start();
  followRuns();
  openWindow();
}

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
guardPages(app, openOutside);
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  // With an open run the window may go, the run must not: the tray brings it back.
  app.on('window-all-closed', () => {
    if (desk.open.length === 0) app.quit();
  });
  app.on('before-quit', (event) => {
    if (isQuitting) return;
    event.preventDefault();
    if (mayQuit()) quit();
  });
  void app.whenReady().then(startDesk);
} else {
  app.quit();
}
