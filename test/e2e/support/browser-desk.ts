import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from '../../support/chromium.ts';
import { type HoldpointProcess, startHoldpoint } from '../../support/holdpoint-process.ts';
import { audit, type Desk, type DeskOptions, watchComplaints } from './desk.ts';

interface Serving {
  readonly process: HoldpointProcess;
  readonly url: string;
}

/** The bundle serving the built page, in a real Chromium. */
export async function openBrowserDesk(options: DeskOptions): Promise<Desk> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-e2e-'));
  const home = mkdtempSync(path.join(tmpdir(), 'holdpoint-home-'));
  let serving = await serve(workspace, home);
  const browser = await launchChromium();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: options.theme ?? 'dark',
    acceptDownloads: true,
  });
  const complaints = await watchComplaints(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  await page.goto(serving.url);
  return {
    host: 'browser',
    workspace,
    page,
    complaints,
    audit: () => audit(page),
    restart: async (signal = 'SIGTERM') => {
      await serving.process.stop(signal);
      serving = await serve(workspace, home);
    },
    close: async () => {
      await browser.close();
      await serving.process.stop();
      for (const folder of [workspace, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serve(workspace: string, home: string): Promise<Serving> {
  const process = startHoldpoint(['serve', '--no-open', '--json', '--workspace', workspace], { HOME: home });
  const line = await process.line((text) => text.includes('http://127.0.0.1'));
  const url = /http:\/\/127\.0\.0\.1[^"\s]+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`no address in: ${line}`);
  return { process, url };
}
