import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { audit, type Desk, type DeskOptions, watchComplaints } from './desk.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The desktop itself, where Electron's binary is: the same specs, through the window and its port. */
export async function openElectronDesk(options: DeskOptions): Promise<Desk> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-e2e-'));
  const home = mkdtempSync(path.join(tmpdir(), 'holdpoint-home-'));
  const app = await _electron.launch({
    args: [root],
    env: { ...process.env, HOME: home, HOLDPOINT_WORKSPACE: workspace },
    colorScheme: options.theme ?? 'dark',
  });
  const complaints = await watchComplaints(app.context());
  const page = await app.firstWindow();
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  // The window opened before anybody listened for complaints.
  await page.reload();
  return {
    host: 'electron',
    workspace,
    page,
    complaints,
    audit: () => audit(page),
    restart: async (signal = 'SIGTERM') => {
      process.kill(await corePid(app), signal);
    },
    close: async () => {
      await app.close();
      for (const folder of [workspace, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The core's own process; its host starts another one when it ends. */
async function corePid(app: ElectronApplication): Promise<number> {
  const pid = await app.evaluate(
    ({ app: main }) => main.getAppMetrics().find((process) => process.serviceName === 'Holdpoint core')?.pid,
  );
  if (pid === undefined) throw new Error('no process of the core');
  return pid;
}
