import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { practiceRelease } from '../../main/adapters/range/practice-release.ts';
import { practiceAnswers } from '../../main/adapters/range/range.ts';
import { largeNight, largeNightKey } from '../support/large-night.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { goTo, rehearsed, sayOnDesk } from './support/rehearsed.ts';
import { expectSound } from './support/screen-check.ts';

const sheets = path.resolve(import.meta.dirname, '../sheet/corpus');
const DAY = 86_400_000;
const hosts = ['web-01', 'web-02', 'web-03', 'db-01'].map((name) => ({ name, port: 9, tier: name.slice(0, -3) }));
const facts = { hosts, serviceUrl: 'http://127.0.0.1:9', identity: '~/none', person: 'Robin Meyer' };

/** Every room outside a run with something in it, one after the other, in one workspace that fills. */
describe('the rooms in both themes and at both sizes', () => {
  let folder: string;
  let desk: Desk;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-screens-'));
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-screens-failure.png') });
  });

  const press = (name: string | RegExp) =>
    desk.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();

  const bring = async (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    await goTo(desk, '#/', /Agenda|Holdpoint/);
    await desk.page.getByLabel('Runbook file').first().setInputFiles(file);
    await desk.page.waitForURL(/#\/(runbooks|checklists)\//);
    return file;
  };

  it('the first start asks who sits here and offers three ways', async () => {
    await desk.page.getByRole('button', { name: 'Open the practice release' }).waitFor();
    await desk.page.getByLabel('Your name').waitFor();
    await expectSound(desk, 'first start');
  });

  it('checklists begin with four starters', async () => {
    await goTo(desk, '#/checklists', 'Release readiness');
    await expectSound(desk, 'no checklist yet');
  });

  it('the import room without a sheet', async () => {
    await goTo(desk, '#/import', 'Import a sheet');
    await expectSound(desk, 'import, empty');
  });

  it.each(readdirSync(sheets))('the import of %s', async (file) => {
    await goTo(desk, '#/', /Agenda|Holdpoint/);
    await desk.page.getByLabel('Runbook file').first().setInputFiles(path.join(sheets, file));
    await desk.page.getByRole('button', { name: /^Import \d+ steps$/ }).waitFor();
    await expectSound(desk, `import of ${file}`);
  });

  it('a refused file with its findings', async () => {
    const broken = practiceRelease(facts).replace('after: [backup, drain]', 'after: [backup, drian]');
    const file = path.join(folder, 'broken.yaml');
    writeFileSync(file, broken);
    await goTo(desk, '#/', /Agenda|Holdpoint/);
    await desk.page.getByLabel('Runbook file').first().setInputFiles(file);
    await desk.page.getByRole('alert', { name: /Findings in broken.yaml/ }).waitFor();
    await expectSound(desk, 'refused file');
  });

  it('the agenda with dated runbooks that overlap, a pass that is late, and one without a date', async () => {
    const soon = Math.ceil(Date.now() / DAY) * DAY + 2 * DAY;
    await bring('practice.yaml', practiceRelease({ ...facts, windowStart: soon }));
    const rival = practiceRelease({ ...facts, windowStart: soon + DAY / 24 })
      .replace('key: practice-release', 'key: rival-release')
      .replace('Practice release: Shop 4.2', 'Rival release: Shop 4.3');
    await bring('rival.yaml', rival);
    const past = practiceRelease({ ...facts, windowStart: soon - 30 * DAY })
      .replace('key: practice-release', 'key: past-release')
      .replace('Practice release: Shop 4.2', 'Past release: Shop 4.1');
    await bring('past.yaml', past);
    await bring('large.yaml', largeNight());
    await goTo(desk, '#/checklists', 'Release readiness');
    await press('Begin with it: Release readiness');
    await desk.page.waitForURL(/#\/checklists\/release-readiness/);
    const late = new Date(Date.now() + DAY).toISOString().slice(0, 16);
    await sayOnDesk(desk, 'checklist', 'open', 'release-readiness', '--for', 'Shop 4.2', '--t0', late, '--zone', 'UTC');
    await goTo(desk, '#/', 'Overlap');
    await expectSound(desk, 'agenda');
    await desk.page.getByLabel('Search the agenda').fill('rival');
    await desk.page.getByText(/1 found/).waitFor();
    await expectSound(desk, 'agenda, searched');
    await desk.page.getByLabel('Search the agenda').fill('');
    await press('New…');
    await desk.page.getByRole('menuitem', { name: 'New runbook' }).waitFor();
    await expectSound(desk, 'agenda, menu');
    await desk.page.keyboard.press('Escape');
  });

  it('the name of who sits here, changed in the rail', async () => {
    await press(/^You are/);
    await desk.page.getByRole('dialog').waitFor();
    await expectSound(desk, 'identity');
    await desk.page.keyboard.press('Escape');
  });

  it('a runbook to read, with the forms of its start', async () => {
    await goTo(desk, '#/runbooks/practice-release', 'Migrate the schema');
    await expectSound(desk, 'plan');
    await desk.page.getByLabel('I do, by hand').check();
    await desk.page.locator('details summary').first().click();
    await expectSound(desk, 'rehearsal, by hand and with faults');
  });

  it('a runbook of 200 steps', async () => {
    await goTo(desk, `#/runbooks/${largeNightKey}`, 'Check the packages of Orders');
    await expectSound(desk, 'large plan');
  });

  it('a red preflight, and the start in spite of it', async () => {
    await goTo(desk, '#/runbooks/practice-release', 'Migrate the schema');
    await press('Start live…');
    await desk.page.getByRole('list', { name: 'Why the run cannot start' }).waitFor({ timeout: 30_000 });
    await expectSound(desk, 'preflight, red');
    await press('Start in spite of it…');
    await expectSound(desk, 'start in spite of it');
    await press('Not now');
  });

  it('the preview of what would run', async () => {
    await goTo(desk, '#/runbooks/practice-release/preview', 'Back up the orders database');
    await desk.page.getByText('shop backup').first().waitFor();
    await expectSound(desk, 'preview');
    await goTo(desk, `#/runbooks/${largeNightKey}/preview`, 'Check the packages of Orders');
    await expectSound(desk, 'large preview');
  });

  it('a runbook under the pen: table, text, both, and every pane', async () => {
    await goTo(desk, '#/runbooks/practice-release/edit', 'No findings');
    const grid = desk.page.getByRole('grid', { name: 'Steps' });
    await grid.waitFor();
    await press('Table');
    await expectSound(desk, 'edit, table');
    await press('Text');
    await expectSound(desk, 'edit, text');
    await press('Both');
    await grid.getByText('Migrate the schema').click();
    await desk.page.keyboard.press('F2');
    await expectSound(desk, 'edit, a cell open');
    await desk.page.keyboard.press('Escape');
    for (const [button, pane] of [
      ['Document', 'Document'],
      ['History', 'History'],
      ['Bind to a file…', 'File'],
      ['No findings', 'Findings'],
    ] as const) {
      await press(button);
      await desk.page.getByRole('complementary', { name: pane, exact: true }).waitFor();
      await expectSound(desk, `edit, ${pane}`);
    }
    await press('Rows ▾');
    await desk.page.getByRole('menuitem').first().waitFor();
    await expectSound(desk, 'edit, rows');
    await desk.page.keyboard.press('Escape');
  });

  it('a runbook with a wrong text, a draft that is not saved, and its differences', async () => {
    const text = desk.page.locator('.edit-text textarea').first();
    const good = await text.inputValue();
    await text.fill(good.replace('after: [backup, drain]', 'after: [backup, drian]'));
    await desk.page.getByRole('button', { name: /1 error/ }).waitFor();
    await desk.page.getByRole('complementary', { name: 'Findings' }).getByText(/drian/).waitFor();
    await expectSound(desk, 'edit, a finding');
    await text.fill(`${good}\n  - [`);
    await desk.page.getByText(/does not parse/).waitFor();
    await expectSound(desk, 'edit, text that does not parse');
    await text.fill(good.replace('Migrate the schema', 'Migrate the schema of the shop'));
    await press('History');
    await desk.page.getByRole('complementary', { name: 'History' }).getByRole('button').nth(1).click();
    await desk.page.getByRole('region', { name: 'Differences' }).waitFor();
    await expectSound(desk, 'edit, differences');
    await desk.page.getByRole('region', { name: 'Differences' }).locator('.plain-button').first().click();
    await press('Save…');
    await expectSound(desk, 'edit, the reason');
    await desk.page.keyboard.press('Escape');
    await press('Throw away');
  });

  it('checklists, stored and in use', async () => {
    await goTo(desk, '#/checklists', 'Shop 4.2');
    await expectSound(desk, 'checklists');
    await goTo(desk, '#/checklists/release-readiness', 'Open a pass');
    await expectSound(desk, 'stored checklist');
    await press('Edit the text');
    await expectSound(desk, 'stored checklist, its text');
  });

  it('a pass with overdue items, one ticked, one skipped, one of two people', async () => {
    await sayOnDesk(desk, 'checklist', 'tick', 'latest', 'scope', '--by', 'Anna Berg', '--via', 'phone');
    await sayOnDesk(desk, 'checklist', 'skip', 'latest', 'conflicts', '--reason', 'No other window this month');
    await sayOnDesk(desk, 'checklist', 'tick', 'latest', 'backout', '--by', 'Kim Novak', '--note', 'Took 12 m');
    await goTo(desk, '#/checklists', 'Shop 4.2');
    await desk.page
      .getByRole('link', { name: /Release readiness/ })
      .first()
      .click();
    await desk.page.waitForURL(/#\/checklists\/release-readiness\/./);
    await desk.page.getByText('1 of 2').first().waitFor();
    await expectSound(desk, 'pass');
    await desk.page.locator('[data-item="backup"] .pass-item-text').click();
    for (const act of ['Tick as said by…', 'Skip…', 'Note…']) {
      await desk.page.getByRole('complementary', { name: 'The item' }).getByRole('button', { name: act }).click();
      await expectSound(desk, `pass, ${act}`);
    }
    await press('By responsible');
    await press('Move…');
    await expectSound(desk, 'pass by responsible, T0 moves');
    await press('Close…');
    await expectSound(desk, 'pass, closing');
  });

  it('runs, and the report of one', async () => {
    const answers = path.join(folder, 'answers.yaml');
    writeFileSync(answers, practiceAnswers);
    const held = ['--go', '--answers', answers, '--fail', 'install:web-02=exit 42'];
    const runId = await rehearsed(desk, path.join(folder, 'practice.yaml'), ...held);
    await goTo(desk, '#/runs', 'Practice release: Shop 4.2');
    await expectSound(desk, 'runs');
    await goTo(desk, `#/runs/${runId}/report`, /exit 42/);
    await expectSound(desk, 'report');
    await goTo(desk, '#/runs/run-20000101-0000-none', /cannot be shown/);
    await expectSound(desk, 'no such run');
  });

  it('and nothing complained behind them', () => {
    expect(desk.complaints).toEqual([]);
  });
});
