import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { practiceRelease } from '../../main/adapters/range/practice-release.ts';
import { practiceAnswers } from '../../main/adapters/range/range.ts';
import { largeNight } from '../support/large-night.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { goTo, rehearsed, sayOnDesk } from './support/rehearsed.ts';
import { expectSound } from './support/screen-check.ts';

const hosts = ['web-01', 'web-02', 'web-03', 'db-01'].map((name) => ({ name, port: 9, tier: name.slice(0, -3) }));
const facts = { hosts, serviceUrl: 'http://127.0.0.1:9', identity: '~/none', person: 'Robin Meyer' };
const views = ['gantt', 'map', 'table', 'now', 'issues', 'people'] as const;

/** Everything done, and nobody has closed it. */
const toClose = `apiVersion: holdpoint/v1
kind: Runbook
key: to-close
title: To be closed
timezone: UTC
people: [ { role: Release manager, name: Robin Meyer } ]
steps:
  - { id: look, kind: manual, title: Look at the shop, responsible: Release manager, duration: 1m }
`;

/** The run screen in every view, with every panel open: held on a failed target, waiting for people, at its end. */
describe('the run screen in both themes and at both sizes', () => {
  let folder: string;
  let desk: Desk;
  const runs = { held: '', waiting: '', gate: '', ending: '', large: '' };

  const file = (name: string, text: string) => {
    const to = path.join(folder, name);
    writeFileSync(to, text);
    return to;
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-run-screens-'));
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
    const practice = file('practice.yaml', practiceRelease(facts));
    const answers = file('answers.yaml', practiceAnswers);
    const fault = 'install:web-02=exit 42';
    runs.held = await rehearsed(desk, practice, '--go', '--answers', answers, '--fail', fault);
    runs.waiting = await rehearsed(desk, practice);
    const [freeze = ''] = practiceAnswers.split('\n').filter((line) => line.startsWith('freeze'));
    runs.gate = await rehearsed(desk, practice, '--go', '--answers', file('freeze.yaml', `${freeze}\n`));
    const done = file('done.yaml', 'look: { outcome: done, by: Robin Meyer }\n');
    runs.ending = await rehearsed(desk, file('to-close.yaml', toClose), '--answers', done);
    const wrong = 'orders-certificate:orders-02=exit 3';
    runs.large = await rehearsed(desk, file('large.yaml', largeNight()), '--go', '--as-planned', '--fail', wrong);
  });

  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-run-screens-failure.png') });
  });

  const button = (name: string | RegExp) =>
    desk.page.getByRole('button', { name, exact: typeof name === 'string' }).first();

  /** Its view and its step; the page as it is after a reload, so that nothing of the one before is left. */
  const open = async (runId: string, query: string, shows: string | RegExp) => {
    await desk.page.goto(`${desk.page.url().split('#')[0]}#/runs/${runId}${query}`);
    await desk.page.reload();
    await desk.page.getByText(shows).locator('visible=true').first().waitFor();
  };

  it('held on a failed target, without an issue yet', async () => {
    await open(runs.held, '?view=issues', /No issue so far/);
    await expectSound(desk, 'no issue');
    const at = ['--step', 'install'];
    await sayOnDesk(desk, 'issue', runs.held, 'web-02 refuses the package', ...at, '--severity', 'critical');
    await sayOnDesk(desk, 'issue', runs.held, 'The mail queue is long', '--owner', 'Kim Novak', '--via', 'phone');
    await sayOnDesk(desk, 'issue', runs.held, 'resolve', 'I-2', 'It drained by itself');
    await sayOnDesk(desk, 'note', runs.held, 'Sam is on the bridge', '--by', 'Sam Okafor', '--via', 'phone');
    await sayOnDesk(desk, 'decide', runs.held, '--what', 'Go on without web-02', '--reason', 'Two are enough');
    await sayOnDesk(desk, 'eta', runs.held, 'enable', '+40m', '--reason', 'The package is fetched again');
  });

  it.each(views)('held, the view %s', async (view) => {
    await open(runs.held, `?step=install&view=${view}`, /^Held/);
    if (view === 'map') await desk.page.locator('#map-install').waitFor();
    await expectSound(desk, `held, ${view}`);
  });

  it('a night of 200 steps in the views of steps', async () => {
    for (const view of ['gantt', 'map', 'table', 'now'] as const) {
      await open(runs.large, `?step=orders-certificate&view=${view}`, /^Held/);
      await expectSound(desk, `large, ${view}`);
    }
  });

  it('a failed step: its targets, work, attempts, evidence and plan', async () => {
    await open(runs.held, '?step=install', 'Install the release on the web tier');
    for (const tab of [/^Targets/, 'Work', /^Attempts/, /^Evidence/, 'Plan']) {
      const one = desk.page.getByRole('tab', { name: tab, exact: typeof tab === 'string' });
      await one.click();
      await expectSound(desk, `failed step, ${String(tab)}`);
    }
  });

  it('what may be done about a failed step, and its reason', async () => {
    await open(runs.held, '?step=install', 'Install the release on the web tier');
    const acts = desk.page.getByRole('group', { name: 'Step' }).getByRole('button', { name: /…$/, disabled: false });
    await acts.first().waitFor();
    for (const name of await acts.allInnerTexts()) {
      await acts.filter({ hasText: name }).first().click();
      await expectSound(desk, `failed step, ${name}`);
    }
  });

  it('the output of a target, searched, and with more of it', async () => {
    await open(runs.held, '?step=install&target=web-02', 'Install the release on the web tier');
    await desk.page.getByRole('region', { name: 'Output', exact: true }).waitFor();
    await expectSound(desk, 'output');
    await button('Search').click();
    await desk.page.getByLabel('Search the output').fill('e');
    await desk.page
      .getByText(/\d of \d/)
      .first()
      .waitFor();
    await expectSound(desk, 'output, searched');
    await button('More').click();
    await expectSound(desk, 'output, more');
  });

  it('people asked: a checklist, a gate, evidence and a message', async () => {
    await open(runs.waiting, '?step=freeze-confirmed', 'No merges since the tag');
    await expectSound(desk, 'checklist step');
    await open(runs.gate, '?step=go-no-go', /No customer session is left/);
    await expectSound(desk, 'gate');
    await open(runs.gate, '?step=first-order', 'Place the first order by hand');
    await desk.page.getByRole('tab', { name: /^Evidence/ }).click();
    await expectSound(desk, 'evidence demanded');
    await open(runs.gate, '?step=announce', 'Tell the stakeholders');
    await expectSound(desk, 'message');
  });

  it.each([
    ['note', 'n', 'Sam says @ki'],
    ['decision', 'Shift+N', 'Go on'],
    ['issue', 'i', 'The queue is long'],
    ['estimate', 'e', '+20m'],
    ['moved T0', 't', '+18m'],
    ['update', 'u', ''],
  ])('the panel of a %s, empty and written in', async (name, key, text) => {
    await open(runs.held, '?step=enable&view=table', 'Put the web tier back into the pool');
    await desk.page.getByRole('grid').first().waitFor();
    await desk.page.keyboard.press(key);
    await desk.page.locator('.note-form, .draft-form').waitFor();
    await expectSound(desk, `${name}, empty`);
    if (text !== '') {
      await desk.page.keyboard.type(text);
      await expectSound(desk, `${name}, written in`);
    }
    await button('Throw away').or(button('Put aside')).first().click();
  });

  it('somebody else’s word in a note', async () => {
    await open(runs.held, '?step=enable&view=table', 'Put the web tier back into the pool');
    await desk.page.keyboard.press('n');
    await desk.page.getByRole('form', { name: 'Note' }).waitFor();
    await desk.page.getByText(/^Said by/).click();
    await desk.page.getByLabel(/^Name/).waitFor();
    await expectSound(desk, 'note of somebody else');
    await button('Put aside').click();
  });

  it('the panels of abort, close and sounds', async () => {
    await open(runs.held, '', /^Held/);
    await button('Abort…').click();
    await desk.page.getByRole('region', { name: 'Abort the run' }).waitFor();
    await expectSound(desk, 'abort');
    await desk.page.keyboard.press('Control+k');
    await desk.page.getByRole('dialog').waitFor();
    await desk.page.keyboard.type('Choose what sounds');
    await expectSound(desk, 'palette');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('region', { name: 'Sounds' }).waitFor();
    await expectSound(desk, 'sounds');
    await open(runs.ending, '', 'To be closed');
    await button('Close…').click();
    await desk.page.getByLabel('Closure code').waitFor();
    await expectSound(desk, 'close');
  });

  it('an issue under the pen', async () => {
    await open(runs.held, '?view=issues', 'web-02 refuses the package');
    const pane = desk.page.getByRole('complementary', { name: 'Selected issue' });
    for (const act of ['Change…', 'Resolve…']) {
      await pane.getByRole('button', { name: act }).click();
      await expectSound(desk, `issue, ${act}`);
    }
    await desk.page.getByRole('button', { name: /The mail queue is long/ }).click();
    await pane.getByRole('button', { name: 'Reopen…' }).click();
    await expectSound(desk, 'issue, reopen');
  });

  it('the sheet of keys', async () => {
    await open(runs.held, '', /^Held/);
    await desk.page.keyboard.press('?');
    await desk.page.getByRole('dialog').waitFor();
    await expectSound(desk, 'keys');
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('marks the whole frame of a rehearsal as simulated', async () => {
    await open(runs.held, '', 'SIMULATED');
    expect(await desk.page.getByText('LIVE', { exact: true }).count()).toBe(0);
  });

  it('is reached by keyboard: filter, and the steps by J, K and Enter', async () => {
    await goTo(desk, `#/runs/${runs.held}?step=install`, /^Held/);
    await desk.page.keyboard.press('/');
    await desk.page.keyboard.type('schema');
    await expect.poll(() => desk.page.getByRole('grid').getByText('Place the first order by hand').count()).toBe(0);
    await desk.page.keyboard.press('Control+a');
    await desk.page.keyboard.press('Delete');
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('tab', { name: 'Gantt' }).focus();
    await desk.page.keyboard.press('j');
    await desk.page.keyboard.press('j');
    // The failed step was open; two further on is the health check.
    await desk.page.getByRole('heading', { level: 2, name: 'The shop answers with the new version' }).waitFor();
  });

  it('says when the connection is gone, offers no act meanwhile, and recovers by itself', async () => {
    await goTo(desk, `#/runs/${runs.held}`, /^Held/);
    const restarted = desk.restart('SIGKILL');
    await desk.page
      .getByText(/connection|not connected|disconnected/i)
      .first()
      .waitFor();
    expect(await desk.audit()).toEqual([]);
    await restarted;
    await expect.poll(() => button('Resume').isEnabled(), { timeout: 20_000 }).toBe(true);
  });

  it('and nothing complained behind it', () => {
    expect(desk.complaints).toEqual([]);
  });
});
