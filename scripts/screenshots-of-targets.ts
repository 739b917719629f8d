import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Range } from '../main/adapters/range/range.ts';
import type { Desk } from '../test/e2e/support/desk.ts';
import type { RunPage } from '../test/e2e/support/run-page.ts';
import { holdpoint } from '../test/support/holdpoint-process.ts';
import { freePort, type Sshd, startSshd } from '../test/support/sshd.ts';

/** What every chapter of the pictures works with. */
export interface Studio {
  readonly desk: Desk;
  readonly page: Page;
  readonly run: RunPage;
  readonly range: Range;
  readonly folder: string;
  take(name: string): Promise<void>;
  goTo(hash: string, shows: Locator): Promise<void>;
  file(name: string, text: string): string;
  button(name: string | RegExp): Locator;
}

const FLEET = 40;

/** Environments, the vault, questions, and a live run with everything beside its steps. */
export async function picturesOfTargets(studio: Studio): Promise<void> {
  await environments(studio);
  await vault(studio);
  await probes(studio);
  await questions(studio);
  await liveTools(studio);
}

async function bring({ page, goTo, file }: Studio, name: string, text: string): Promise<void> {
  await goTo('#/', page.locator('.rail'));
  await page.getByLabel('Runbook file').first().waitFor({ state: 'attached' });
  await page.getByLabel('Runbook file').first().setInputFiles(file(name, text));
  // It opens what it has stored; whoever went on at once would be called back.
  await page.waitForURL(/#\/(environments|runbooks)\/./);
}

function environment({ range }: Studio, key: string, more: { title: string; rank: number; down: number }): string {
  const { ssh, identity, http } = range.describe();
  const lines = ssh.map(
    ({ name, host, port, user }) =>
      `  - { name: ${name}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: '${identity}', labels: { tier: ${name.slice(0, -3)} } }`,
  );
  const down = Array.from({ length: more.down }, (_, index) => {
    const name = `orders-batch-${String(index + 1).padStart(2, '0')}.dc2.example.internal`;
    return `  - { name: ${name}, kind: ssh, host: 127.0.0.1, port: ${index + 1}, user: deploy, labels: { tier: batch } }`;
  });
  return `apiVersion: holdpoint/v1
kind: Environment
key: ${key}
title: ${more.title}
rank: ${more.rank}
timezone: Europe/Berlin
inventory:
${[...lines, ...down].join('\n')}
  - { name: ${http.name}, kind: http, baseUrl: '${http.url}' }
groups: { web: tier=web, database: tier=db }
infrastructure:
  - { id: tls-shop, text: Certificate of the shop, type: certificate, leadTime: 10d, expires: '2027-01-31', responsible: Operations, ci: CI0012345, state: installed }
  - { id: licence, text: Licence of the message broker, type: licence, leadTime: 30d, orderedAt: '2026-11-02', responsible: Purchasing }
  - { id: firewall, text: Firewall rule from the web tier to the ledger in the second data centre, type: firewall, leadTime: 14d, responsible: Network }
  - { id: orders-db, text: Database of the orders, type: database, leadTime: 20d, responsible: Database, state: validated }
reachability:
  - { from: group=web, to: ${http.name} }
  - { from: group=web, to: '127.0.0.1:1' }
  - { from: group=database, to: 'ledger.invalid:5432' }
databases:
  - { id: orders, from: group=database, engine: other, host: 127.0.0.1, port: 2 }
expected:
  - { targets: group=web, command: 'echo nginx 1.24.0', version: '1.24.*' }
  - { targets: group=web, command: 'echo java 11.0.2', version: '17.*' }
checks:
  - { id: spool, text: Mail spool is empty, targets: group=web, run: 'echo 0', expect: { stdout: { matches: '^0$' } } }
`;
}

async function environments(studio: Studio): Promise<void> {
  const { page, take, goTo, desk } = studio;
  await goTo('#/environments', page.getByText('An environment is a document'));
  await take('environments-empty');
  await bring(
    studio,
    'staging.yaml',
    environment(studio, 'staging', { title: 'Staging of the shop', rank: 20, down: 0 }),
  );
  await bring(
    studio,
    'prod.yaml',
    environment(studio, 'production', { title: 'Production of the shop', rank: 30, down: 7 }),
  );
  for (const key of ['production', 'staging'])
    await holdpoint(['targets', 'check', key, '--trust-new-hosts', '--workspace', desk.workspace]);
  await goTo('#/environments', page.getByRole('table').first());
  await take('environments');
  await goTo('#/environments/production', page.getByRole('grid', { name: 'Checks by target' }));
  await page.getByRole('grid', { name: 'Checks by target' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(500);
  await take('environment');
  for (const tab of ['installed', 'reachability', 'infrastructure', 'history']) {
    await goTo(`#/environments/production/${tab}`, page.getByRole('navigation', { name: 'Rooms of the environment' }));
    await page.waitForTimeout(500);
    await take(tab === 'history' ? 'environment-history' : tab);
  }
}

async function vault({ page, take, goTo, button }: Studio): Promise<void> {
  await goTo('#/secrets', page.getByText('What opens the vault?'));
  await take('secrets-none');
  await page.getByRole('radio', { name: 'A passphrase' }).check();
  await page.getByLabel('Passphrase', { exact: true }).fill('the quick brown vault');
  await page.getByLabel('The same once more').fill('the quick brown vault');
  await button('Create the vault').click();
  for (const name of ['db_password', 'monitoring_token', 'artifactory_api_key']) {
    await button('Add a secret').click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Value', { exact: true }).fill(`a value nobody sees ${name}`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await button(`Rotate ${name}`).waitFor();
  }
  await button('Rotate db_password').click();
  await page.getByRole('form', { name: 'Rotate db_password' }).waitFor();
  await take('secrets');
  await button('Lock').click();
  await page.getByText('The vault is locked.').waitFor();
  await take('secrets-locked');
  await page.getByLabel('Passphrase of the vault').fill('the quick brown vault');
  await button('Unlock the vault').click();
  await button('Lock').waitFor();
}

const probed = () => `apiVersion: holdpoint/v1
kind: Runbook
key: watched-night
title: Orders 4.2 under watch
timezone: Europe/Berlin
inventory:
${Array.from({ length: 24 }, (_, index) => `  - { name: orders-web-${String(index + 1).padStart(2, '0')}, kind: http, baseUrl: 'http://10.0.0.${index + 1}' }`).join('\n')}
people: [{ role: Release manager, name: Robin Meyer, phone: '+49 30 901820' }]
probes:
  - { name: orders-health, kind: http, targets: 'name=orders-web-*', path: /health, every: 10s }
  - { name: queue-depth, kind: http, targets: 'name=orders-web-01', path: /queue, every: 10s }
  - { name: payment-gateway, kind: http, targets: 'name in (orders-web-01,orders-web-02)', path: /pay, every: 20s }
  - { name: ledger-lag, kind: http, targets: 'name=orders-web-03', path: /lag, every: 15s }
steps:
  - { id: warm, kind: http, title: Warm the caches, responsible: Release manager, start: auto, targets: 'name=orders-web-*', request: { path: /warm }, duration: 8m }
  - { id: watch, kind: manual, title: Watch the error rate, responsible: Release manager, after: [warm], duration: 20m }
`;

async function probes({ desk, page, take, goTo, file }: Studio): Promise<void> {
  const faults = ['probe:orders-health:orders-web-07=exit 1', 'probe:payment-gateway=timeout'];
  const done = await holdpoint([
    ...['run', file('watched.yaml', probed()), '--mode', 'rehearsal', '--speed', '600', '--go'],
    ...[...faults.flatMap((fault) => ['--fail', fault]), '--workspace', desk.workspace],
  ]);
  const runId = /run-\d{8}-\d{4}-[a-z0-9]+/.exec(done.stdout + done.stderr)?.[0];
  if (runId === undefined) throw new Error(`the watched night did not start: ${done.stderr}`);
  await goTo(`#/runs/${runId}?view=probes`, page.getByRole('button', { name: 'Table' }));
  await page.waitForTimeout(1500);
  await take('probes');
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('button', { name: 'orders-health' }).first().click();
  await page.waitForTimeout(500);
  await take('probes-table');
}

/** Hosts that want a password each, of as many servers as it takes: one listens in 16 places at most. */
async function fleet(): Promise<readonly Sshd[]> {
  const port = await freePort();
  return Promise.all(
    [0, 1, 2, 3].map((server) => {
      const listen = Array.from(
        { length: FLEET / 4 },
        (_, index) => `ListenAddress 127.0.1.${server * 10 + index + 1}:${port}`,
      );
      const config = [...listen, 'PasswordAuthentication yes', 'PubkeyAuthentication no'];
      return startSshd({ host: `127.0.2.${server + 1}`, port, config });
    }),
  );
}

async function questions(studio: Studio): Promise<void> {
  const { page, take, button } = studio;
  const servers = await fleet();
  const hosts = Array.from({ length: FLEET }, (_, index) => {
    const name = `till-${String(index + 1).padStart(2, '0')}.store.example`;
    return `  - { name: ${name}, kind: ssh, host: 127.0.1.${index + 1}, port: ${servers[0]?.port}, user: ${servers[0]?.user} }`;
  });
  const text = `apiVersion: holdpoint/v1
kind: Runbook
key: tills
title: Tills of forty stores
timezone: Europe/Berlin
inventory:
${hosts.join('\n')}
people: [{ role: Release manager, name: Robin Meyer }]
steps:
  - { id: stop, kind: ssh, title: Stop the tills, responsible: Release manager, targets: 'name=till-*', run: till stop, duration: 5m }
`;
  await bring(studio, 'tills.yaml', text);
  await button('Start live…').click();
  await button(/^Accept \d+ keys$/).click();
  await page.getByText(/\d+ hosts want a password/).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3000);
  await take('questions');
  await button('Stop waiting').click();
  // Else forty hosts stand over every picture that follows.
  const later = button('Not now');
  while (await later.isVisible()) {
    await later.click();
    await page.waitForTimeout(1000);
  }
  await Promise.all(servers.map((server) => server.stop()));
}

const tools = (sshd: Sshd, payload: string) => `apiVersion: holdpoint/v1
kind: Runbook
key: by-hand
title: Orders 4.2, package and batch
timezone: Europe/Berlin
inventory:
  - { name: orders-batch-01, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity} }
people: [{ role: Release manager, name: Robin Meyer, phone: '+49 30 901820' }]
steps:
  - { id: batch, kind: ssh, title: Rebuild the price index, responsible: Release manager, targets: name=orders-batch-01, outputLimit: { size: 1MiB, policy: keep-head-and-tail }, duration: 1m, timeout: 2m, run: 'for n in $(seq 1 60000); do echo "article $n priced in shard $((n % 16))"; done' }
  - { id: ship, kind: upload, title: Ship the package to the batch host, responsible: Release manager, after: [batch], targets: name=orders-batch-01, file: ${payload}, to: ${sshd.home}/orders-4.2.0.tar, duration: 2m, timeout: 10m }
`;

async function liveTools(studio: Studio): Promise<void> {
  const { page, run, take, goTo, button, folder } = studio;
  const sshd = await startSshd({ config: ['Subsystem sftp internal-sftp'] });
  const payload = path.join(folder, 'orders-4.2.0.tar');
  writeFileSync(payload, 'orders');
  truncateSync(payload, 1500 * 1024 * 1024);
  await bring(studio, 'by-hand.yaml', tools(sshd, payload));
  await button('Start live…').click();
  await button('Accept 1 key').click();
  await button(/^Start live, T0 = now/).click();
  await page.waitForURL(/#\/runs\/run-/);
  const here = page.url().split('?')[0]?.split('#')[1] ?? '/';
  await run.open('Rebuild the price index');
  await run.press('Go');
  await run.state('Rebuild the price index', 'succeeded');
  await page.waitForTimeout(1000);
  await take('output');
  await goTo(
    `#${here}?step=batch&target=orders-batch-01&at=1.stdout.527400`,
    page.getByText(/left out|not kept/).first(),
  );
  const gap = page.locator('#output .output-line[data-gap]').first();
  for (let turn = 0; turn < 80 && !(await gap.isVisible()); turn++) {
    await page.locator('#output .output-line').first().hover();
    await page.mouse.wheel(0, -60);
    await page.waitForTimeout(50);
  }
  await take('output-gap');
  await run.open('Ship the package to the batch host');
  await run.press('Go');
  await page.getByRole('progressbar', { name: /^Upload to/ }).waitFor();
  await take('upload');
  await terminal(studio);
  await goTo('#/search?text=article+4711', page.locator('#hit-0'));
  await take('search');
  await goTo(`#${here}`, button('Abort…'));
  await run.state('Ship the package to the batch host', 'succeeded');
  await sshd.stop();
}

async function terminal({ page, take, button }: Studio): Promise<void> {
  await button(/^Open terminal on/).click();
  await page.getByLabel('Why').fill('Is there room for the package?');
  await take('terminal-why');
  await button('Open terminal').click();
  await page.getByText('● recording').waitFor();
  await page.keyboard.type('df -h / | head -5; ls -l --color=always ~; uptime\n');
  await page.waitForTimeout(1500);
  await take('terminal');
  await button('Close terminal').click();
  await button('Play').click();
  await page.waitForTimeout(2500);
  await take('terminal-player');
}
