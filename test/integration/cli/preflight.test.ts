import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preflightSchema } from '../../../contract/preflight.ts';
import { type Range, startRange } from '../../../main/adapters/range/range.ts';
import { type Finished, typed } from './command.ts';

const HOSTS = 4;
let folder = '';
let range: Range;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-preflight-'));
  mkdirSync(path.join(folder, 'range'));
  range = await startRange({ hosts: HOSTS, dir: path.join(folder, 'range') });
});
afterAll(async () => {
  await range.close();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(key: string, more = ''): string {
  const { ssh, identity } = range.describe();
  const hosts = ssh.map(
    ({ name, host, port, user }) =>
      `  - { name: ${name}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: '${identity}' }`,
  );
  const file = path.join(folder, `${key}.yaml`);
  writeFileSync(
    file,
    `apiVersion: holdpoint/v1
kind: Runbook
key: ${key}
title: Preflight of ${key}
timezone: UTC
people: [ { role: Lead, name: Anna, phone: '+49 30 1' } ]
inputs: [ { name: version, required: true, pattern: '^\\d+$' }, { name: token, required: true, secret: true } ]
inventory:
${hosts.join('\n')}
steps:
  - { id: work, kind: ssh, title: Work, responsible: Lead, targets: name=*, duration: 1m, run: 'true' }
${more}`,
  );
  return file;
}

function preflight(file: string, ...more: readonly string[]): Promise<Finished> {
  const workspace = ['--workspace', path.join(folder, path.basename(file, '.yaml'))];
  return typed(['preflight', file, ...workspace, ...more], { HOLDPOINT_SECRET_TOKEN: 'hush-hush-hush' });
}

const known = () => ['--known-hosts', range.describe().knownHosts];

test('a fleet that is well is green: counts and exit 0', async () => {
  const done = await preflight(fileOf('well'), '--input', 'version=1', ...known());
  expect(done.code, done.stdout + done.stderr).toBe(0);
  expect(done.stdout).toMatch(/^Preflight of well · preflight GREEN · 0 bad, 0 warnings, \d+ good · took /);
  expect(done.stdout).toMatch(/✓ .*reachable \d+ · host key \d+ · authentication \d+/);
});

test('unknown keys, a target that is gone, an input and a secret are told by name, with cures, and exit 5', async () => {
  const file = fileOf('sick');
  const [gone] = range.describe().ssh;
  range.fault(gone?.name ?? '', 'refuse');
  const unknown = await preflight(file, '--input', 'version=4.2');
  expect(unknown.code, unknown.stderr).toBe(5);
  expect(unknown.stdout).toContain('Bad: do not start');
  expect(unknown.stdout.match(/The host key of .* is not known: ssh-ed25519 SHA256:/g)).toHaveLength(
    range.describe().ssh.length - 1,
  );
  expect(unknown.stdout).toContain('"4.2" is no value for the input "version"');
  const json = await preflight(file, '--input', 'version=1', '--json', ...known());
  range.fault(gone?.name ?? '', 'heal');
  expect(json.code, json.stderr).toBe(5);
  const { verdict, checks } = preflightSchema.parse(JSON.parse(json.stdout));
  expect(verdict).toBe('red');
  const bad = checks.filter((check) => check.verdict !== 'good');
  expect(bad.map(({ subject, aspect }) => [subject, aspect])).toEqual([[gone?.name, 'reachable']]);
  expect(json.stdout + unknown.stdout).not.toContain('hush-hush');
});

test('--trust-new-hosts accepts the keys, records each, and asks on', async () => {
  const file = fileOf('trust');
  const done = await preflight(file, '--input', 'version=1', '--trust-new-hosts');
  expect(done.code, done.stdout).toBe(0);
  expect(done.stderr).toMatch(/Accepted \d+ host keys, each recorded\./);
  const again = await preflight(file, '--input', 'version=1');
  expect(again.code, again.stdout).toBe(0);
});

test('what is no runbook, and an option that is none, are usage', async () => {
  const file = path.join(folder, 'broken.yaml');
  writeFileSync(file, 'kind: Runbook\n');
  expect((await preflight(file)).code).toBe(2);
  expect((await preflight(fileOf('well'), '--input', 'versoin=1')).code).toBe(2);
});
