import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ReportModel } from '../../main/domain/report/report-model.ts';
import { holdpoint } from '../support/holdpoint-process.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { type KeyboardPerson, keyboardPerson } from './support/keyboard.ts';
import { onRunPage, type RunPage } from './support/run-page.ts';

/** A live window of the practice release without a mouse: each test goes on where the one before it ended. */
describe('a live window by keyboard alone', () => {
  let desk: Desk;
  let folder: string;
  let keys: KeyboardPerson;
  let run: RunPage;
  let runId = '';
  let update = '';

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-keyboard-'));
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
    await desk.page.context().grantPermissions(['clipboard-write']);
    keys = keyboardPerson(desk.page);
    run = onRunPage(desk.page);
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-keyboard-failure.png') });
  });

  /** By name, as the palette finds everything; Enter then goes into the step. */
  const openStep = async (title: string) => {
    await keys.press('Escape', 'Control+k');
    await expect
      .poll(() => desk.page.getByPlaceholder(/Go to, open/).evaluate((box) => box.matches(':focus')))
      .toBe(true);
    await keys.type(title);
    await desk.page.getByRole('dialog').getByText(title).first().waitFor();
    await keys.press('Enter');
    await desk.page.getByRole('heading', { level: 2, name: title }).waitFor();
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await keys.press('Enter');
  };

  const go = async (title: string) => {
    await openStep(title);
    await keys.push('Go');
    await run.state(title, 'succeeded');
  };

  it('says who sits here and opens the practice release', async () => {
    await keys.write('Your name', 'Robin Meyer');
    await keys.write('Your role', 'Release manager');
    await keys.press('Enter');
    await keys.push('Open the practice release');
    await desk.page.waitForURL(/#\/runbooks\/practice-release/);
  });

  it('starts live after a green preflight', async () => {
    await desk.page.getByRole('button', { name: 'Start live…' }).waitFor();
    await keys.push('Start live…');
    await desk.page.getByRole('button', { name: /^Start live, T0 = now/ }).waitFor();
    await keys.push(/^Start live, T0 = now/);
    await desk.page.waitForURL(/#\/runs\/run-/);
    await run.sees('LIVE');
    runId = /run-[^?/]+/.exec(desk.page.url())?.[0] ?? '';
  });

  it('ticks the checklist', async () => {
    await openStep('Confirm the code freeze');
    await keys.tabTo('No merges since the tag');
    await keys.press('Space');
    await run.sees('1 of 2');
    await keys.tabTo('On-call has acknowledged');
    await keys.press('Space');
    await run.sees('2 of 2');
    await keys.push('Done');
    await run.state('Confirm the code freeze', 'succeeded');
  });

  it('gives an estimate for a step to come', async () => {
    await openStep('Place the first order by hand');
    await keys.press('e');
    await keys.write('Over at', '+40m');
    await keys.write('Reason', 'The business owner is on a train');
    await keys.press('Control+Enter');
    await expect.poll(logText, { timeout: 15_000 }).toContain('The business owner is on a train');
  });

  it('raises an issue and works around it', async () => {
    await openStep('Take the web tier out of the pool');
    await keys.press('i');
    await keys.write('What is wrong', 'One customer session does not end');
    await keys.tabTo('Severity');
    await keys.press('l');
    await keys.write('Workaround', 'Wait for its timeout');
    await keys.press('Control+Enter');
    await run.sees('I-1');
  });

  it('moves T0 by 18 minutes', async () => {
    await keys.press('Escape', 't');
    await keys.write('New T0', '+18m');
    await keys.write('Reason', 'The bridge opened late');
    await keys.press('Control+Enter');
    await expect.poll(logText, { timeout: 15_000 }).toContain('The bridge opened late');
  });

  it('runs the steps up to the schema on Go and an approval', async () => {
    await go('Back up the orders database');
    await go('Take the web tier out of the pool');
    await openStep('Go / no-go for the schema change');
    await keys.push('Met');
    await run.sees('1 of 2 met');
    await keys.push('Met');
    await run.sees('2 of 2 met');
    await keys.push('Approve…');
    await keys.push('Approve');
    await run.state('Go / no-go for the schema change', 'succeeded');
    await go('Migrate the schema');
    await go('Install the release on the web tier');
    await run.state('The shop answers with the new version', 'succeeded');
  });

  it('resolves the issue', async () => {
    await keys.press('Escape', '5');
    await openIssue();
    await keys.push('Resolve…');
    await keys.write('How it was resolved', 'The session timed out at last');
    await keys.press('Control+Enter');
    await expect.poll(logText, { timeout: 15_000 }).toContain('The session timed out at last');
    await keys.press('Escape', '1');
  });

  it('takes a result by phone', async () => {
    await run.state('Place the first order by hand', 'your turn');
    await openStep('Place the first order by hand');
    await keys.push('Start');
    await desk.page.getByRole('button', { name: /^Done/ }).first().waitFor();
    await keys.write('Text', 'SO-100042');
    await keys.push('Attach');
    await run.sees('SO-100042');
    await keys.tabTo('Somebody else reports it', 'Shift+Tab');
    await keys.press('Space');
    await keys.push(/^Done/);
    await keys.write('Name', 'Sam Okafor');
    await keys.tabTo('How');
    await keys.press('b', 'y', ' ', 'p');
    await keys.push(/^Done|^Record/);
    await run.state('Place the first order by hand', 'succeeded');
  });

  it('copies an update, to the letter what is recorded', async () => {
    await keys.press('Escape', 'u');
    const text = desk.page.getByLabel('Text', { exact: true });
    await expect.poll(() => text.inputValue()).toContain('Practice release');
    update = await text.inputValue();
    await keys.press('Control+Enter');
    await run.sees('Update copied and recorded');
  });

  it('closes with a code', async () => {
    await openStep('Tell the stakeholders');
    await keys.push('Mark as sent');
    await run.state('Tell the stakeholders', 'succeeded');
    await desk.page.getByRole('button', { name: 'Close…' }).first().waitFor();
    await keys.push('Close…');
    await keys.press('Control+Enter');
    await desk.page.getByRole('link', { name: 'Report' }).first().waitFor();
  });

  it('and the report holds every one of these facts with its time and its source', async () => {
    const out = path.join(folder, 'report.json');
    await holdpoint(['report', runId, '--format', 'json', '--out', out, '--workspace', desk.workspace]);
    const report: ReportModel = JSON.parse(readFileSync(out, 'utf8'));
    const told = JSON.stringify(report);
    for (const fact of [
      ...['The business owner is on a train', 'One customer session does not end', 'The session timed out at last'],
      ...['The bridge opened late', 'Sam Okafor', 'SO-100042'],
    ]) {
      expect({ fact, isTold: told.includes(fact) }).toEqual({ fact, isTold: true });
    }
    expect(told.includes(JSON.stringify(update).slice(1, -1))).toBe(true);
    const markdown = path.join(folder, 'report.md');
    await holdpoint(['report', runId, '--format', 'md', '--out', markdown, '--workspace', desk.workspace]);
    const text = readFileSync(markdown, 'utf8');
    expect(text).toMatch(/Sam Okafor.*phone/);
    expect(text).toContain('The bridge opened late');
  });

  it('without a complaint of the content security policy', () => {
    expect(desk.complaints).toEqual([]);
  });

  async function logText(): Promise<string> {
    return (await holdpoint(['log', runId, '--workspace', desk.workspace])).stdout;
  }

  async function openIssue(): Promise<void> {
    await desk.page.getByRole('table', { name: 'Issues' }).waitFor();
    await keys.press('j', 'Enter');
  }
});
