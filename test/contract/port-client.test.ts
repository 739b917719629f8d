import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type PortEnd, portChannel } from '../../contract/port-channel.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import { createPortServer } from '../../main/transport/port-server.ts';
import { clientSuite } from './client-suite.ts';

function portEnd(port: MessagePort): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => void port.on('message', receive),
    onClose: (closed) => void port.on('close', closed),
    close: () => port.close(),
  };
}

clientSuite('a message port', async ({ dispatcher, log }) => {
  const server = createPortServer({ dispatcher, log, caller: { via: 'desk' } });
  let windows = 0;
  return {
    connect: () => {
      windows += 1;
      const holder = `window ${windows}`;
      return createProtocolClient(
        async () => {
          const { port1, port2 } = new MessageChannel();
          server.serve(portEnd(port1), holder);
          return { ok: true, value: { channel: portChannel(portEnd(port2)), secret: '' } };
        },
        { retryDelaysMs: [5, 20, 100] },
      );
    },
    drop: () => server.close(),
    close: async () => server.close(),
  };
});
