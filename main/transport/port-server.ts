import { endPort, PORT_ENDS, type PortEnd } from '../../contract/port-channel.ts';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { Caller } from '../core/handlers/handler.ts';
import type { Log } from '../core/ports/log.ts';
import { ServerConnection } from './connection.ts';
import type { CloseReason, Pipe } from './pipe.ts';

export interface PortServer {
  /** Serves a port until either side is gone. A holder has one: a new one ends its last, e.g. at a reload. */
  serve(port: PortEnd, holder: string): void;
  /** Ends every port. */
  close(): void;
}

/** The desktop's transport. Who holds the port is the one the main process gave it to: no further secret. */
export function createPortServer(parts: { dispatcher: Dispatcher; caller: Caller; log: Log }): PortServer {
  const connections = new Map<string, ServerConnection>();
  return {
    serve: (port, holder) => {
      connections.get(holder)?.close('shutdown');
      const connection: ServerConnection = new ServerConnection(portPipe(port), {
        ...parts,
        admit: () => null,
        closed: () => {
          if (connections.get(holder) === connection) connections.delete(holder);
        },
      });
      connections.set(holder, connection);
    },
    close: () => {
      for (const connection of [...connections.values()]) connection.close('shutdown');
    },
  };
}

function portPipe(port: PortEnd): Pipe {
  const sent: (() => void)[] = [];
  let receive: (text: string) => void = () => {};
  let closed: () => void = () => {};
  port.onMessage((message) => {
    if (typeof message === 'string') receive(message);
    else if (typeof message === 'number') for (const taken of sent.splice(0, Math.max(0, message))) taken();
    else if (message === PORT_ENDS) closed();
  });
  port.onClose(() => closed());
  return {
    send: (text, taken) => {
      sent.push(taken);
      port.post(text);
    },
    close: (_reason: CloseReason) => endPort(port),
    onText: (listener) => {
      receive = listener;
    },
    onClose: (listener) => {
      closed = listener;
    },
  };
}
