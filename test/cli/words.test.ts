import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { momentsIn } from '../../main/adapters/report/moments.ts';
import { readAnswers } from '../../main/hosts/cli/answers.ts';
import { commandName, suggested } from '../../main/hosts/cli/command-name.ts';
import { findingText } from '../../main/hosts/cli/problem-text.ts';
import { timeTextOf } from '../../main/hosts/cli/time-text.ts';

afterEach(() => vi.unstubAllEnvs());

test('a finding whose rule is its severity says it once', () => {
  const finding = { rule: 'not-executable-yet', severity: 'not-executable-yet', message: 'A vote.', line: 3 } as const;
  expect(findingText(finding, 'a.yaml')).toBe('a.yaml:3 not-executable-yet A vote.');
  expect(findingText({ ...finding, rule: 'unknown-key', severity: 'error' }, 'a.yaml')).toContain('error unknown-key');
});

test('commands to copy are written as this command line was called', () => {
  expect(commandName({})).toBe('holdpoint');
  expect(commandName({ npm_lifecycle_event: 'holdpoint' })).toBe('npm run -s holdpoint --');
  expect(commandName({ npm_lifecycle_event: 'test' })).toBe('holdpoint');
});

test('a moment less than a second before T0 is T+0, not T-0', () => {
  const times = timeTextOf({ timezone: 'UTC', t0: 1000, mode: 'live' });
  expect([times.offset(999), times.offset(1000), times.offset(-500)]).toEqual(['T+0:00:00', 'T+0:00:00', 'T-0:00:01']);
});

test('faults of an answers file have their line and the nearest word', () => {
  const file = path.join(tmpdir(), `holdpoint-answers-${process.pid}.yaml`);
  writeFileSync(file, 'freeze:\n  outcom: done\nmigrat:\n  outcome: done\n');
  const first = readAnswers(file, ['freeze', 'migrate']);
  expect(first.ok ? [] : first.problem.findings).toMatchObject([
    { line: 2, message: 'freeze: an answer has no “outcom”. Did you mean outcome?' },
  ]);
  writeFileSync(file, 'freeze:\n  outcome: done\nmigrat:\n  outcome: done\n');
  const second = readAnswers(file, ['freeze', 'migrate']);
  expect(second.ok ? [] : second.problem.findings).toMatchObject([
    { line: 4, message: 'There is no step migrat in the runbook. Did you mean migrate?' },
  ]);
});

test('the report and the terminal count from T0 alike', () => {
  const moments = momentsIn('UTC', 1000);
  expect([moments.offset(999), moments.offset(3_723_000 + 1000), moments.offset(-500)]).toEqual([
    'T+0:00:00',
    'T+1:02:03',
    'T−0:00:01',
  ]);
});

test('a suggested command names the workspace of the one that suggests it', () => {
  const name = commandName();
  expect(suggested('resume r-1', ['node', 'cli.ts', 'status', 'latest'])).toBe(`${name} resume r-1`);
  expect(suggested('resume r-1', ['node', 'cli.ts', 'status', '--workspace', '/tmp/a b'])).toBe(
    `${name} resume r-1 --workspace '/tmp/a b'`,
  );
  expect(suggested('resume r-1', ['node', 'cli.ts', '--workspace=ws', 'status'])).toBe(
    `${name} resume r-1 --workspace ws`,
  );
});
