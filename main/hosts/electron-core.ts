import type { MessagePortMain } from 'electron';
import type { FromCore } from '../desktop/core-process.ts';
import { readCoreWords } from '../desktop/launch-words.ts';
import { portEnd } from '../desktop/port-end.ts';
import { createPortServer } from '../transport/port-server.ts';
import type { Core } from './compose.ts';
import { connectOrOwn } from './connect-or-own.ts';
import { crashText } from './crash-text.ts';
import { attachedCore, type ServingCore } from './electron-relay.ts';
import { takeEnvironment } from './own-environment.ts';

/**
 * The core in Electron's utility process: SQLite and SSH can never freeze a window, and a crash here costs the
 * windows a reconnect. Ports come from the main process; each holder has one.
 */
const parent = process.parentPort;
const words = readCoreWords(process.argv);
const say = (message: FromCore) => parent.postMessage(message);

// Without this the platform prints what was in hand as it is.
process.on('uncaughtException', (error) => {
  process.stderr.write(`Holdpoint's core has a defect and stops: ${crashText(error)}\n`);
  process.exit(1);
});

takeEnvironment(process.env);
const opening = open();
// Set before the core is up: what is asked meanwhile waits for it, a stop as well.
parent.on('message', ({ data, ports: [port] }) => void opening.then((core) => receive(core, data, port)));
await opening;

async function open(): Promise<ServingCore | null> {
  const opened = await connectOrOwn({
    workspaceDir: words.workspace,
    mode: 'drive',
    host: 'electron',
    ...(words.death === null ? {} : { restartedByHost: words.death }),
    // As if crashed: the main process starts us again, and what was acknowledged is in the recorder.
    onFatal: () => process.exit(70),
  });
  if (opened.kind === 'refused') {
    say({ kind: 'unusable', message: opened.problem.message });
    return null;
  }
  if (opened.kind === 'owner') {
    say({ kind: 'ready', coreId: opened.core.coreId });
    return ownCore(opened.core);
  }
  await opened.close();
  say({ kind: 'ready', coreId: null });
  return attachedCore(words.workspace, () => process.exit(0));
}

async function receive(core: ServingCore | null, data: unknown, port: MessagePortMain | undefined): Promise<void> {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return;
  if (data.kind === 'serve' && port !== undefined && 'holder' in data) core?.serve(String(data.holder), port);
  if (data.kind !== 'stop') return;
  await core?.stop();
  process.exit(0);
}

function ownCore(core: Core): ServingCore {
  const server = createPortServer({ dispatcher: core.dispatcher, caller: { via: 'desk' }, log: core.log });
  return {
    serve: (holder, port) => server.serve(portEnd(port), holder),
    stop: async () => {
      await holdOpenRuns(core);
      await core.close();
      server.close();
    },
  };
}

/** The log says that the desk was quit when it was, not at the next start. */
async function holdOpenRuns({ desk }: Core): Promise<void> {
  const going = desk.runIds().filter((runId) => desk.isDriving(runId) && desk.state(runId)?.life === 'running');
  const hold = {
    type: 'engine-hold',
    cause: 'interrupted',
    reason: 'Holdpoint was quit while the run was going.',
  } as const;
  for (const runId of going) if (desk.state(runId)?.held.length === 0) await desk.engine(runId, hold);
}
