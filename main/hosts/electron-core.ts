import type { MessagePortMain } from 'electron';
import type { PortEnd } from '../../contract/port-channel.ts';
import type { FromCore } from '../desktop/core-process.ts';
import { createPortServer, type PortServer } from '../transport/port-server.ts';
import { type Core, compose } from './compose.ts';
import { workspaceDir } from './workspace-dir.ts';

/**
 * The core in Electron's utility process: SQLite and SSH can never freeze a window, and a crash here costs the
 * windows a reconnect. Ports come from the main process, one a window.
 */
const parent = process.parentPort;
const say = (message: FromCore) => parent.postMessage(message);

function portEnd(port: MessagePortMain): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.on('message', (event) => receive(event.data));
      port.start();
    },
    onClose: (closed) => port.on('close', closed),
    close: () => port.close(),
  };
}

async function start(): Promise<void> {
  const opened = await compose({
    workspaceDir: workspaceDir(undefined),
    mode: 'drive',
    host: 'electron',
    // As if crashed: the main process starts us again, and what was acknowledged is in the recorder.
    onFatal: () => process.exit(70),
  });
  if (opened.kind !== 'core') {
    say({ kind: 'unusable', message: `${opened.message}` });
    return;
  }
  const ports = createPortServer({ dispatcher: opened.dispatcher, caller: { via: 'desk' }, log: opened.log });
  parent.on('message', ({ data, ports: [port] }) => receive({ core: opened, ports, data, port }));
  say({ kind: 'ready' });
}

interface Received {
  readonly core: Core;
  readonly ports: PortServer;
  readonly data: unknown;
  readonly port: MessagePortMain | undefined;
}

function receive({ core, ports, data, port }: Received): void {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return;
  if (data.kind === 'serve' && port !== undefined) ports.serve(portEnd(port));
  if (data.kind === 'stop') void stop(core, ports);
}

async function stop(core: Core, ports: PortServer): Promise<void> {
  await core.close();
  ports.close();
  say({ kind: 'stopped' });
  process.exit(0);
}

await start();
