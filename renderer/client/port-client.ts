import type { Client } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { HERE_IS_PORT, PORT_LOST, type PortEnd, portChannel, WANT_PORT } from '../../contract/port-channel.ts';
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
      else resolve(ok({ channel: portChannel(domPort(page, port)), secret: '' }));
    };
    const receive = (event: MessageEvent) => {
      if (isOwn(page, event, HERE_IS_PORT) && event.ports[0] !== undefined) settle(event.ports[0]);
    };
    page.addEventListener('message', receive);
    page.postMessage(WANT_PORT, page.location.origin);
  });
}

/** The preload speaks as the page itself does: nobody else's window has this source and origin. */
function isOwn(page: Window, event: MessageEvent, word: string): boolean {
  return event.source === page && event.origin === page.location.origin && event.data === word;
}

function domPort(page: Window, port: MessagePort): PortEnd {
  const listening = new AbortController();
  const { signal } = listening;
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.onmessage = (event) => receive(event.data);
    },
    onClose: (closed) =>
      page.addEventListener('message', (event) => isOwn(page, event, PORT_LOST) && closed(), { signal }),
    close: () => {
      listening.abort();
      port.close();
    },
  };
}
