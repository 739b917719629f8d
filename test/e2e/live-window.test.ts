import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Range, startRange } from '../../main/adapters/range/range.ts';
import { holdpoint } from '../support/holdpoint-process.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { onRunPage, type RunPage } from './support/run-page.ts';

/** One night, in order: each test goes on where the one before it ended. */
describe('a release window in the browser', () => {
  let folder: string;
  let range: Range;
  let desk: Desk;
  let run: RunPage;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-night-'));
    range = await startRange({ dir: path.join(folder, 'range'), hosts: 3, person: 'Robin Meyer' });
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
    run = onRunPage(desk.page);
  });

  afterAll(async () => {
    await desk.close();
    await range.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-e2e-failure.png') });
  });

  const chooseFile = async (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    await desk.page.getByLabel('Runbook file').first().setInputFiles(file);
  };

  const expectSavedReport = async () => {
    const [download] = await Promise.all([
      desk.page.waitForEvent('download'),
      desk.page.getByRole('button', { name: /HTML/ }).click(),
    ]);
    const html = readFileSync(await download.path(), 'utf8');
    expect(html).toContain('Practice release: Shop 4.2');
    expect(html).toContain('exit 42');
    expect(html).not.toContain('<script');
  };

  it('offers the one next step in an empty workspace', async () => {
    await desk.page.getByRole('button', { name: 'Open the practice release' }).waitFor();
    expect(await desk.audit()).toEqual([]);
  });

  it('refuses a malformed runbook with every finding, its line and its cure, and stores nothing', async () => {
    const broken = range.practice.text
      .replace('after: [backup, drain]', 'after: [backup, drian]')
      .replace('targets: tier=db', 'targetz: tier=db');
    await chooseFile('broken.yaml', broken);
    const findings = desk.page.getByRole('alert', { name: /Findings in broken.yaml/ });
    await findings.waitFor();
    const text = await findings.innerText();
    expect(text).toContain('drian');
    expect(text).toContain('targetz');
    expect(text).toContain('targets');
    const line = broken.split('\n').findIndex((one) => one.includes('drian')) + 1;
    expect(text).toContain(String(line));
    expect(await desk.audit()).toEqual([]);
    expect(await desk.page.getByRole('button', { name: 'Open the practice release' }).count()).toBe(1);
  });

  it('saves the practice release and shows its plan', async () => {
    await chooseFile('practice.yaml', range.practice.text);
    await desk.page
      .getByRole('link', { name: /Practice release/ })
      .or(desk.page.getByText('Practice release: Shop 4.2'))
      .first()
      .click();
    await desk.page.getByRole('button', { name: 'Start live…' }).waitFor();
    await run.sees('Migrate the schema');
    expect(await desk.audit()).toEqual([]);
  });

  it('asks once for the host keys of the whole inventory before it goes live', async () => {
    await run.press('Start live…');
    await run.sees(/4 hosts never met before/);
    expect(await desk.page.getByText(/SHA256:/).count()).toBe(4);
    expect(await desk.audit()).toEqual([]);
    await run.press('Accept 4 keys');
    await run.press('Start live, T0 = now');
    await desk.page.waitForURL(/#\/runs\/run-/);
    await run.sees('LIVE');
    expect(await desk.audit()).toEqual([]);
  });

  it('ticks the checklist and finishes it as an act of its own', async () => {
    await run.open('Confirm the code freeze');
    await desk.page.getByRole('checkbox', { name: 'No merges since the tag' }).click();
    await run.sees('1 of 2');
    await desk.page.getByRole('checkbox', { name: 'On-call has acknowledged' }).click();
    await run.sees('2 of 2');
    await run.press('Done');
    await run.state('Confirm the code freeze', 'succeeded');
  });

  it('starts nothing on a target before somebody says Go', async () => {
    await run.state('Back up the orders database', 'ready');
    await run.open('Back up the orders database');
    await run.press('Go');
    await run.state('Back up the orders database', 'succeeded');
    await run.sees('backup: snapshot of orders');
  });

  it('runs one step on three targets', async () => {
    await run.open('Take the web tier out of the pool');
    await run.press('Go');
    await run.state('Take the web tier out of the pool', 'succeeded');
  });

  it('passes the gate by criteria and a named approval', async () => {
    await run.open('Go / no-go for the schema change');
    const met = desk.page.getByRole('button', { name: 'Met', exact: true });
    await met.first().click();
    await run.sees('1 of 2 met');
    await met.first().click();
    await run.sees('2 of 2 met');
    await run.press('Approve…');
    await run.press('Approve');
    await run.state('Go / no-go for the schema change', 'succeeded');
    expect(await desk.audit()).toEqual([]);
  });

  it('holds when one of three targets fails; the others stand, and retrying that one alone completes it', async () => {
    await run.open('Migrate the schema');
    await run.press('Go');
    await run.state('Migrate the schema', 'succeeded');
    await run.open('Install the release on the web tier');
    range.fault('web-02', 'exit 42');
    await run.press('Go');
    await run.state('Install the release on the web tier', 'failed');
    await run.sees(/2\/3/);
    await run.press('Retry 1 failed target');
    await run.state('Install the release on the web tier', 'succeeded');
    await run.state('The shop answers with the new version', 'succeeded');
  });

  it('keeps everything over a reload', async () => {
    await desk.page.reload();
    await run.state('Install the release on the web tier', 'succeeded');
    expect(await desk.audit()).toEqual([]);
  });

  it('demands the evidence the plan demands, and takes it', async () => {
    await run.state('Place the first order by hand', 'your turn');
    await run.open('Place the first order by hand');
    await run.press('Start');
    await run.state('Place the first order by hand', 'running');
    await desk.page.getByRole('tab', { name: /Evidence/ }).click();
    await desk.page.getByLabel('Text').first().fill('SO-100042');
    await desk.page.getByRole('button', { name: 'Attach', exact: true }).first().click();
    await run.sees('SO-100042');
    await run.press('Done');
    await run.state('Place the first order by hand', 'succeeded');
  });

  it('renders the message and records who sent it to whom', async () => {
    await run.open('Tell the stakeholders');
    await run.sees(/Shop 4\.2\.0 is live\. The backup of tonight is \d{8}T/);
    await desk.page.getByLabel('Sent to').fill('stakeholders@example.com');
    await run.press('Mark as sent');
    await run.state('Tell the stakeholders', 'succeeded');
  });

  it('closes with the proposed code, and the report tells the story', async () => {
    await run.press('Close…');
    await run.press(/^Close as successful/);
    await desk.page.getByRole('link', { name: 'Report' }).first().click();
    await run.sees(/CHG0000042/);
    await run.sees(/exit 42/);
    await run.sees(/SO-100042/);
    expect(await desk.audit()).toEqual([]);
    // Electron asks where to save; only the browser hands the file over by itself.
    if (desk.host === 'browser') await expectSavedReport();
  });

  it('has no complaint of the content security policy and no uncaught error behind it', () => {
    expect(desk.complaints).toEqual([]);
  });

  it('left a workspace that verifies', async () => {
    const verified = await holdpoint(['verify', desk.workspace]);
    expect({ code: verified.code, stderr: verified.stderr }).toMatchObject({ code: 0 });
  });
});
