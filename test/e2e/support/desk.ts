import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowserDesk } from './browser-desk.ts';
import { openElectronDesk } from './electron-desk.ts';

/** The product as a user has it, opened for a test. */
export interface Desk {
  readonly host: 'browser' | 'electron';
  readonly workspace: string;
  readonly page: Page;
  /** Violations of the content security policy and uncaught errors since the start: empty, or the test fails. */
  readonly complaints: readonly string[];
  /** Serious and critical findings of axe on the page as it stands. */
  audit(): Promise<readonly string[]>;
  /** Ends the core by `signal`, and starts it again where its host does not. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly theme?: 'light' | 'dark';
}

/** In the browser host, or with HOLDPOINT_E2E_HOST=electron in Electron. */
export function openDesk(options: DeskOptions = {}): Promise<Desk> {
  return process.env.HOLDPOINT_E2E_HOST === 'electron' ? openElectronDesk(options) : openBrowserDesk(options);
}

/** Grows as the page complains. */
export async function watchComplaints(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  await context.exposeBinding('holdpointComplain', (_source, text: string) => {
    complaints.push(text);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const complain: unknown = Reflect.get(window, 'holdpointComplain');
      if (typeof complain === 'function') {
        complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      }
    });
  });
  return complaints;
}

export async function audit(page: Page): Promise<readonly string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const result = await new AxeBuilder({ page }).withTags(tags).analyze();
  return result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}
