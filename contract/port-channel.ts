import type { Channel } from './protocol-link.ts';

/**
 * The whole vocabulary between page, preload and main process: a page asks for its port, gets it, and is told when the
 * core on its other end is gone. A page's own port would not say so: Chromium sends no `close` event (tried with 156).
 */
export const WANT_PORT = 'holdpoint:want-port';
export const HERE_IS_PORT = 'holdpoint:port';
export const PORT_LOST = 'holdpoint:port-lost';

/** One end of a message port, whoever made it: the DOM, Node or Electron. */
export interface PortEnd {
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  onClose(closed: () => void): void;
  close(): void;
}

/** The last message of a port: the other end hears of it even where it has no `close` event. */
export const PORT_ENDS = null;

export function endPort(port: PortEnd): void {
  port.post(PORT_ENDS);
  port.close();
}

/**
 * What travels on a port: a text is a frame; a number says how many frames were taken, because a port has no
 * back-pressure of its own and a slow page would otherwise pile up the core's pushes in memory.
 */
export function portChannel(port: PortEnd): Channel {
  let receive: (text: string) => void = () => {};
  let closed: () => void = () => {};
  const lose = () => {
    const tell = closed;
    closed = () => {};
    port.close();
    tell();
  };
  port.onMessage((message) => {
    if (message === PORT_ENDS) lose();
    if (typeof message !== 'string') return;
    receive(message);
    port.post(1);
  });
  port.onClose(lose);
  return {
    send: (text) => port.post(text),
    close: () => {
      closed = () => {};
      endPort(port);
    },
    onText: (listener) => {
      receive = listener;
    },
    onClose: (listener) => {
      closed = listener;
    },
  };
}
