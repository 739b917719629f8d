import type { Order, PageAnswer, Question } from '../words.ts';
import { app } from './app.ts';
import { person } from './around.ts';
import { onWord, pagePorts, tell } from './link.ts';
import { ipcMain, schemes, session } from './session.ts';
import { BrowserWindow } from './window.ts';

/** Stands for the module `electron`: what Holdpoint uses of it and nothing more, so that a new use fails at once. */
export { MessageChannelMain } from '../message-port-main.ts';
export { app } from './app.ts';
export { dialog, Menu, Notification, nativeImage, powerSaveBlocker, screen, shell, Tray } from './around.ts';
export { ipcMain, protocol, session } from './session.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './window.ts';

onWord((word) => {
  if (word.kind === 'port-message' || word.kind === 'port-close') pagePorts.receive(word);
  else if (word.kind === 'order') obey(word.order);
  else if (word.kind === 'loaded') BrowserWindow.all.get(word.window)?.emit('ready-to-show');
  else if (word.kind === 'ipc') {
    const sender = BrowserWindow.all.get(word.window)?.webContents;
    if (sender !== undefined) ipcMain.emit(word.channel, { sender, senderFrame: sender.frame(word.frame) });
  } else void answer(word.what).then((value) => tell({ kind: 'answer', question: word.question, value }));
});
// Chromium goes with the program that started it; here the program goes with its Chromium.
process.on('disconnect', () => process.exit(1));

async function answer(what: Question): Promise<unknown> {
  const { defaultSession } = session;
  if (what.about === 'request') return serve(what.url, what.method);
  if (what.about === 'may-navigate')
    return BrowserWindow.all.get(what.window)?.webContents.mayNavigate(what.url, what.isMainFrame) ?? false;
  if (what.about === 'may-open') return BrowserWindow.all.get(what.window)?.webContents.mayOpen(what.url) ?? false;
  if (what.about === 'may-request')
    return new Promise((resolve) => defaultSession.beforeRequest({ url: what.url }, ({ cancel }) => resolve(!cancel)));
  const asked = await new Promise<boolean>((resolve) => defaultSession.mayAsk(null, what.permission, resolve));
  return { asked, checked: defaultSession.mayHave(null, what.permission), device: defaultSession.mayUseDevice() };
}

async function serve(url: string, method: string): Promise<PageAnswer> {
  const handler = schemes.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) throw new Error(`no handler for ${url}`);
  const response = await handler(new Request(url, { method }));
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** What happens to the windows from outside of the program. */
function obey(order: Order): void {
  const windows = BrowserWindow.all;
  if (order.act === 'quit') app.quit();
  else if (order.act === 'click-tray') person.clickTray();
  else if (order.act === 'click-menu') person.clickMenu(order.label);
  else if (order.act === 'click-notification') person.clickNotification();
  else if (order.act === 'answer-question') person.answerQuestion(order.button);
  else if (order.act === 'close-window') windows.get(order.window)?.close();
  else if (order.act === 'crash-page')
    windows.get(order.window)?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
  else openRogue(order.url);
}

/** A second window with the same preload, which no code of ours opens. */
function openRogue(url: string): void {
  const preload = [...BrowserWindow.all.values()][0]?.preload;
  void new BrowserWindow({ width: 800, height: 600, webPreferences: { preload } }).loadURL(url);
}
