import type { Client } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { HERE_IS_PORT, type PortEnd, portChannel, WANT_PORT } from '../../contract/port-channel.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { OpenedChannel } from '../../contract/protocol-link.ts';

/** In the desktop window: the core's port comes through the preload, asked for at each attempt to connect. */
export function portClient(page: Window): Client {
  return createProtocolClient(() => askForPort(page));
}

const PORT_WITHIN_MS = 5000;

function askForPort(page: Window): Promise<Result<OpenedChannel>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(null), PORT_WITHIN_MS);
    const settle = (port: MessagePort | null) => {
      clearTimeout(timer);
      page.removeEventListener('message', receive);
      if (port === null) resolve(failed('disconnected', 'The core has not answered yet; it may be starting again.'));
      else resolve(ok({ channel: portChannel(domPort(port)), secret: '' }));
    };
    const receive = (event: MessageEvent) => {
      const isOurs = event.source === page && event.origin === page.location.origin && event.data === HERE_IS_PORT;
      if (isOurs && event.ports[0] !== undefined) settle(event.ports[0]);
    };
    page.addEventListener('message', receive);
    page.postMessage(WANT_PORT, page.location.origin);
  });
}

function domPort(port: MessagePort): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.onmessage = (event) => receive(event.data);
    },
    // Chromium tells a port's end that the other one is gone; the typings do not know it yet.
    onClose: (closed) => port.addEventListener('close', closed),
    close: () => port.close(),
  };
}
