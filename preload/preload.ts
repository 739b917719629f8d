import { ipcRenderer } from 'electron';

/**
 * Hands the page its end of the port to the core, whenever the page asks: at each load and after each restart of
 * the core. Ports do not cross the context bridge, hence `postMessage` to the page's own origin. Nothing else of
 * Electron is within reach of the page.
 */
window.addEventListener('message', (event) => {
  const isOurPage = event.source === window && event.origin === window.location.origin;
  if (isOurPage && event.data === 'holdpoint:want-port') ipcRenderer.send('holdpoint:want-port');
});

ipcRenderer.on('holdpoint:port', (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage('holdpoint:port', window.location.origin, [port]);
});
