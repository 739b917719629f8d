/**
 * `npm run screenshots`: the real product in a real Chromium, in the middle of a window on the practice range with
 * one failed target, in both themes and two sizes, into docs/screenshots.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRange } from '../main/adapters/range/range.ts';
import { openDesk } from '../test/e2e/support/desk.ts';
import { onRunPage } from '../test/e2e/support/run-page.ts';

const out = path.resolve(import.meta.dirname, '../docs/screenshots');
const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;
mkdirSync(out, { recursive: true });

const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-screenshots-'));
const range = await startRange({ dir: path.join(folder, 'range'), person: 'Robin Meyer' });
const desk = await openDesk();
const { page } = desk;
const run = onRunPage(page);

async function take(name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(out, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

await page.getByRole('button', { name: 'Open the practice release' }).waitFor();
await take('first-start');
const file = path.join(folder, 'practice-release.yaml');
writeFileSync(file, range.practice.text);
await page.getByLabel('Runbook file').first().setInputFiles(file);
await page.getByText('Practice release: Shop 4.2').first().click();
await page.getByRole('button', { name: 'Start live…' }).waitFor();
await take('runbook');
await run.press('Start live…');
await page.getByText(/never met before/).waitFor();
await take('host-keys');
await run.press('Accept 4 keys');
await run.press('Start live, T0 = now');
await run.open('Confirm the code freeze');
await page.getByRole('checkbox', { name: 'No merges since the tag' }).click();
await run.sees('1 of 2');
await page.getByRole('checkbox', { name: 'On-call has acknowledged' }).click();
await run.sees('2 of 2');
await run.press('Done');
for (const title of ['Back up the orders database', 'Take the web tier out of the pool']) {
  await run.open(title);
  await run.press('Go');
  await run.state(title, 'succeeded');
}
await run.open('Go / no-go for the schema change');
await page.getByRole('button', { name: 'Met', exact: true }).first().click();
await run.sees('1 of 2 met');
await take('gate');
await page.getByRole('button', { name: 'Met', exact: true }).first().click();
await run.sees('2 of 2 met');
await run.press('Approve…');
await run.press('Approve');
await run.open('Migrate the schema');
await run.press('Go');
await run.state('Migrate the schema', 'succeeded');
range.fault('web-02', 'exit 42');
await run.open('Install the release on the web tier');
await run.press('Go');
await run.state('Install the release on the web tier', 'failed');
await take('run');
await run.press('Retry 1 failed target');
await run.state('The shop answers with the new version', 'succeeded');
await run.open('Place the first order by hand');
await page.getByRole('button', { name: 'Start', exact: true }).click();
await page.getByRole('tab', { name: /Evidence/ }).click();
await page.getByLabel('Text').first().fill('SO-100042');
await page.getByRole('button', { name: 'Attach', exact: true }).first().click();
await run.sees('SO-100042');
await run.press('Done');
await run.open('Tell the stakeholders');
await run.press('Mark as sent');
await run.state('Tell the stakeholders', 'succeeded');
await run.press('Close…');
await run.press(/^Close as successful/);
await page.getByRole('link', { name: 'Report' }).first().click();
await page
  .getByText(/CHG0000042/)
  .first()
  .waitFor();
await take('report');
await page.getByRole('link', { name: /Runs/ }).first().click();
await take('runs');
await page
  .getByRole('link', { name: /Runbooks/ })
  .first()
  .click();
await take('home');

await desk.close();
await range.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
