import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdpoint } from '../support/holdpoint-process.ts';
import { countedPerson } from './support/counted.ts';
import { type Desk, openDesk } from './support/desk.ts';

const sheets = path.resolve(import.meta.dirname, '../sheet/corpus');
const ACTIONS = 20;

/** Managers who come from Excel and read no manual, each in a window of his own. */
describe('from a spreadsheet to a rehearsed plan and its report', () => {
  let desk: Desk;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-from-a-sheet-'));
    desk = await openDesk();
    await desk.page.getByRole('button', { name: /practice release/ }).waitFor();
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.concurrent.each(readdirSync(sheets))(
    `%s in at most ${ACTIONS} user actions`,
    async (file) => {
      const page = await desk.page.context().newPage();
      page.setDefaultTimeout(20_000);
      await page.goto(desk.page.url());
      const person = countedPerson(page);
      await person.chooseFile(page.getByLabel('Runbook file').first(), path.join(sheets, file));
      await person.click(page.getByRole('button', { name: /^Import \d+ steps$/ }));
      await page.waitForURL(/#\/runbooks\//);
      await person.click(page.getByLabel('Rehearsal speed'));
      await person.press('Control+a');
      await person.type('600');
      await person.click(page.getByRole('button', { name: 'Start rehearsal' }));
      await page.waitForURL(/#\/runs\/run-/);
      await page.getByText('SIMULATED').first().waitFor();
      const runId = /run-[^?/]+/.exec(page.url())?.[0] ?? '';
      // It closes itself, as everybody answers as planned; the longest of the sheets is a night of 21 hours.
      const report = page.getByRole('link', { name: 'Report' }).first();
      await report.waitFor({ timeout: 180_000 });
      await person.click(report);
      await page.waitForURL(/\/report$/);
      await page
        .getByText(/rehearsal/i)
        .first()
        .waitFor();
      expect(person.actions.length, person.actions.join(', ')).toBeLessThanOrEqual(ACTIONS);

      const out = path.join(folder, `${file}.json`);
      await holdpoint(['report', runId, '--format', 'json', '--out', out, '--workspace', desk.workspace]);
      const { run, steps } = JSON.parse(readFileSync(out, 'utf8'));
      expect(run).toMatchObject({ mode: 'rehearsal' });
      expect(steps.length).toBeGreaterThan(5);
    },
    240_000,
  );

  it('without a complaint of the content security policy', () => {
    expect(desk.complaints).toEqual([]);
  });
});
