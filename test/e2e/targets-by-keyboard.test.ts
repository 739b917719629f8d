import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { found, tracesOf } from '../security/canary-traces.ts';
import { makePasswordUser, type PasswordUser } from '../support/password-user.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { type KeyboardPerson, keyboardPerson } from './support/keyboard.ts';
import { onRunPage, type RunPage } from './support/run-page.ts';
import { expectSound } from './support/screen-check.ts';

const VALUE = 'n3ver-$een "Anywhere" 7';
const PASSPHRASE = 'open the v4ult-of-tonight please';

/** Before and in the window, on two real hosts: one knows a key, one asks for a password. */
describe('an environment, a password and the vault, by keyboard alone', () => {
  let folder: string;
  let person: PasswordUser;
  let keyed: Sshd;
  let asking: Sshd;
  let desk: Desk;
  let keys: KeyboardPerson;
  let run: RunPage;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-targets-'));
    person = makePasswordUser();
    const byPassword = ['PasswordAuthentication yes', 'PubkeyAuthentication no'];
    [keyed, asking] = await Promise.all([startSshd(), startSshd({ user: person, config: byPassword })]);
    desk = await openDesk();
    desk.page.setDefaultTimeout(20_000);
    keys = keyboardPerson(desk.page);
    run = onRunPage(desk.page);
  });

  afterAll(async () => {
    await desk?.close();
    await Promise.all([keyed?.stop(), asking?.stop()]);
    person?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await desk.page.screenshot({ path: path.join(tmpdir(), 'holdpoint-targets-failure.png') });
  });

  const bring = async (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    await desk.page.getByLabel('Runbook file').first().setInputFiles(file);
  };

  const environment = () => `apiVersion: holdpoint/v1
kind: Environment
key: production
title: Production
rank: 30
inventory:
  - { name: web-01, kind: ssh, host: ${keyed.host}, port: ${keyed.port}, user: ${keyed.user}, identity: ${keyed.identity}, stateDir: ${keyed.home}/state, labels: { tier: web } }
  - { name: down-01, kind: ssh, host: 127.0.0.1, port: 1, user: deploy, labels: { tier: db } }
infrastructure:
  - { id: licence, text: Licence of the message broker, type: licence, leadTime: 30d, orderedAt: '2026-11-02', responsible: Purchasing }
`;

  const runbook = () => `apiVersion: holdpoint/v1
kind: Runbook
key: tonight
title: Tonight
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: ${keyed.host}, port: ${keyed.port}, user: ${keyed.user}, identity: ${keyed.identity} }
  - { name: db-01, kind: ssh, host: ${asking.host}, port: ${asking.port}, user: ${person.username} }
people: [{ role: Lead, name: Robin Meyer, phone: '+49 30 1' }]
steps:
  - { id: look, kind: ssh, title: Look at the database, responsible: Lead, start: auto, targets: name=db-01, timeout: 2m, duration: 1m, run: echo seen-by-password }
  - { id: use, kind: ssh, title: Use the secret, responsible: Lead, after: [look], targets: name=web-01, timeout: 1m, duration: 1m, env: { DB: '\${{ secrets.db_password }}' }, run: 'echo "length \${#DB}"' }
  - { id: again, kind: ssh, title: Use it again, responsible: Lead, after: [use], start: auto, targets: name=web-01, timeout: 1m, duration: 1m, env: { DB: '\${{ secrets.db_token }}' }, run: 'echo "token of \${#DB}"' }
`;

  const holdAndAbort = async () => {
    for (const name of [/^Hold/, /^Abort/]) {
      const button = desk.page.getByRole('button', { name }).first();
      await button.click({ trial: true });
    }
  };

  it('brings an environment, checks it, and shows what is bad with its sentence', async () => {
    await keys.write('Your name', 'Robin Meyer');
    await keys.write('Your role', 'Lead');
    await keys.push('That is me');
    await keys.push('Targets');
    await desk.page.getByText('An environment is a document').waitFor();
    await expectSound(desk, 'no environment yet');
    await bring('production.yaml', environment());
    await desk.page.getByRole('heading', { level: 1, name: 'Production' }).waitFor();
    await keys.push('Check now: Production');
    const { page } = desk;
    await page.getByText(/^checked .* by Robin Meyer/).waitFor();
    const down = page.getByRole('row', { name: /down-01/ });
    await down.getByText(/refused/).waitFor();
    expect(await down.locator('[data-tone="failed"]').count()).toBeGreaterThan(0);
    await keys.write('Filter the targets', 'down-01');
    await keys.tabTo('Checks by target');
    await keys.press('Home');
    await page
      .getByRole('complementary', { name: 'Details' })
      .getByText(/refused/)
      .first()
      .waitFor();
    await expectSound(desk, 'an environment with a target that is down');
  });

  it('compares a host key never met before and accepts it where it was found', async () => {
    const { page } = desk;
    await keys.write('Filter the targets', 'web-01');
    await keys.tabTo('Checks by target');
    await keys.press('Home');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'host key' }).waitFor();
    await keys.push('host key');
    await keys.push('Show the keys that are not known');
    const fingerprint = execFileSync('ssh-keygen', ['-lf', '-'], { input: `${keyed.hostKey}\n`, encoding: 'utf8' });
    await details
      .getByRole('table', { name: 'Host keys' })
      .getByText(fingerprint.split(' ')[1] ?? '')
      .waitFor();
    await keys.push('Accept 1 key');
    await page
      .getByRole('row', { name: /web-01/ })
      .locator('[data-tone="succeeded"]')
      .first()
      .waitFor();
    await details
      .getByText(/^Known: SHA256/)
      .first()
      .waitFor();
    await keys.push(/^Infrastructure/);
    await page.getByText('Licence of the message broker').waitFor();
    await expectSound(desk, 'the infrastructure of an environment');
  });

  it('makes a vault with what the run needs, and locks it', async () => {
    const { page } = desk;
    await keys.push('Agenda');
    await bring('tonight.yaml', runbook());
    await page.getByRole('button', { name: 'Start live…' }).waitFor();
    await keys.press('g', 'k');
    await page.getByText('What opens the vault?').waitFor();
    await keys.tabTo(/^A passphrase|^The keychain/);
    if (await page.getByRole('radio', { name: 'The keychain of this machine' }).isChecked())
      await keys.press('ArrowDown');
    await keys.write('Passphrase', PASSPHRASE);
    await keys.write('The same once more', PASSPHRASE);
    await keys.push('Create the vault');
    await page.getByRole('button', { name: 'Add a secret' }).waitFor();
    for (const name of ['db_password', 'db_token']) {
      await keys.push(`Add ${name}`);
      await page.getByRole('form', { name: 'Add a secret' }).waitFor();
      await keys.write('Value', `${VALUE} ${name}`);
      await keys.push('Add');
      await page.getByRole('button', { name: `Rotate ${name}` }).waitFor();
    }
    await expectSound(desk, 'the vault, unlocked');
  });

  it('goes live, is asked for the password, is wrong once and right then, and the vault keeps it', async () => {
    const { page } = desk;
    await keys.push('Agenda');
    await keys.push('Tonight');
    await keys.push('Start live…');
    const tray = page.getByRole('region', { name: 'Questions for you' });
    const accept = page.getByRole('button', { name: 'Accept 1 key' });
    await accept.waitFor();
    await keys.push('Accept 1 key');
    await tray.getByText(/wants a password/).waitFor();
    await expectSound(desk, 'a question in the tray');
    await keys.press('q');
    await keys.write('Password', 'not the password');
    await keys.press('Enter');
    await tray.getByText(/The answer before was wrong/).waitFor();
    await keys.press('q');
    await keys.write('Password', person.password);
    await keys.tabTo('Remember in the vault');
    await keys.press(' ');
    await keys.push('Answer');
    await tray.waitFor({ state: 'detached' });
    await keys.push('Start live, T0 = now');
    await page.waitForURL(/#\/runs\/run-/);
    await run.state('Look at the database', 'succeeded');
  });

  it('waits for the vault after the core was killed, says so where a person looks, and goes on when it is unlocked', async () => {
    const { page } = desk;
    // What the run took over from the vault lives in the core's memory alone.
    await desk.restart('SIGKILL');
    await run.sees('Holdpoint was restarted while the run was going');
    const needs = page.getByRole('region', { name: /^Needs you/ });
    await needs.getByText('Waits for the vault: db_password').waitFor();
    await expectSound(desk, 'a step that waits for the vault');
    await holdAndAbort();
    await keys.press('q');
    await keys.write('Passphrase of the vault', PASSPHRASE);
    await keys.press('Enter');
    await page.getByRole('region', { name: 'Questions for you' }).waitFor({ state: 'detached' });
    await run.press('Resume');
    await run.open('Use the secret');
    await run.press('Go');
    await run.state('Use the secret', 'succeeded');
    await run.state('Use it again', 'succeeded');
  });

  it('leaves nothing of a password, a value or the passphrase in any stored byte', async () => {
    await desk.restart();
    const traces = [
      ...tracesOf(VALUE, 'n3ver-$een'),
      ...tracesOf(PASSPHRASE, 'v4ult-of-tonight'),
      ...tracesOf(person.password, 'Tr0ub4dor'),
    ];
    const files = readdirSync(desk.workspace, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const leaks = files
      .map((one) => path.join(one.parentPath, one.name))
      // A file of ours that is held open for its lock alone holds nothing.
      .filter((file) => !file.endsWith('owner.lock'))
      .flatMap((file) => found(traces, file, readFileSync(file)));
    expect(leaks).toEqual([]);
    expect(files.length).toBeGreaterThan(5);
    expect(desk.complaints).toEqual([]);
  });
});
