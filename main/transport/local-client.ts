import { createConnection } from 'node:net';
import type { Client } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { LinkOptions, OpenedChannel } from '../../contract/protocol-link.ts';
import { PROTOCOL_VERSION } from '../../contract/wire.ts';
import { type CoreFile, readCoreFile } from './core-file.ts';
import { proveAsClient } from './key-proof.ts';
import { LineSocket } from './lines.ts';

/** A client of the core that owns this workspace, wherever that core listens by now. */
export function createLocalClient(workspaceDir: string, options: LinkOptions = {}): Client {
  return createProtocolClient(() => openLocalChannel(workspaceDir), options);
}

/** One proven channel to the workspace's core; `disconnected` when no core answers there. */
export async function openLocalChannel(workspaceDir: string): Promise<Result<OpenedChannel>> {
  const core = readCoreFile(workspaceDir);
  if (core === null) return failed('disconnected', 'No core has this workspace open.');
  if (core.protocol !== PROTOCOL_VERSION) return failed('unauthorized', otherProtocol(core));
  return connect(core);
}

function connect(core: CoreFile): Promise<Result<OpenedChannel>> {
  return new Promise((resolve) => {
    const socket = createConnection(core.path);
    const gone = () => resolve(failed('disconnected', `No core answers at ${core.path}.`));
    socket.once('error', gone);
    socket.once('close', gone);
    socket.once('connect', () => {
      socket.off('error', gone);
      socket.off('close', gone);
      const line = new LineSocket(socket, Number.POSITIVE_INFINITY);
      proveAsClient(line, core.key, (proven) => {
        if (!proven) {
          line.close();
          resolve(failed('disconnected', 'What answers on the local socket did not prove that it is the core.'));
          return;
        }
        resolve(ok({ channel: channelOver(line), secret: '' }));
      });
    });
  });
}

function channelOver(line: LineSocket): OpenedChannel['channel'] {
  return {
    send: (text) => line.send(text),
    close: () => line.close(),
    onText: (receive) => line.onLine(receive),
    onClose: (closed) => line.onClose(closed),
  };
}

function otherProtocol(core: CoreFile): string {
  return `The core of this workspace (process ${core.pid}) speaks protocol ${core.protocol}, this program ${PROTOCOL_VERSION}. Use the same version of both.`;
}
