import type { Channel } from './protocol-link.ts';

/** How the desktop's page asks for its port, and how it comes: the whole vocabulary between page, preload and main process. */
export const WANT_PORT = 'holdpoint:want-port';
export const HERE_IS_PORT = 'holdpoint:port';

/** One end of a message port, whoever made it: the DOM, Node or Electron. */
export interface PortEnd {
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  onClose(closed: () => void): void;
  close(): void;
}

/**
 * What travels on a port: a text is a frame; a number says how many frames were taken, because a port has no
 * back-pressure of its own and a slow page would otherwise pile up the core's pushes in memory.
 */
export function portChannel(port: PortEnd): Channel {
  let receive: (text: string) => void = () => {};
  port.onMessage((message) => {
    if (typeof message !== 'string') return;
    receive(message);
    port.post(1);
  });
  return {
    send: (text) => port.post(text),
    close: () => port.close(),
    onText: (listener) => {
      receive = listener;
    },
    onClose: (listener) => port.onClose(listener),
  };
}
