import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTls } from 'node:https';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Client } from '../../../contract/client.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import type { CheckOutcome, EnvironmentView } from '../../../contract/environments.ts';
import type { Result } from '../../../contract/errors.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import { type Core, compose } from '../../../main/hosts/compose.ts';
import { type Sshd, startSshd } from '../../support/sshd.ts';

let folder = '';
let good: Sshd;
let noSudo: Sshd;
let changed: Sshd;
const servers: Server[] = [];
let core: Core;
let client: Client;
let commands = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-environment-'));
  // The login of the test servers looks into it.
  chmodSync(folder, 0o755);
  const programs = path.join(folder, 'programs');
  execFileSync('mkdir', [programs]);
  writeFileSync(path.join(programs, 'sudo'), '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n');
  chmodSync(path.join(programs, 'sudo'), 0o755);
  [good, noSudo, changed] = await Promise.all([startSshd(), startSshd({ path: programs }), startSshd()]);
});
afterAll(async () => {
  await Promise.all([good.stop(), noSudo.stop(), changed.stop()]);
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  const workspaceDir = mkdtempSync(path.join(folder, 'ws-'));
  const known = path.join(workspaceDir, 'keys');
  const foreign = `[${changed.host}]:${changed.port} ${good.hostKey}\n`;
  writeFileSync(known, readFileSync(good.knownHosts, 'utf8') + readFileSync(noSudo.knownHosts, 'utf8') + foreign);
  const opened = await compose({ workspaceDir, mode: 'drive', host: 'test', extraKnownHosts: [known] });
  if (opened.kind !== 'core') throw new Error(opened.message);
  core = opened;
  client = core.connect({ via: 'desk' });
});
afterEach(() => core.close(0));

function must<T>(answer: Result<T>): T {
  if (!answer.ok)
    throw new Error(`${answer.problem.code}: ${answer.problem.message} ${JSON.stringify(answer.problem)}`);
  return answer.value;
}

const line = (name: string, server: Sshd, more = '') =>
  `  - { name: ${name}, kind: ssh, host: ${server.host}, port: ${server.port}, user: ${server.user}, identity: ${server.identity}, stateDir: ${server.home}/state, labels: { tier: web }${more} }\n`;

const document = (inventory: string, rest = '') => `apiVersion: holdpoint/v1
kind: Environment
key: production
title: Production
rank: 30
inventory:
${inventory}groups: { web: tier=web }
${rest}`;

async function save(text: string): Promise<void> {
  must(await client.call('documents.save', { text }));
}

async function check(targets?: string): Promise<CheckOutcome> {
  return must(
    await client.call('environments.check', { key: 'production', ...(targets === undefined ? {} : { targets }) }),
  );
}

async function view(): Promise<EnvironmentView> {
  return must(await client.call('environments.get', { key: 'production' }));
}

/** `state: text` of every check on a target. */
function said({ cells, columns, targets }: EnvironmentView, name: string | null): Record<string, string> {
  const index = targets.findIndex((target) => target.name === name);
  const own = cells.filter(({ target }) => target === (name === null ? null : index));
  return Object.fromEntries(own.map(({ column, state, text }) => [columns[column]?.id, `${state}: ${text}`]));
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('tells of each target what is wrong with it, and of no other', { timeout: 60_000 }, async () => {
  const mute = await listening(createServer(() => {}));
  await save(
    document(
      line('good', good) +
        line('no-sudo', noSudo, ', runAs: postgres') +
        line('changed', changed) +
        `  - { name: down, kind: ssh, host: 127.0.0.1, port: 1, user: a }\n` +
        `  - { name: mute, kind: ssh, host: 127.0.0.1, port: ${mute}, user: a }\n`,
      "checks: [{ id: up, targets: 'name in (good,down)', run: echo up, expect: { stdout: { contains: up } } }]\n",
    ),
  );
  const outcome = await check();
  const now = await view();
  expect(now.targets.map(({ name, rag }) => `${name} ${rag}`)).toEqual([
    ...['good green', 'no-sudo amber', 'changed red', 'down red', 'mute red'],
  ]);
  expect(said(now, 'good')).toMatchObject({
    ...{ reachable: 'good: Answers.', 'check:up': 'good: up', authentication: 'good: Lets us log in.' },
    clock: expect.stringMatching(/^good: Agrees with this machine ± \d+ ms/),
    'host-key': expect.stringMatching(/^good: Known: SHA256:/),
    disk: expect.stringMatching(/^good: .* free/),
  });
  expect(said(now, 'no-sudo').sudo).toMatch(/^unknown: sudo asks for a password to run as postgres/);
  expect(said(now, 'changed')['host-key']).toMatch(/^bad: /);
  expect(said(now, 'down')).toMatchObject({
    reachable: expect.stringMatching(/^bad: .*refused/),
    'check:up': expect.stringMatching(/^unknown: Not asked: .*refused/),
  });
  expect(said(now, 'mute').reachable).toMatch(/^bad: /);
  expect(outcome).toMatchObject({ isCancelled: false, bad: 3 });
  expect(now.summary).toMatchObject({ rag: 'red', red: 3, amber: 1, green: 1, checked: { targets: 5, bad: 3 } });
});

it('asks from target to target, databases and what is installed, and says by what', async () => {
  const closed = await listening(createServer((socket) => socket.destroy()));
  const rest = `reachability:
  - { from: name=good, to: 'no-sudo' }
  - { from: name=good, to: '127.0.0.1:1' }
  - { from: name=good, to: 'nowhere.invalid:80' }
databases:
  - { id: broker, from: name=good, engine: other, host: 127.0.0.1, port: ${closed} }
  - { id: orders, from: name=good, engine: postgresql, host: no-sudo, run: 'echo accepting; exit 3' }
expected:
  - { targets: name=good, command: "echo java 17.0.9", version: '17.*' }
  - { targets: name=good, command: "echo java 11.0.2", version: '17.*' }
  - { targets: name=good, command: no-such-program --version }
  - { targets: name=good, package: no-such-package }
`;
  await save(document(line('good', good) + line('no-sudo', noSudo), rest));
  await check();
  const found = said(await view(), 'good');
  expect(found['reach:no-sudo']).toMatch(/^good: Reaches no-sudo \((nc|bash|python3)\)\.$/);
  expect(found['reach:127.0.0.1:1']).toMatch(/^bad: .*refused \((nc|bash|python3)\)\.$/);
  expect(found['reach:nowhere.invalid:80']).toMatch(/^bad: .*its name is not known there/);
  expect(found['database:broker']).toMatch(/^good: The port of other broker answers; its client is not there/);
  expect(found['database:orders']).toMatch(/^bad: .*accepting/);
  expect(found['installed:echo java 17.0.9=17.*']).toBe('good: 17.0.9');
  expect(found['installed:echo java 11.0.2=17.*']).toBe('bad: 11.0.2');
  expect(found['installed:no-such-program --version']).toBe('bad: not installed');
  expect(found['installed:no-such-package']).toMatch(/^(bad: not installed|unknown: Which packages)/);
});

it('a check that hangs, floods or lies harms no other', { timeout: 60_000 }, async () => {
  const rest = `checks:
  - { id: hangs, targets: name=good, run: sleep 60, timeout: 1s }
  - { id: floods, targets: name=good, run: 'yes | head -c 2000000' }
  - { id: lies, targets: name=good, run: 'echo "hp-x q3 end 0"; printf "\\033]0;t\\007\\377\\000"; exit 7' }
  - { id: after, targets: name=good, run: echo fine }
`;
  await save(document(line('good', good) + line('no-sudo', noSudo), rest));
  await check();
  const now = await view();
  const found = said(now, 'good');
  expect(found['check:hangs']).toBe('unknown: It had not answered after 1 s.');
  expect(found['check:floods']).toMatch(/^good/);
  expect(found['check:lies']).toMatch(/^bad: Exit code 7/);
  expect(found['check:after']).toBe('good: fine');
  expect(now.targets.find(({ name }) => name === 'no-sudo')?.rag).toBe('green');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
  expect(JSON.stringify(now.cells)).not.toMatch(/\\u001b|[\u0000-\u0008]/);
});

it('a folder that is nearly full is said with its figures', async () => {
  const small = mkdtempSync(path.join(folder, 'small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=1777', 'tmpfs', small]);
  try {
    await save(document(line('good', good).replace(`${good.home}/state`, `${small}/state`)));
    await check();
    expect(said(await view(), 'good').disk).toMatch(/^bad: .*is full: \d+ [KM]iB free/);
  } finally {
    execFileSync('umount', ['-l', small]);
  }
});

it('certificates of services and of infrastructure items are judged by their days', async () => {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '9'],
    ...['-subj', '/CN=shop.example.com', '-keyout', key, '-out', cert],
  ]);
  const server = createTls({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
    response.end(),
  );
  const port = await listening(server);
  const rest = `infrastructure:
  - { id: tls, text: Certificate of the shop, type: certificate, state: validated, check: '127.0.0.1:${port}' }
  - { id: old, text: Plain port, type: certificate, state: validated, check: '127.0.0.1:1' }
`;
  await save(document(`  - { name: shop, kind: http, baseUrl: 'https://127.0.0.1:${port}' }\n`, rest));
  await check();
  const now = await view();
  expect(said(now, 'shop').tls).toMatch(/^warning: The certificate of shop.example.com ends in [89] days/);
  expect(said(now, null)['item:old']).toMatch(/^unknown: 127.0.0.1:1 shows no certificate: the connection is refused/);
  expect(now.items.map(({ id, rag }) => `${id} ${rag}`)).toEqual(['tls amber', 'old amber']);
});

it('answers are a series with an age; a check that came and went flaps, and a core that starts again knows it', async () => {
  const switchFile = path.join(folder, 'switch');
  await save(document(line('good', good), `checks: [{ id: up, targets: name=good, run: test -e ${switchFile} }]\n`));
  for (const isThere of [true, false, true]) {
    rmSync(switchFile, { force: true });
    if (isThere) writeFileSync(switchFile, '');
    await check('name=good');
  }
  expect(said(await view(), 'good')['check:up']).toMatch(/^flapping: .*changed 2 times in the last 14 days/);
  const asked = { key: 'production', check: 'check:up', target: (await view()).targets[0]?.name };
  const { target } = asked;
  if (target === undefined) throw new Error('no target');
  const series = must(await client.call('environments.series', { ...asked, target }));
  expect(series.samples.map(({ verdict }) => verdict)).toEqual(['successful', 'failed', 'successful']);
  const { workspaceDir } = core;
  await core.close(0);
  const again = await compose({ workspaceDir, mode: 'drive', host: 'test' });
  if (again.kind !== 'core') throw new Error(again.message);
  core = again;
  client = core.connect({ via: 'desk' });
  expect(said(await view(), 'good')['check:up']).toMatch(/^flapping/);
});

it('a check is recorded with who asked and its counts, is made once at a time, and can be cancelled', async () => {
  await save(document(line('good', good), 'checks: [{ id: slow, targets: name=good, run: sleep 30, timeout: 40s }]\n'));
  const going = client.call('environments.check', { key: 'production', attribution: { by: 'Anna' } });
  await expect.poll(async () => (await view()).summary.running?.waitingFor).toEqual(['good']);
  const second = await client.call('environments.check', { key: 'production' });
  expect(second).toMatchObject({ ok: false, problem: { code: 'refused', message: expect.stringContaining('Anna') } });
  expect(must(await client.call('environments.cancel', { key: 'production' }))).toEqual({ wasRunning: true });
  expect(must(await going)).toMatchObject({ isCancelled: true });
  const { entries } = must(await client.call('environments.log', { key: 'production' }));
  expect(entries[0]).toMatchObject({ person: 'Anna', sentence: expect.stringContaining('cancelled before its end') });
  expect((await view()).summary.checked).toBeNull();
});

it('how far an item is, is said by people and kept, not written into the document', async () => {
  const rest = 'infrastructure: [{ id: licence, text: Licence, type: licence, leadTime: 30d }]\n';
  await save(document(line('good', good), rest));
  const [before] = (await view()).items;
  if (before === undefined) throw new Error('no item');
  const say = (state: 'ordered' | 'validated' | 'needed', more: object = {}) => {
    commands += 1;
    const commandId = `command-${commands}-environment`;
    return client.call('environments.item', { key: 'production', itemId: before.id, state, commandId, ...more });
  };
  must(await say('ordered', { attribution: { by: 'Anna' }, basedOn: before.changedSeq }));
  expect(await say('validated', { basedOn: before.changedSeq, note: 'seen' })).toMatchObject({
    problem: { code: 'stale' },
  });
  expect(await say('validated')).toMatchObject({ ok: false, problem: { code: 'refused' } });
  must(await say('validated', { evidence: { type: 'text', text: 'LIC-7' }, attribution: { by: 'Berta' } }));
  expect(await say('needed')).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('Say in a note') },
  });
  const [item] = (await view()).items;
  expect(item).toMatchObject({ state: 'validated', rag: 'green' });
  expect(item?.acts.map(({ by, state }) => `${by} ${state}`)).toEqual(['Berta validated', 'Anna ordered']);
  expect((await view()).document.revision).toBe(1);
});

it('a preflight says when the environment was checked, and what went where is read from the runs', async () => {
  await save(document(line('good', good)));
  const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: orders
title: Orders
environment: production
people: [{ role: Lead, name: Anna, phone: '1' }]
steps: [{ id: a, kind: ssh, title: A, responsible: Lead, targets: group=web, run: 'true', duration: 1m }]
`;
  must(await client.call('documents.save', { text: runbook }));
  const asked = async () =>
    must(await client.call('runbooks.preflight', { key: 'orders', inputs: {} })).checks.find(
      ({ aspect }) => aspect === 'environment',
    );
  expect(await asked()).toMatchObject({ verdict: 'warning', text: 'It was never checked as a whole.' });
  await check();
  expect(await asked()).toMatchObject({
    verdict: 'good',
    text: expect.stringMatching(/^Checked just now by .*1 target/),
  });
  const created = { key: 'orders', mode: 'live', inputs: {}, commandId: 'command-create-orders' } as const;
  const { runId } = must(await client.call('runs.create', created));
  const say = (command: RunCommand) =>
    client.call('runs.command', { runId, command, commandId: `command-${command.type}-${runId}` });
  must(await client.call('runs.preflight', { runId }));
  must(await say({ type: 'start' }));
  must(await say({ type: 'act', stepId: stepIdSchema.parse('a'), act: { action: 'go' } }));
  await expect.poll(async () => must(await client.call('runs.get', { runId })).steps[0]?.state).toBe('succeeded');
  must(await say({ type: 'close', closureCode: 'successful' }));
  const { promotion } = must(await client.call('environments.list', {}));
  expect(promotion).toMatchObject([{ environment: 'production', runbook: 'orders', closureCode: 'successful', runId }]);
});
