import type { Client } from '../../contract/client.ts';
import { failed, ok } from '../../contract/errors.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { Channel } from '../../contract/protocol-link.ts';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { Caller } from '../core/handlers/handler.ts';
import type { Log } from '../core/ports/log.ts';
import { ServerConnection } from './connection.ts';
import type { Pipe } from './pipe.ts';

export interface InProcessServer {
  connect(): Client;
  /** Ends every connection; clients connect again. */
  drop(): void;
  /** Ends every connection for good. */
  close(): void;
}

/** A client in the same process speaks the same frames as every other: nothing works here that fails elsewhere. */
export function createInProcessServer(parts: { dispatcher: Dispatcher; caller: Caller; log: Log }): InProcessServer {
  const connections = new Set<ServerConnection>();
  let isClosed = false;
  const drop = () => {
    for (const connection of [...connections]) connection.close('shutdown');
  };
  return {
    connect: () =>
      createProtocolClient(
        async () => {
          if (isClosed) return failed('disconnected', 'This core has ended.');
          const { channel, pipe } = pair();
          const connection: ServerConnection = new ServerConnection(pipe, {
            ...parts,
            admit: () => null,
            closed: () => connections.delete(connection),
          });
          connections.add(connection);
          return ok({ channel, secret: '' });
        },
        { pingEveryMs: 0 },
      ),
    drop,
    close: () => {
      isClosed = true;
      drop();
    },
  };
}

/** Two ends of one line. Texts arrive in a later turn, as they would from another process. */
function pair(): { readonly channel: Channel; readonly pipe: Pipe } {
  const toCore = new End();
  const toClient = new End();
  return {
    channel: {
      send: (text) => toCore.deliver(text, () => {}),
      close: () => toCore.end(),
      onText: (receive) => toClient.listen(receive),
      onClose: (closed) => toClient.onEnd(closed),
    },
    pipe: {
      send: (text, taken) => toClient.deliver(text, taken),
      close: () => toClient.end(),
      onText: (receive) => toCore.listen(receive),
      onClose: (closed) => toCore.onEnd(closed),
    },
  };
}

class End {
  #receive: (text: string) => void = () => {};
  #ended: () => void = () => {};

  listen(receive: (text: string) => void): void {
    this.#receive = receive;
  }

  onEnd(ended: () => void): void {
    this.#ended = ended;
  }

  deliver(text: string, taken: () => void): void {
    setImmediate(() => {
      this.#receive(text);
      taken();
    });
  }

  end(): void {
    setImmediate(() => this.#ended());
  }
}
