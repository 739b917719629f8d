import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { practiceRelease } from '../../main/adapters/range/practice-release.ts';
import { practiceAnswers } from '../../main/adapters/range/range.ts';
import { holdpoint } from '../support/holdpoint-process.ts';
import { type Desk, openDesk } from './support/desk.ts';

/** Every screen with something on it: a finished rehearsal, and one that is held on a failed target. */
describe('the screens', () => {
  let folder: string;
  let desk: Desk;
  const runs = { finished: '', held: '' };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-screens-'));
    const hosts = ['web-01', 'web-02', 'web-03', 'db-01'].map((name) => ({ name, port: 22, tier: name.slice(0, -3) }));
    const facts = { hosts, serviceUrl: 'http://127.0.0.1:9', identity: '~/none', person: 'Robin Meyer' };
    writeFileSync(path.join(folder, 'practice.yaml'), practiceRelease(facts));
    writeFileSync(path.join(folder, 'answers.yaml'), practiceAnswers);
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
    runs.finished = await rehearse();
    runs.held = await rehearse('--fail', 'install:web-02=exit 42');
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-screens-failure.png') });
  });

  /** Through the core that serves the page: the command line attaches to it. */
  async function rehearse(...more: string[]): Promise<string> {
    const args = ['run', path.join(folder, 'practice.yaml'), '--mode', 'rehearsal', '--speed', '600', '--go'];
    const done = await holdpoint([
      ...args,
      '--answers',
      path.join(folder, 'answers.yaml'),
      '--workspace',
      desk.workspace,
      ...more,
    ]);
    const id = /run-\d{8}-\d{4}-[a-z0-9]+/.exec(done.stdout + done.stderr)?.[0];
    if (id === undefined) throw new Error(`no run: ${done.code} ${done.stderr}`);
    return id;
  }

  const goTo = async (hash: string, shows: string | RegExp) => {
    await desk.page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
    await desk.page.getByText(shows).locator('visible=true').first().waitFor();
  };

  const screens = (): [string, string, string | RegExp][] => [
    ['home', '#/', 'Practice release: Shop 4.2'],
    ['runs', '#/runs', 'Practice release: Shop 4.2'],
    ['runbook', '#/runbooks/practice-release', 'Migrate the schema'],
    ['finished run', `#/runs/${runs.finished}`, 'SIMULATED'],
    ['held run', `#/runs/${runs.held}`, /held/i],
    ['failed step', `#/runs/${runs.held}?step=install`, 'Install the release on the web tier'],
    ['report', `#/runs/${runs.finished}/report`, /REHEARSAL|rehearsal/],
  ];

  it.each(['light', 'dark'] as const)(
    'have no serious finding of axe in the %s theme, at both sizes',
    async (colorScheme) => {
      await desk.page.emulateMedia({ colorScheme });
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
      ] as const) {
        await desk.page.setViewportSize({ width, height });
        for (const [name, hash, shows] of screens()) {
          await goTo(hash, shows);
          expect({ name, width, findings: await desk.audit() }).toEqual({ name, width, findings: [] });
          const overflow = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect({ name, width, overflow }).toEqual({ name, width, overflow: 0 });
        }
      }
      await desk.page.setViewportSize({ width: 1280, height: 800 });
    },
  );

  it('marks the whole frame of a rehearsal as simulated', async () => {
    await goTo(`#/runs/${runs.held}`, /SIMULATED|REHEARSAL/);
    expect(await desk.page.getByText('LIVE', { exact: true }).count()).toBe(0);
  });

  it('are reached by keyboard: help, palette, filter, and the steps by J, K and Enter', async () => {
    await goTo(`#/runs/${runs.held}`, /held/i);
    await desk.page.keyboard.press('?');
    await desk.page.getByRole('dialog').waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.page.keyboard.press('Control+k');
    await desk.page.getByRole('dialog').waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.page.keyboard.press('/');
    await desk.page.keyboard.type('schema');
    await expect.poll(() => desk.page.getByRole('grid').getByText('Place the first order by hand').count()).toBe(0);
    await desk.page.keyboard.press('Escape');
    await desk.page.keyboard.press('j');
    await desk.page.keyboard.press('j');
    await desk.page.keyboard.press('Enter');
    // The failed step is open already; two further on is the health check.
    await desk.page.getByRole('heading', { level: 2, name: 'The shop answers with the new version' }).waitFor();
  });

  it('say when the connection is gone, offer no act meanwhile, and recover by themselves', async () => {
    await goTo(`#/runs/${runs.held}`, /held/i);
    const restarted = desk.restart('SIGKILL');
    await desk.page
      .getByText(/connection|not connected|disconnected/i)
      .first()
      .waitFor();
    await restarted;
    await expect
      .poll(async () => desk.page.getByRole('button', { name: 'Resume' }).isEnabled(), { timeout: 20_000 })
      .toBe(true);
  });

  it('leave no complaint of the content security policy and no uncaught error', () => {
    expect(desk.complaints).toEqual([]);
  });
});
