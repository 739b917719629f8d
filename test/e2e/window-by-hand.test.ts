import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlappingServer, flappingServer } from '../support/flapping-server.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { type KeyboardPerson, keyboardPerson } from './support/keyboard.ts';
import { onRunPage, type RunPage } from './support/run-page.ts';
import { expectSound } from './support/screen-check.ts';

const MIB = 1024 * 1024;

/** What a person meets beside the steps of one live run on a real host: each test goes on where the one before ended. */
describe('a live run with a probe, an upload, a terminal and a search, by keyboard alone', () => {
  let folder: string;
  let sshd: Sshd;
  let service: FlappingServer;
  let desk: Desk;
  let keys: KeyboardPerson;
  let run: RunPage;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-by-hand-'));
    [sshd, service] = await Promise.all([startSshd({ config: ['Subsystem sftp internal-sftp'] }), flappingServer()]);
    desk = await openDesk();
    desk.page.setDefaultTimeout(20_000);
    keys = keyboardPerson(desk.page);
    run = onRunPage(desk.page);
  });

  afterAll(async () => {
    await desk?.close();
    await Promise.all([sshd?.stop(), service?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-by-hand-failure.png') });
  });

  const runbook = (payload: string) => `apiVersion: holdpoint/v1
kind: Runbook
key: by-hand
title: By hand
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity} }
  - { name: shop, kind: http, baseUrl: '${service.url}' }
people: [{ role: Lead, name: Robin Meyer, phone: '+49 30 1' }]
probes:
  - { name: health, kind: http, targets: name=shop, path: /health, expect: { status: 200 }, every: 1s, timeout: 5s }
steps:
  - { id: ship, kind: upload, title: Ship the package, responsible: Lead, targets: name=web-01, file: ${payload}, to: ${sshd.home}/package.bin, duration: 5m, timeout: 5m }
  - { id: print, kind: ssh, title: Print a lot, responsible: Lead, after: [ship], targets: name=web-01, duration: 1m, timeout: 1m, run: 'seq 1 3000; echo "needle-7f3a in the middle"; seq 3001 6000' }
  - { id: end, kind: manual, title: End, responsible: Lead, after: [print], duration: 5m }
`;

  /** Neither is covered by anything: a pointer would reach them. */
  const holdAndAbort = async () => {
    for (const name of [/^Hold/, /^Abort/])
      await desk.page.getByRole('button', { name }).first().click({ trial: true });
  };

  it('goes live', async () => {
    const payload = path.join(folder, 'package.bin');
    writeFileSync(payload, 'package');
    truncateSync(payload, 160 * MIB);
    const file = path.join(folder, 'by-hand.yaml');
    writeFileSync(file, runbook(payload));
    const { page } = desk;
    await keys.write('Your name', 'Robin Meyer');
    await keys.write('Your role', 'Lead');
    await keys.push('That is me');
    await page.getByLabel('Runbook file').first().setInputFiles(file);
    await page.getByRole('button', { name: 'Start live…' }).waitFor();
    await keys.push('Start live…');
    await page.getByRole('button', { name: 'Accept 1 key' }).waitFor();
    await keys.push('Accept 1 key');
    await page.getByRole('button', { name: 'Start live, T0 = now' }).waitFor();
    await keys.push('Start live, T0 = now');
    await page.waitForURL(/#\/runs\/run-/);
    await page
      .getByRole('region', { name: 'Standing probes' })
      .getByRole('button', { name: /health/ })
      .waitFor();
  });

  it('hears a probe fail: the strip, the log and the sound say so, and that it is well again', async () => {
    const { page } = desk;
    await page.evaluate(listen);
    service.mood = 'bad';
    const strip = page.getByRole('region', { name: 'Standing probes' });
    await strip.getByRole('button', { name: /failed.*health/ }).waitFor();
    await page
      .getByRole('region', { name: 'Log' })
      .getByText(/health.*failed/)
      .first()
      .waitFor();
    await expect.poll(() => page.evaluate(() => Reflect.get(window, 'heardTones'))).toContain(330);
    await keys.press('7');
    await page.getByRole('group', { name: 'Shown as' }).waitFor();
    await expectSound(desk, 'the series of a probe that fails');
    await keys.push('Table');
    await page.getByRole('button', { name: 'health', exact: true }).waitFor();
    await expectSound(desk, 'the probes as a table');
    await holdAndAbort();
    service.mood = 'good';
    await page
      .getByRole('region', { name: 'Log' })
      .getByText(/health.*successful/)
      .first()
      .waitFor();
    await keys.press('1');
  });

  it('ships a file and says how far it is', async () => {
    const { page } = desk;
    await run.open('Ship the package');
    await run.press('Go');
    const bar = page.getByRole('progressbar', { name: 'Upload to web-01' });
    await bar.waitFor();
    await page
      .getByText(/ of 160 MiB/)
      .first()
      .waitFor();
    await holdAndAbort();
    await bar.waitFor({ state: 'detached', timeout: 90_000 });
    await run.state('Ship the package', 'succeeded');
  }, 120_000);

  it('opens a terminal for a reason, works in it, closes it, and plays it back', async () => {
    const { page } = desk;
    await run.open('Print a lot');
    await run.press('Go');
    await run.state('Print a lot', 'succeeded');
    await keys.push(/^Open terminal on web-01/);
    await keys.write('Why', 'Is the package really there?');
    await expectSound(desk, 'a terminal to be opened');
    await keys.push('Open terminal');
    const terminal = page.getByRole('region', { name: 'Terminal on web-01' });
    await terminal.getByText('● recording').waitFor();
    await keys.type('ls -l ~/package.bin; echo typed-by-$((40+2))\n');
    await terminal
      .getByText(/typed-by-42/)
      .first()
      .waitFor();
    await expectSound(desk, 'a terminal that is open');
    await holdAndAbort();
    await keys.press('Control+Shift+L');
    await keys.push('Close terminal');
    const player = page.getByRole('region', { name: 'Recording of the terminal on web-01' });
    await player.getByRole('button', { name: 'Play' }).waitFor();
    await keys.push('Play');
    await player
      .getByText(/typed-by-42/)
      .first()
      .waitFor();
    await expectSound(desk, 'a recording');
    await holdAndAbort();
  });

  it('finds a line of the output and opens it where it stands', async () => {
    const { page } = desk;
    await keys.press('Escape', '1', 'g', 'f');
    await page.getByRole('searchbox', { name: 'Search the output of all runs' }).waitFor();
    await keys.write('Search the output of all runs', 'needle-7f3a');
    await page.getByRole('option').filter({ hasText: 'needle-7f3a' }).waitFor();
    await expectSound(desk, 'lines found');
    await keys.press('Enter');
    await keys.press('Enter');
    await page.waitForURL(/step=print/);
    await page
      .getByRole('region', { name: /^Output of web-01/ })
      .getByText('needle-7f3a in the middle')
      .waitFor();
    await expectSound(desk, 'a line of the output');
    await holdAndAbort();
  });

  it('tells all of it in the report, and complained of nothing', async () => {
    const { page } = desk;
    await page.evaluate(() => {
      window.location.hash = `${window.location.hash.split('?')[0]}/report`;
    });
    await run.sees(/Is the package really there\?/);
    await run.sees(/package\.bin/);
    expect(desk.complaints).toEqual([]);
  });
});

/** Every tone that is played leaves its frequency behind. In the page. */
function listen(): void {
  const heard: number[] = [];
  Reflect.set(window, 'heardTones', heard);
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
    heard.push(Math.round(this.frequency.value));
    start.call(this, when);
  };
}
