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
  /** Every finding of axe against WCAG 2.2 AA on the page as it stands, of whatever weight. */
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

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const options = { runOnly: { type: 'tag' as const, values: tags }, resultTypes: ['violations' as const] };

/** Once per page by its builder, which leaves axe in the page; then there, which takes a third of the time. */
export async function audit(page: Page): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => Reflect.get(window, 'axe') !== undefined);
  if (!isThere) return worded((await new AxeBuilder({ page }).options(options).setLegacyMode().analyze()).violations);
  return worded(
    await page.evaluate(async (asked) => {
      const { violations } = await Reflect.get(window, 'axe').run(document, asked);
      return violations;
    }, options),
  );
}

interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

function worded(violations: readonly Violation[]): readonly string[] {
  return violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  );
}
