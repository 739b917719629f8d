import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInProcessServer } from '../../main/transport/in-process-client.ts';
import { createLocalClient } from '../../main/transport/local-client.ts';
import { LocalServer } from '../../main/transport/local-server.ts';
import { openDoor } from '../transport/door.ts';
import { clientSuite } from './client-suite.ts';

clientSuite('the same process', async ({ dispatcher, log }) => {
  const server = createInProcessServer({ dispatcher, log, caller: { via: 'api' } });
  return { connect: server.connect, drop: server.drop, close: async () => server.close() };
});

clientSuite('the local socket', async ({ dispatcher, log }) => {
  const workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-local-'));
  const server = await LocalServer.start({ workspaceDir, dispatcher, log, now: Date.now() });
  return {
    connect: () => createLocalClient(workspaceDir, { retryDelaysMs: [5, 20, 100] }),
    drop: () => server.drop(),
    close: async () => {
      await server.close();
      rmSync(workspaceDir, { recursive: true });
    },
  };
});

clientSuite('the loopback WebSocket', async (core) => {
  const door = await openDoor(core);
  const browser = await door.enter();
  return {
    connect: () => browser.client(),
    drop: () => door.server.drop(),
    close: () => door.close(),
  };
});
