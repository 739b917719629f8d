import { ipcRenderer } from 'electron';
import { HERE_IS_PORT, PORT_LOST, WANT_PORT } from '../contract/port-channel.ts';

/**
 * Hands the page its end of the port to the core, whenever the page asks: at each load and after each restart of
 * the core. Ports do not cross the context bridge, hence `postMessage` to the page's own origin. Nothing else of
 * Electron is within reach of the page.
 */
window.addEventListener('message', (event) => {
  const isOurPage = event.source === window && event.origin === window.location.origin;
  if (isOurPage && event.data === WANT_PORT) ipcRenderer.send(WANT_PORT);
});

ipcRenderer.on(HERE_IS_PORT, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(HERE_IS_PORT, window.location.origin, [port]);
});

ipcRenderer.on(PORT_LOST, () => window.postMessage(PORT_LOST, window.location.origin));
