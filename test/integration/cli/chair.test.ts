import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typed } from './command.ts';

const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: night
title: Night
timezone: Europe/Berlin
people:
  - { role: Release manager, name: Kim Lee }
clocks:
  - { name: Downtime, from: drain, to: drain, limit: 30m }
steps:
  - { id: drain, kind: manual, title: Take the web tier out, responsible: Release manager, duration: 5m }
  - { id: later, kind: milestone, title: Later, after: [drain], startAt: T+30m }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-cli-chair-'));
  writeFileSync(path.join(folder, 'night.yaml'), runbook);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Hypercare ends within a year of the night, and the night is now. */
const hypercareDay = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
const hypercareDayInWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
  new Date(hypercareDay),
);

const holdpoint = (...args: string[]) => typed([...args, '--workspace', path.join(folder, 'workspace')]);

async function done(...args: string[]): Promise<string> {
  const told = await holdpoint(...args);
  expect(told.code, `${args.join(' ')}: ${told.stderr}`).toBe(0);
  return told.stdout;
}

test('to look into an empty folder makes no workspace of it', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  for (const verb of ['status', 'log', 'why', 'update', 'issue']) {
    const told = await typed([verb, 'latest', '--workspace', empty]);
    expect([verb, told.code, told.stderr]).toEqual([verb, 6, expect.stringContaining('There is no workspace at')]);
  }
  expect(readdirSync(empty)).toEqual([]);
  expect(existsSync(path.join(folder, 'workspace'))).toBe(false);
});

test('what the chair writes down in a night stands in its report, with time and source', async () => {
  await holdpoint('run', path.join(folder, 'night.yaml'), '--mode', 'live', '--by', 'Kim Lee');
  const robin = ['--by', 'Robin Meyer', '--via', 'phone'];
  await done('act', 'latest', 'drain', 'start', ...robin);
  await done('issue', 'latest', 'Replication lags', '--severity', 'high', '--step', 'drain', ...robin);
  await done('issue', 'latest', 'resolve', 'I-1', 'Caught up', ...robin);
  await done('issue', 'latest', 'Search is slow', '--owner', 'Ben');
  await done('eta', 'latest', 'drain', '+45m', '--reason', 'index build', ...robin);
  expect((await holdpoint('rebase', 'latest', '+18m')).code).toBe(2);
  expect(await done('rebase', 'latest', '+18m', '--reason', 'The batch closed late')).toContain('set T0 18 m later');
  await done('rebase', 'latest', '-60m', '--reason', 'Made up time');
  await done('decide', 'latest', '--what', 'Go on', '--option', 'go on', '--option', 'stop', '--chosen', 'go on');
  const text = await done('update', 'latest', '--record', '--via', 'chat');
  expect(text).toMatch(/^Night\nAMBER: The run is held: .* Downtime is expected to take 1[56] m longer/);
  await done('act', 'latest', 'drain', 'done', ...robin);
  await holdpoint('resume', 'latest');
  const closing = ['--code', 'successful-with-issues', '--outage', '25m', '--hypercare-until', `${hypercareDay}T18:00`];
  await done('close', 'latest', ...closing);
  await done('note', 'latest', 'The pool was slow', 'to come back', ...robin);
  expect((await holdpoint('hold', 'latest')).code).toBe(5);
  const status = await holdpoint('status', 'latest');
  expect(status.stdout).toContain('completed as successful-with-issues');
  expect(status.stdout).toContain('I-2   open      medium    Search is slow  owner Ben');
  const out = path.join(folder, 'report.md');
  await done('report', 'latest', '--format', 'md', '--out', out);
  const report = readFileSync(out, 'utf8');
  for (const fact of [
    'Replication lags',
    'Caught up',
    'I-2 (medium) Search is slow',
    'index build',
    '45 m', // the ETA against what happened
    'The batch closed late',
    'T0 was moved 2 times',
    'options: go on; stop',
    'Downtime is expected to take',
    '| Actual outage | 25 m |',
    `${hypercareDayInWords}, 18:00:00 (1`, // 16 or 17 o'clock UTC
    'The pool was slow to come back',
    'after the end',
    'Robin Meyer, phone · stated, entered by',
  ]) {
    expect(report, fact).toContain(fact);
  }
  expect((await typed(['verify', path.join(folder, 'workspace')])).code).toBe(0);
}, 120_000);
