import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typed } from './command.ts';

const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: packed
title: A pack
timezone: Europe/Berlin
people:
  - { role: Release manager, name: Robin }
steps:
  - { id: ready, kind: checklist, title: Ready, responsible: Release manager, checklist: readiness, duration: 5m }
`;
const readiness = `apiVersion: holdpoint/v1
kind: Checklist
key: readiness
title: Readiness
items:
  - { id: tag, text: No merges since the tag, responsible: Release manager, due: T-15m, fourEyes: true }
  - { id: backup, text: Backup restored, evidence: [{ id: log, text: Log, type: text }] }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-cli-checklist-'));
  writeFileSync(path.join(folder, 'runbook.yaml'), runbook);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const holdpoint = (...args: string[]) => typed([...args, '--workspace', path.join(folder, 'workspace')]);

test('a checklist beside its runbook belongs to it; without it the runbook can only be rehearsed', async () => {
  const file = path.join(folder, 'runbook.yaml');
  const alone = await typed(['lint', file]);
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('Lay readiness.yaml beside the runbook') });
  writeFileSync(path.join(folder, 'readiness.yaml'), readiness);
  expect(await typed(['lint', file])).toMatchObject({ code: 0, stdout: expect.stringContaining('no findings') });
  const run = await holdpoint('run', file, '--mode', 'rehearsal', '--speed', '600', '--go');
  expect(run).toMatchObject({ code: 3, stderr: '' });
  expect(run.stdout).toContain('done --by Robin --evidence backup/log=VALUE');
});

test('a pass is opened, ticked by two people, given its evidence and closed', async () => {
  const opened = await holdpoint(
    'checklist',
    'open',
    'readiness',
    '--for',
    'Orders 4.2',
    '--t0',
    '2036-11-28T22:00',
    '--zone',
    'Europe/Berlin',
  );
  expect(opened).toMatchObject({ code: 0, stdout: expect.stringContaining('T0 28 Nov 22:00 Berlin') });
  expect((await holdpoint('checklist', 'tick', 'readiness', 'tag', '--by', 'Anna Berg')).code).toBe(0);
  const twice = await holdpoint('checklist', 'tick', 'latest', 'tag', '--by', 'A. Berg');
  expect(twice).toMatchObject({ code: 5, stderr: expect.stringContaining('It takes two people') });
  const second = await holdpoint(
    'checklist',
    'tick',
    'latest',
    'tag',
    '--by',
    'Ben Ito',
    '--via',
    'phone',
    '--at',
    '00:01',
  );
  expect(second.stdout).toContain('Ben Ito (stated by phone');
  expect((await holdpoint('checklist', 'status', 'latest')).code).toBe(3);
  const refused = await holdpoint('checklist', 'close', 'latest');
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('One item is open') });
  expect((await holdpoint('checklist', 'tick', 'latest', 'backup', '--evidence', 'log=restored in 41 m')).code).toBe(0);
  const status = await holdpoint('checklist', 'status', 'latest', '--json');
  expect(status.code).toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({ summary: { ticked: 2, total: 2 } });
  expect((await holdpoint('checklist', 'close', 'latest')).code).toBe(0);
  const list = await holdpoint('checklist', 'list', '--json');
  expect(JSON.parse(list.stdout)).toMatchObject({ passes: [{ ticked: 2, closedAt: expect.any(Number) }] });
});

test('words that mean nothing are answered with those that do', async () => {
  expect(await holdpoint('checklist', 'tickle', 'latest')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It has list, status'),
  });
  expect(await holdpoint('checklist', 'tick', 'latest', 'nothing')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no item “nothing”'),
  });
});
