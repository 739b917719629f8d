import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import { Desktop } from '../../support/electron-stand-in/desktop.ts';
import { onRunPage, type RunPage } from '../support/run-page.ts';
import { deskRunbook } from './desk-runbook.ts';

/** One rehearsal in the desktop window, in order: each test goes on where the one before it ended. */
describe('a run in the desktop window', () => {
  let browser: Browser;
  let desktop: Desktop;
  let run: RunPage;

  beforeAll(async () => {
    browser = await launchChromium();
    desktop = new Desktop({ browser });
    const page = await desktop.page();
    page.setDefaultTimeout(15_000);
    run = onRunPage(page);
  });

  afterAll(async () => {
    await desktop.close();
    await browser.close();
  });

  it('begins with a runbook chosen in the page', async () => {
    const page = await desktop.page();
    const file = path.join(desktop.home, 'desk.yaml');
    writeFileSync(file, deskRunbook);
    await page.getByLabel('Runbook file').first().setInputFiles(file);
    await page.getByText('Desk cutover').first().click();
    await page.getByLabel('Rehearsal speed').fill('60');
    await page.getByLabel('I do, by hand').check();
    await run.press('Start rehearsal');
    await page.waitForURL(/#\/runs\/run-/);
    await run.sees('SIMULATED');
  });

  it('shows in the tray, and keeps the machine awake', async () => {
    await desktop.noted('tray', ({ line }) => String(line).startsWith('Desk cutover: running'));
    await desktop.noted('awake', ({ isNeeded }) => isNeeded === true);
    const images = new Set(desktop.about('tray').map(({ image }) => image));
    expect(images.size).toBe(2);
  });

  it('goes through its steps as a person says', async () => {
    await run.state('Drain', 'succeeded');
    await run.state('Install', 'ready');
    await run.open('Install');
    await run.press('Go');
    await run.state('Install', 'succeeded');
    await run.open('Look at the shop');
    await run.press('Start');
    await run.press('Done');
    await run.state('Look at the shop', 'succeeded');
  });

  it('keeps the run in sight over a reload of the page', async () => {
    await (await desktop.page()).reload();
    await run.state('Look at the shop', 'succeeded');
  });

  it('ends with its close; the tray, the notification and the sleep follow', async () => {
    await run.press('Close…');
    await run.press(/^Close as successful/);
    await desktop.noted('notification', ({ body }) => body === 'The run is over: successful.');
    await desktop.noted('tray', ({ line }) => line === 'Holdpoint: no run is open');
    await desktop.noted('awake', ({ isNeeded }) => isNeeded === false);
    expect(desktop.complaints).toEqual([]);
    expect(desktop.said).toBe('');
  });
});
