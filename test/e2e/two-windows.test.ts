import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { practiceRelease } from '../../main/adapters/range/practice-release.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { onRunPage } from './support/run-page.ts';

const hosts = ['web-01', 'web-02', 'db-01'].map((name) => ({ name, port: 9, tier: name.slice(0, -3) }));
const facts = { hosts, serviceUrl: 'http://127.0.0.1:9', identity: '~/none', person: 'Robin Meyer' };

/** Two windows of one desk, in order: each test goes on where the one before it ended. */
describe('two windows', () => {
  let folder: string;
  let desk: Desk;
  let one: Page;
  let other: Page;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-two-windows-'));
    desk = await openDesk();
    one = desk.page;
    other = await one.context().newPage();
    for (const page of [one, other]) page.setDefaultTimeout(15_000);
    other.on('pageerror', (error) => expect.unreachable(error.message));
    const file = path.join(folder, 'practice.yaml');
    writeFileSync(file, practiceRelease(facts));
    await one.getByLabel('Runbook file').first().setInputFiles(file);
    await one.getByLabel('I do, by hand').check();
    await one.getByLabel('Rehearsal speed').fill('60');
    await one.getByRole('button', { name: 'Start rehearsal' }).click();
    await one.waitForURL(/#\/runs\/run-/);
    await other.goto(one.url());
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [name, page] of Object.entries({ one, other }))
      await page.screenshot({ path: path.join(tmpdir(), `holdpoint-two-windows-${name}.png`) });
  });

  describe('of one run', () => {
    it('show the same after an act in one of them', async () => {
      await onRunPage(one).open('Confirm the code freeze');
      await onRunPage(other).open('Confirm the code freeze');
      await one.getByRole('checkbox', { name: 'No merges since the tag' }).click();
      await onRunPage(other).sees('1 of 2');
      await other.getByRole('checkbox', { name: 'On-call has acknowledged' }).click();
      await onRunPage(one).sees('2 of 2');
      await onRunPage(other).press('Done');
      for (const page of [one, other]) await onRunPage(page).state('Confirm the code freeze', 'succeeded');
    });

    it('are held and resumed together, and read each other’s notes', async () => {
      await one.keyboard.press('h');
      await other.getByRole('button', { name: 'Resume' }).click();
      await one.getByRole('button', { name: 'Resume' }).waitFor({ state: 'detached' });
      await one.keyboard.press('n');
      await one.keyboard.type('The bridge is open');
      await one.keyboard.press('Enter');
      await other.getByRole('log').getByText('The bridge is open').waitFor();
    });

    it('keep over a reload, each its own, the words in a panel, the step and the view', async () => {
      const begun = [
        { page: one, view: 'Table', step: 'Back up the orders database', words: 'The disk of db-01 is slow' },
        { page: other, view: 'Gantt', step: 'Take the web tier out of the pool', words: 'web-02 has sessions left' },
      ] as const;
      for (const { page, view, step, words } of begun) {
        await page.getByRole('tab', { name: view }).click();
        await onRunPage(page).open(step);
        await page.keyboard.press('i');
        await page.getByLabel('What is wrong').fill(words);
      }
      for (const { page, view, step, words } of begun) {
        await page.reload();
        await expect.poll(() => page.getByLabel('What is wrong').inputValue()).toBe(words);
        await page.getByRole('heading', { level: 2, name: step }).waitFor();
        await page.getByRole('tab', { name: view, selected: true }).waitFor();
        await page.getByRole('button', { name: 'Throw away' }).click();
      }
    });
  });

  describe('of one runbook', () => {
    const text = (page: Page) => page.locator('.edit-text textarea').first();
    const replace = async (page: Page, before: string, after: string) => {
      const was = await text(page).inputValue();
      expect(was).toContain(before);
      await text(page).fill(was.replace(before, after));
    };
    const save = async (page: Page, revision: number) => {
      await page.getByRole('button', { name: 'Save…' }).click();
      await page.getByLabel('Reason for this revision').press('Enter');
      await page.getByText(`Revision ${revision}`, { exact: true }).first().waitFor();
    };

    beforeAll(async () => {
      for (const page of [one, other]) {
        await page.goto(`${page.url().split('#')[0]}#/runbooks/practice-release/edit`);
        await page.getByRole('button', { name: 'Text', exact: true }).click();
        await text(page).waitFor();
      }
    });

    it('see each other’s revision; what does not touch is taken together', async () => {
      await replace(other, 'Let the caches settle', 'Let the caches settle down');
      await replace(one, 'title: Migrate the schema', 'title: Migrate the schema of the shop');
      await save(one, 2);
      await other.getByText(/saved revision 2 meanwhile.*do not touch each other/).waitFor();
      await other.getByRole('button', { name: 'Take both' }).click();
      await expect.poll(() => text(other).inputValue()).toContain('Migrate the schema of the shop');
      expect(await text(other).inputValue()).toContain('settle down');
      await save(other, 3);
      // Nothing was begun in the first window: it has the newest before it, without a question.
      await expect.poll(() => text(one).inputValue(), { timeout: 15_000 }).toContain('settle down');
    });

    it('keep both versions of a line that both changed', async () => {
      await replace(other, 'settle down', 'settle for a while');
      await replace(one, 'settle down', 'settle at last');
      await save(one, 4);
      await other.getByText(/saved revision 4 meanwhile.*Both changed the same lines/).waitFor();
      expect(await text(other).inputValue()).toContain('settle for a while');
      await other.reload();
      await expect.poll(() => text(other).inputValue()).toContain('settle for a while');
      await other.getByRole('button', { name: 'Keep mine' }).click();
      await save(other, 5);
      await expect.poll(() => text(one).inputValue(), { timeout: 15_000 }).toContain('settle for a while');
      await one.getByRole('button', { name: 'History' }).click();
      const history = one.getByRole('complementary', { name: 'History' });
      for (const revision of [1, 2, 3, 4, 5])
        await history.getByText(`Revision ${revision}`, { exact: true }).waitFor();
    });
  });

  it('without a complaint of the content security policy', () => {
    expect(desk.complaints).toEqual([]);
  });
});
