import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import { Desktop } from '../../support/electron-stand-in/desktop.ts';
import { startHoldpoint } from '../../support/holdpoint-process.ts';
import { onRunPage } from '../support/run-page.ts';
import { unattendedRunbook } from './desk-runbook.ts';
import { recorded, rehearse } from './rehearse.ts';

const ready = { name: 'Open the practice release' };

describe('a core that is lost', () => {
  let browser: Browser;
  let desktop: Desktop;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    desktop = new Desktop({ browser });
    await (await desktop.page()).getByRole('button', ready).waitFor();
  });
  afterEach(async () => {
    await desktop.close();
  });

  const corePid = () => Number(desktop.about('core').at(-1)?.pid);
  const starts = (stepId: string) =>
    recorded(desktop.workspace).filter(({ type, data }) => type === 'attempt.started' && data.stepId === stepId);
  const holds = () => recorded(desktop.workspace).filter(({ type }) => type === 'run.held');

  /** A run whose first step is under way, shown in the window. */
  async function underWay() {
    const page = await desktop.page();
    const runId = await rehearse(desktop.workspace, unattendedRunbook, 12);
    await page.evaluate((to) => {
      window.location.hash = `#/runs/${to}`;
    }, runId);
    await onRunPage(page).state('Drain', 'running');
    return onRunPage(page);
  }

  it('is started again; the page connects by itself, and the run goes on without a step started twice', async () => {
    const run = await underWay();
    const [before, pid] = [desktop.handed.length, corePid()];
    process.kill(pid, 'SIGKILL');
    await desktop.noted('notification', ({ body }) => String(body).startsWith('The core was restarted.'));
    await run.state('Drain', 'succeeded');
    await run.state('Install', 'succeeded');
    expect(corePid()).not.toBe(pid);
    expect(desktop.about('core').at(-1)?.words).toContain('--restarted');
    expect(desktop.handed.length).toBeGreaterThan(before);
    expect([starts('drain').length, starts('install').length, holds().length]).toEqual([1, 1, 0]);
    await run.state('Look at the shop', 'your turn');
    expect(desktop.complaints).toEqual([]);
  });

  it('that dies again at once comes back with its runs held: it may have died of them', async () => {
    const run = await underWay();
    for (const death of [1, 2]) {
      process.kill(corePid(), 'SIGKILL');
      await desktop.until(() => desktop.about('core').length === death + 1, 'the next core');
      await desktop.until(() => coreStarts(desktop.workspace) === death + 1, 'its start in the log');
    }
    await run.sees('the core was restarted');
    expect(holds().map(({ data }) => data.cause)).toEqual(['core-restarted']);
    // Between the two deaths the run went on, as far as the machine was quick; from the hold on nothing starts.
    const log = recorded(desktop.workspace);
    const held = log.findLastIndex(({ type }) => type === 'run.held');
    expect(log.slice(held).filter(({ type }) => type === 'attempt.started')).toEqual([]);
  });

  it('together with the whole program holds its runs at the next start', async () => {
    await underWay();
    desktop.signal('SIGKILL');
    await desktop.exit;
    const next = new Desktop({ browser, home: desktop.home });
    await next.noted('tray', ({ line }) => String(line).startsWith('Unattended cutover: held'));
    expect(holds().map(({ data }) => data.cause)).toEqual(['core-restarted']);
    expect(next.about('core')[0]?.words).not.toContain('--restarted');
    await next.close();
  });
});

describe('a workspace that another process’s core owns', () => {
  it('is shown through that core, and taken over when it ends', async () => {
    const browser = await launchChromium();
    const first = new Desktop({ browser });
    await first.page();
    first.order({ act: 'quit' });
    expect(await first.exit).toBe(0);
    const serving = startHoldpoint(['serve', '--no-open', '--json', '--workspace', first.workspace]);
    await serving.line((line) => line.includes('http://127.0.0.1'));
    const second = new Desktop({ browser, home: first.home });
    const page = await second.page();
    await page.getByRole('button', ready).waitFor();
    const drivers = () =>
      recorded(first.workspace)
        .filter(({ type }) => type === 'core.started')
        .map(({ data }) => data.host);
    expect(drivers()).toEqual(['electron', 'browser']);
    await serving.stop();
    await second.until(() => drivers().length === 3, 'the desktop as owner');
    expect(drivers()).toEqual(['electron', 'browser', 'electron']);
    await page.getByRole('button', ready).waitFor();
    expect(second.about('error-box')).toEqual([]);
    await second.close();
    await first.close();
    await browser.close();
  });
});

function coreStarts(workspace: string): number {
  return recorded(workspace).filter(({ type }) => type === 'core.started').length;
}
