import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sshd, startSshd } from '../../support/sshd.ts';
import { typed } from './command.ts';

let folder = '';
let sshd: Sshd;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-targets-'));
  sshd = await startSshd();
});
afterAll(async () => {
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});

function targets(...words: string[]) {
  return typed(['targets', ...words, '--workspace', path.join(folder, 'ws')]);
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const environment = (more = '') => `apiVersion: holdpoint/v1
kind: Environment
key: production
title: Production
rank: 30
inventory:
  - { name: web-01, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity} }
infrastructure: [{ id: licence, text: Licence, type: licence }]
${more}`;

it('a file is checked: exit 0 when nothing is bad, 1 when something is, 2 when it cannot be read', {
  timeout: 120_000,
}, async () => {
  const known = ['--known-hosts', sshd.knownHosts];
  const good = await targets('check', write('production.yaml', environment()), ...known);
  expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('reachable 1 · host key 1')]);
  const asked = "checks: [{ id: up, targets: name=web-01, run: 'exit 3' }]\n";
  const bad = await targets('check', write('production.yaml', environment(asked)), ...known);
  expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('✕ web-01 · up: Exit code 3, expected 0.')]);
  const broken = await targets('check', write('broken.yaml', environment('bogus: 1\n')));
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('unknown-key')]);
  expect((await targets('check', 'nowhere')).code).toBe(2);
  const listed = await targets('list');
  expect(listed.stdout).toMatch(/^production {2}RED .*up: Exit code 3/m);
  const history = await targets('history', 'production', 'check:up', 'web-01');
  expect(history.stdout).toContain('✕ Exit code 3, expected 0.');
});

it('what is said of an item is recorded with who said it, and refused without evidence', {
  timeout: 120_000,
}, async () => {
  expect((await targets('item', 'production', 'licence', 'validated')).code).toBe(5);
  const said = await targets('item', 'production', 'licence', 'validated', '--evidence', 'LIC-7', '--by', 'Anna');
  expect([said.code, said.stdout]).toEqual([0, expect.stringContaining('is validated, evidence: LIC-7')]);
  expect((await targets('history', 'production')).stdout).toContain('Anna (stated) said that “Licence”');
  expect((await targets('item', 'production', 'licence', 'done')).code).toBe(2);
});
