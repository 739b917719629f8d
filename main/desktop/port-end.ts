import type { MessagePortMain } from 'electron';
import type { PortEnd } from '../../contract/port-channel.ts';

/** Electron's kind of message port as the two sides of the wire know it. */
export function portEnd(port: MessagePortMain): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.on('message', ({ data }) => receive(data));
      port.start();
    },
    onClose: (closed) => port.on('close', closed),
    close: () => port.close(),
  };
}
