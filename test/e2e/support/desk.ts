import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { type HoldpointProcess, startHoldpoint } from '../../support/holdpoint-process.ts';

export interface Desk {
  readonly workspace: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** Violations of the content security policy and uncaught errors since the start: empty, or the test fails. */
  readonly complaints: readonly string[];
  /** Serious and critical findings of axe on the page as it stands. */
  audit(): Promise<readonly string[]>;
  restart(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  readonly process: HoldpointProcess;
  readonly url: string;
}

/** The product as a user has it: the bundle serving the built page, in a real Chromium. */
export async function openDesk(
  options: { readonly theme?: 'light' | 'dark'; readonly home?: string } = {},
): Promise<Desk> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-e2e-'));
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'holdpoint-home-'));
  let serving = await serve(workspace, home);
  const browser: Browser = await launchChromium();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: options.theme ?? 'dark',
    acceptDownloads: true,
  });
  const complaints: string[] = [];
  await watchComplaints(context, complaints);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  await page.goto(serving.url);
  return {
    workspace,
    page,
    context,
    url: serving.url,
    complaints,
    audit: () => audit(page),
    restart: async (signal = 'SIGTERM') => {
      await serving.process.stop(signal);
      serving = await serve(workspace, home);
    },
    close: async () => {
      await browser.close();
      await serving.process.stop();
      rmSync(workspace, { recursive: true, force: true });
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
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

async function watchComplaints(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.exposeBinding('holdpointComplain', (_source, text: string) => {
    complaints.push(text);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const complain: unknown = Reflect.get(window, 'holdpointComplain');
      if (typeof complain === 'function')
        complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

async function audit(page: Page): Promise<readonly string[]> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}
