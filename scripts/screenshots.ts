/**
 * `npm run screenshots`: every screen of the real product in a real Chromium, in both themes and two sizes, into
 * docs/screenshots. A night of 200 steps on 40 targets in rehearsal with failures, and a live window on the practice
 * range. `npm run screenshots -- run preview` takes only those whose name is given; HOLDPOINT_PICTURES=targets only the
 * rooms of targets, secrets, probes and what stands beside a run's steps.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { startRange } from '../main/adapters/range/range.ts';
import { openDesk } from '../test/e2e/support/desk.ts';
import { onRunPage } from '../test/e2e/support/run-page.ts';
import { holdpoint } from '../test/support/holdpoint-process.ts';
import { largeNight, largeNightAnswers, largeNightKey } from '../test/support/large-night.ts';
import { picturesOfTargets } from './screenshots-of-targets.ts';

const out = path.resolve(import.meta.dirname, '../docs/screenshots');
const sheets = path.resolve(import.meta.dirname, '../test/sheet/corpus');
const wanted = process.argv.slice(2);
const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;
mkdirSync(out, { recursive: true });

const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-screenshots-'));
const range = await startRange({ dir: path.join(folder, 'range'), person: 'Robin Meyer' });
const desk = await openDesk();
const { page } = desk;
page.setDefaultTimeout(20_000);
const run = onRunPage(page);

async function take(name: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      await page.screenshot({ path: path.join(out, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function goTo(hash: string, shows: Locator): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await shows.first().waitFor();
}

function file(name: string, text: string): string {
  const where = path.join(folder, name);
  writeFileSync(where, text);
  return where;
}

const button = (name: string | RegExp) => page.getByRole('button', { name }).first();

async function firstStart(): Promise<void> {
  await button('Open the practice release').waitFor();
  await take('first-start');
  await page.getByLabel('Your name').fill('Robin Meyer');
  await page.getByLabel('Your role').fill('Release manager');
  await button('That is me').click();
}

async function importSheet(): Promise<void> {
  await page.getByLabel('Runbook file').first().setInputFiles(path.join(sheets, 'orders-cutover-en.xlsx'));
  await button(/^Import \d+ steps$/).waitFor();
  await take('import');
  await button(/^Import \d+ steps$/).click();
  await button('Start rehearsal').waitFor();
  const dated = largeNight()
    .replace(`key: ${largeNightKey}`, 'key: warehouse-scanners')
    .replace(/title: .*/, 'title: Scanner firmware in the three warehouses')
    .replace(/window: .*/, "window: { start: '2026-11-28T22:00', end: '2026-11-29T02:00' }");
  await holdpoint(['run', file('warehouse.yaml', dated), '--mode', 'rehearsal', '--workspace', desk.workspace]);
}

/** The large night, rehearsed until it stands: a host that fails its smoke test, and another one that times out. */
async function rehearseNight(): Promise<string> {
  const answers = file('answers.yaml', largeNightAnswers(['go-live', 'ledger-accept']));
  const faults = ['search-smoke:search-02=exit 42', 'stock-start:stock-01=exit 7', 'stock-start:stock-03=exit 7'];
  const done = await holdpoint([
    ...['run', file('night.yaml', largeNight()), '--mode', 'rehearsal', '--speed', '600', '--go', '--answers', answers],
    ...[...faults.flatMap((fault) => ['--fail', fault]), '--workspace', desk.workspace],
  ]);
  const runId = /run-\d{8}-\d{4}-[a-z0-9]+/.exec(done.stdout + done.stderr)?.[0];
  if (runId === undefined) throw new Error(`the night did not start: ${done.stderr}`);
  const tell = (...words: string[]) => holdpoint([...words, '--workspace', desk.workspace]);
  await tell('issue', runId, 'raise', 'Stock does not start on two hosts', '--severity', 'high', '--owner', 'Tomasz');
  await tell('issue', runId, 'raise', 'The status page shows the old picture', '--severity', 'low');
  return runId;
}

async function theNight(): Promise<void> {
  const runId = await rehearseNight();
  await goTo(`#/runs/${runId}`, page.getByRole('tab', { name: 'Gantt' }));
  await take('run');
  await goTo(`#/runs/${runId}?step=stock-start`, page.getByRole('heading', { level: 2, name: 'Start Stock' }));
  await take('failure');
  for (const [view, name] of [
    ['map', 'Map'],
    ['table', 'Table'],
    ['now', 'Now'],
    ['issues', /Issues/],
    ['people', 'People'],
  ] as const) {
    await goTo(`#/runs/${runId}?step=stock-start&view=${view}`, page.getByRole('tab', { name }));
    await page.waitForTimeout(1500);
    await take(view);
  }
  await goTo(`#/runbooks/${largeNightKey}`, button('Start rehearsal'));
  await take('runbook');
  await goTo(`#/runbooks/${largeNightKey}/edit`, page.locator('#edit-grid'));
  await take('edit');
  await goTo(`#/runbooks/${largeNightKey}/preview`, page.getByRole('listbox', { name: 'Steps of the preview' }));
  await take('preview');
}

async function checklist(): Promise<void> {
  await goTo('#/checklists', button('Begin with it: Release readiness'));
  await button('Begin with it: Release readiness').click();
  await page.getByLabel('T0', { exact: true }).first().fill('2026-11-28 22:00');
  await button('Open the pass').click();
  await page.locator('[data-item]').first().waitFor();
  await take('checklist');
  await goTo('#/checklists', page.getByRole('heading', { name: 'Checklists' }));
  await take('checklists');
}

async function startLive(): Promise<void> {
  await goTo('#/', page.getByRole('heading', { name: 'Agenda' }));
  await page.getByLabel('Runbook file').first().setInputFiles(file('practice-release.yaml', range.practice.text));
  await button('Start live…').click();
  await page.getByText(/never met before/).waitFor();
  await take('preflight');
  await run.press('Accept 4 keys');
  await button(/^Start live, T0 = now/).click();
  await page.waitForURL(/#\/runs\/run-/);
}

async function untilTheGate(): Promise<void> {
  await run.open('Confirm the code freeze');
  await page.getByRole('checkbox', { name: 'No merges since the tag' }).click();
  await run.sees('1 of 2');
  await page.getByRole('checkbox', { name: 'On-call has acknowledged' }).click();
  await run.sees('2 of 2');
  await button(/^Done/).click();
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
}

async function failAndMend(): Promise<void> {
  range.fault('web-02', 'exit 42');
  await run.open('Install the release on the web tier');
  await run.press('Go');
  await run.state('Install the release on the web tier', 'failed');
  await take('live');
  await page.keyboard.press('i');
  await page.getByLabel('What is wrong').fill('web-02 refuses the package');
  await page.getByLabel('Severity').selectOption('high');
  await page.getByLabel('Workaround').fill('Fetch it again; the first copy was cut');
  await take('issue');
  await page.keyboard.press('Control+Enter');
  await page.locator('.draft-form').waitFor({ state: 'detached' });
  await page.keyboard.press('u');
  await page.getByLabel('Text', { exact: true }).waitFor();
  await page.waitForTimeout(800);
  await take('update');
  await page.keyboard.press('Escape');
  await run.press('Retry 1 failed target');
  await run.state('The shop answers with the new version', 'succeeded');
}

async function closeAndReport(): Promise<void> {
  await run.open('Place the first order by hand');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('tab', { name: /Evidence/ }).click();
  await page.getByLabel('Text').first().fill('SO-100042');
  await page.getByRole('button', { name: 'Attach', exact: true }).first().click();
  await run.sees('SO-100042');
  await button(/^Done/).click();
  await run.open('Tell the stakeholders');
  await run.press('Mark as sent');
  await run.state('Tell the stakeholders', 'succeeded');
  await button('Close…').click();
  await page.getByLabel('Closure code').waitFor();
  await take('close');
  await button(/^Close as /).click();
  await page.getByRole('link', { name: 'Report' }).first().click();
  await page.waitForURL(/\/report$/);
  await page.waitForTimeout(1000);
  await take('report');
  await goTo('#/runs', page.getByRole('table', { name: 'Runs' }));
  await take('runs');
  await goTo('#/', page.getByRole('heading', { name: 'Agenda' }));
  await take('agenda');
}

await firstStart();
if (process.env.HOLDPOINT_PICTURES !== 'targets') {
  await importSheet();
  await theNight();
  await checklist();
  await startLive();
  await untilTheGate();
  await failAndMend();
  await closeAndReport();
}
await picturesOfTargets({ desk, page, run, range, folder, take, goTo, file, button });
await desk.close();
await range.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
