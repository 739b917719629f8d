import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import { Desktop } from '../../support/electron-stand-in/desktop.ts';
import { holdpoint } from '../../support/holdpoint-process.ts';
import { deskRunbook, unattendedRunbook } from './desk-runbook.ts';
import { recorded, rehearse } from './rehearse.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

describe('around the desktop window', () => {
  let desktop: Desktop;

  beforeEach(async () => {
    desktop = new Desktop({ browser });
    await (await desktop.page()).getByRole('button', { name: 'Open the practice release' }).waitFor();
  });
  afterEach(async () => {
    await desktop.close();
  });

  const starts = () => recorded(desktop.workspace).filter(({ type }) => type === 'attempt.started').length;
  const isAlive = async () => (await desktop.ask({ about: 'may-request', url: 'app://holdpoint/' })) === true;
  const runs = async (text = unattendedRunbook, speed = 60) => {
    const runId = await rehearse(desktop.workspace, text, speed);
    await desktop.noted('awake', ({ isNeeded }) => isNeeded === true);
    return runId;
  };

  it('a second start on the same workspace shows the first one’s window and ends', async () => {
    const before = desktop.about('focused').length;
    const second = new Desktop({ browser, home: desktop.home });
    expect(await second.exit).toBe(0);
    await desktop.until(() => desktop.about('focused').length > before, 'the first window in front');
    expect([second.about('window').length, second.about('core').length]).toEqual([0, 0]);
  });

  it('another workspace has a window of its own', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'holdpoint-other-'));
    const second = new Desktop({ browser, home: desktop.home, words: ['--workspace', path.join(other, 'w')] });
    await (await second.page()).getByRole('button', { name: 'Open the practice release' }).waitFor();
    expect(second.about('core')[0]?.words).toContain(path.join(other, 'w'));
    await second.close();
    rmSync(other, { recursive: true });
  });

  it('quitting with nothing under way asks nothing, and gives the workspace up', async () => {
    desktop.order({ act: 'click-menu', label: 'Quit' });
    expect(await desktop.exit).toBe(0);
    expect(desktop.about('question')).toEqual([]);
    const verified = await holdpoint(['verify', desktop.workspace]);
    expect([verified.code, verified.stderr]).toEqual([0, expect.any(String)]);
  });

  it('quitting in the middle of a run asks first, with the safe answer preselected', async () => {
    await runs();
    desktop.order({ act: 'quit' });
    const question = await desktop.noted('question');
    expect(question).toMatchObject({
      message: 'Unattended cutover: the run is going on',
      buttons: ['Stay', 'Hold and quit'],
      defaultId: 0,
      cancelId: 0,
    });
    desktop.order({ act: 'quit' });
    desktop.order({ act: 'answer-question', button: 'Stay' });
    expect(await isAlive()).toBe(true);
    expect(desktop.about('question')).toHaveLength(1);
    expect(recorded(desktop.workspace).filter(({ type }) => type === 'run.held')).toEqual([]);
  });

  it('“Hold and quit” holds the run in the log, then ends; the next start finds it held and starts nothing', async () => {
    await runs();
    desktop.order({ act: 'quit' });
    await desktop.noted('question');
    desktop.order({ act: 'answer-question', button: 'Hold and quit' });
    expect(await desktop.exit).toBe(0);
    const held = recorded(desktop.workspace).filter(({ type }) => type === 'run.held');
    expect(held.map(({ data }) => data.reason)).toEqual(['Holdpoint was quit while the run was going.']);
    const before = starts();
    const next = new Desktop({ browser, home: desktop.home });
    await next.noted('tray', ({ line }) => String(line).includes('held'));
    expect(starts()).toBe(before);
    next.order({ act: 'quit' });
    expect(await next.exit).toBe(0);
    expect(next.about('question')).toEqual([]);
  });

  it('a closed window leaves an open run alone; the tray brings the window back', async () => {
    await runs();
    desktop.order({ act: 'close-window', window: 1 });
    await desktop.noted('closed');
    expect(await isAlive()).toBe(true);
    desktop.order({ act: 'click-tray' });
    const page = await desktop.page(2);
    await page.getByText('Unattended cutover').first().waitFor();
    expect(desktop.handed).toContain(2);
  });

  it('a closed window without an open run ends the program', async () => {
    desktop.order({ act: 'close-window', window: 1 });
    expect(await desktop.exit).toBe(0);
  });

  it('opens where it was closed last, if that is still on a screen', async () => {
    desktop.order({ act: 'close-window', window: 1 });
    await desktop.exit;
    const next = new Desktop({ browser, home: desktop.home });
    const { options } = await next.noted('window');
    expect(options).toMatchObject({ x: 40, y: 60, width: 1440, height: 900 });
    await next.close();
  });

  it('says in a notification when a run needs somebody, and shows the window on a click', async () => {
    await runs(deskRunbook);
    const held = await holdpoint([
      'hold',
      'latest',
      '--reason',
      'test',
      '--by',
      'Robin',
      '--workspace',
      desktop.workspace,
    ]);
    expect([held.code, held.stderr]).toEqual([0, expect.any(String)]);
    await desktop.noted('notification', ({ title, body }) => title === 'Desk cutover' && /held/.test(String(body)));
    const before = desktop.about('focused').length;
    desktop.order({ act: 'click-notification' });
    await desktop.until(() => desktop.about('focused').length > before, 'the window in front');
  });

  it('ends without a question when the system asks it to', async () => {
    await runs();
    desktop.signal('SIGTERM');
    expect(await desktop.exit).toBe(0);
    expect(desktop.about('question')).toEqual([]);
    expect(recorded(desktop.workspace).some(({ type }) => type === 'run.held')).toBe(true);
  });

  it('opens the workspace’s folder from the menu', async () => {
    desktop.order({ act: 'click-menu', label: 'Open workspace folder' });
    expect(await desktop.noted('open-path')).toEqual({ folder: desktop.workspace });
  });
});

describe('a workspace that cannot be used', () => {
  it('is said in a box, and the program ends with 1', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'holdpoint-unusable-'));
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'workspace'), 'a file, not a folder');
    const desktop = new Desktop({ browser, home });
    const { title, text } = await desktop.noted('error-box');
    expect([title, String(text).length > 10]).toEqual(['The workspace cannot be used', true]);
    expect(await desktop.exit).toBe(1);
    rmSync(home, { recursive: true });
  });
});

describe('the command line of the desktop program', () => {
  it('answers to --cli as its first word, without a window', async () => {
    const desktop = new Desktop({
      browser,
      words: ['--cli', 'lint', path.resolve('examples/orders-cutover/runbook.yaml')],
    });
    expect(await desktop.exit).toBe(0);
    expect(desktop.about('window')).toEqual([]);
    expect(desktop.about('core')).toEqual([]);
    await desktop.close();
  });

  it('refuses to be taken for Node, with an exit code that is no success', async () => {
    const desktop = new Desktop({ browser, words: ['-e', 'process.exit(0)'] });
    expect([await desktop.exit, desktop.about('window').length]).toEqual([64, 0]);
    await desktop.close();
  });

  it('takes --cli anywhere else for a name, not for a command', async () => {
    const desktop = new Desktop({ browser, words: ['runbook.yaml', '--cli', 'lint'] });
    await desktop.noted('window');
    await desktop.close();
  });
});
