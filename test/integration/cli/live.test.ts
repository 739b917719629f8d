import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Range, startRange } from '../../../main/adapters/range/range.ts';
import { begin, typed } from './command.ts';

const WEB_HOSTS = 20;
let folder = '';
let range: Range;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-live-'));
  mkdirSync(path.join(folder, 'range'));
  range = await startRange({ hosts: WEB_HOSTS, dir: path.join(folder, 'range') });
});
afterAll(async () => {
  await range.close();
  rmSync(folder, { recursive: true, force: true });
});

function workspace(name: string): string[] {
  return ['--workspace', path.join(folder, name)];
}

function trusting(): string[] {
  return ['--known-hosts', range.describe().knownHosts];
}

/** A runbook of one script on these hosts of the range. */
function runbookOf(key: string, script: string, names: readonly string[]): string {
  const { ssh, identity } = range.describe();
  const hosts = ssh
    .filter((host) => names.includes(host.name))
    .map(
      ({ name, host, port, user }) =>
        `  - { name: ${name}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: '${identity}' }`,
    );
  const file = path.join(folder, `${key}.yaml`);
  const lines = script.split('\n').map((line) => `      ${line}`);
  writeFileSync(
    file,
    `apiVersion: holdpoint/v1
kind: Runbook
key: ${key}
title: ${key}
timezone: UTC
inventory:
${hosts.join('\n')}
defaults: { timeout: 1m }
steps:
  - id: work
    kind: ssh
    title: Work
    targets: name=*
    duration: 1m
    run: |
${lines.join('\n')}
  - { id: after, kind: ssh, title: After, after: [work], targets: name=*, duration: 1m, run: 'echo after' }
`,
  );
  return file;
}

const webNames = Array.from({ length: WEB_HOSTS }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`);

function homeOf(name: string): string {
  return path.join(range.describe().dir, 'hosts', name);
}

test('of 20 targets one fails: 19 results stand, the run holds, and its retry alone completes it', async () => {
  const file = runbookOf(
    'fleet',
    'echo start >> "$HOME/starts"\ntest ! -e "$HOME/broken" || { echo "pool: no answer" >&2; exit 42; }',
    webNames,
  );
  writeFileSync(path.join(homeOf('web-07'), 'broken'), '');
  const first = await typed(['run', file, '--go', ...trusting(), ...workspace('fleet')]);
  expect(first.code, first.stderr).toBe(3);
  expect(first.stdout).toContain('work on web-07 failed: exit 42');
  expect(first.stdout).toContain('pool: no answer');
  expect(first.stdout).toContain('held: step work failed on 1 of 20 targets (web-07)');
  expect(first.stdout.match(/✓ work on web-\d+ succeeded/g)).toHaveLength(19);
  rmSync(path.join(homeOf('web-07'), 'broken'));
  const retry = await typed([
    'act',
    'latest',
    'work',
    'retry-failed',
    '--reason',
    'agent restarted',
    ...workspace('fleet'),
  ]);
  expect(retry.code, retry.stderr).toBe(0);
  const rest = await typed(['resume', 'latest', '--go', ...trusting(), ...workspace('fleet')]);
  expect(rest.code, rest.stderr + rest.stdout).toBe(0);
  expect(rest.stdout).toContain('attempt 2 of work on web-07 succeeded');
  const starts = webNames.map((name) => readFileSync(path.join(homeOf(name), 'starts'), 'utf8').split('\n').length - 1);
  expect(starts).toEqual(webNames.map((name) => (name === 'web-07' ? 2 : 1)));
  const report = await typed(['report', 'latest', '--format', 'md', '--out', '-', ...workspace('fleet')]);
  expect(report.stdout).toContain('Retried after a failure');
});

test('unknown host keys are listed and refused without a terminal; accepted they are recorded; a changed one is refused', async () => {
  const file = runbookOf('keys', 'true', ['web-01', 'web-02']);
  const refused = await typed(['run', file, '--go', ...workspace('keys')]);
  expect(refused.code).toBe(5);
  expect(refused.stderr.match(/SHA256:/g)).toHaveLength(2);
  expect(refused.stderr).toContain('--trust-new-hosts');
  const accepted = await typed(['run', file, '--go', '--trust-new-hosts', ...workspace('keys')]);
  expect(accepted.code, accepted.stderr).toBe(0);
  const again = await typed(['run', file, '--go', ...workspace('keys')]);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stderr).not.toContain('SHA256:');
  const known = path.join(folder, 'keys', 'known_hosts');
  const [first = '', second = ''] = readFileSync(known, 'utf8').trim().split('\n');
  const swapped = [
    `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}`,
    `${second.split(' ')[0]} ${first.split(' ').slice(1).join(' ')}`,
  ];
  writeFileSync(known, `${swapped.join('\n')}\n`);
  const changed = await typed(['run', file, '--go', '--trust-new-hosts', ...workspace('keys')]);
  expect(changed.code).toBe(5);
  expect(changed.stderr).toContain('Host keys have changed');
});

test('Ctrl-C awaits running work, holds the run, and resume goes on with the next step', async () => {
  const file = runbookOf('interrupt', 'echo begun; sleep 2; echo ended >> "$HOME/ended"', ['web-03']);
  const running = begin(['run', file, '--go', ...trusting(), ...workspace('interrupt')]);
  await running.says('work started');
  running.child.kill('SIGINT');
  // npm and the shell may deliver the same Ctrl-C once more: that is not a second one.
  setTimeout(() => running.child.kill('SIGINT'), 50);
  const end = await running.finished;
  expect(end.code, end.stderr).toBe(3);
  expect(end.stdout).toContain('work on web-03 succeeded');
  expect(end.stdout).not.toContain('after started');
  expect(existsSync(path.join(homeOf('web-03'), 'ended'))).toBe(true);
  const rest = await typed(['resume', 'latest', '--go', ...trusting(), ...workspace('interrupt')]);
  expect(rest.code, rest.stderr).toBe(0);
  expect(readFileSync(path.join(homeOf('web-03'), 'ended'), 'utf8')).toBe('ended\n');
});

test('after kill -9 in a detached step, log starts nothing; resume finds the one start and its whole output', async () => {
  const script = 'echo start >> "$HOME/once"\nfor n in 1 2 3 4 5 6 7 8; do echo "line $n"; sleep 0.25; done\nexit 7';
  const file = runbookOf('crash', script, ['web-04']);
  const running = begin(['run', file, '--go', ...trusting(), ...workspace('crash')]);
  await running.says('work started');
  for (let waited = 0; !existsSync(path.join(homeOf('web-04'), 'once')) && waited < 10_000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  running.child.kill('SIGKILL');
  await running.finished;
  const log = await typed(['log', 'latest', ...workspace('crash')]);
  expect(log.code, log.stderr).toBe(0);
  const before = log.stdout;
  expect((await typed(['log', 'latest', ...workspace('crash')])).stdout).toBe(before);
  const rest = await typed(['resume', 'latest', '--go', ...trusting(), ...workspace('crash')]);
  expect(rest.code, rest.stderr).toBe(3);
  expect(rest.stdout).toContain('work on web-04 failed: exit 7');
  expect(readFileSync(path.join(homeOf('web-04'), 'once'), 'utf8')).toBe('start\n');
  const output = await typed(['log', 'latest', '--output', 'work:web-04', ...workspace('crash')]);
  expect(output.stdout).toBe(Array.from({ length: 8 }, (_, index) => `line ${index + 1}\n`).join(''));
  expect((await typed(['verify', path.join(folder, 'crash')])).code).toBe(0);
});

test('a target that is gone makes the start red; in spite of it, with a reason, it fails alone', async () => {
  const file = runbookOf('gone', 'true', ['web-05', 'web-06']);
  const fault = range.fault('web-06', 'refuse');
  expect(fault).toBeNull();
  const refused = await typed(['run', file, '--go', ...trusting(), ...workspace('gone')]);
  expect(refused.code, refused.stdout).toBe(5);
  expect(refused.stderr).toMatch(/bad: web-06 \(reachable\): .+ → /);
  expect(refused.stderr).toContain('--accept-preflight');
  expect(refused.stdout).not.toContain('web-05 succeeded');
  const accept = ['--accept-preflight', 'web-06 is out of scope tonight'];
  const ran = await typed(['resume', 'latest', '--go', ...accept, ...trusting(), ...workspace('gone')]);
  range.fault('web-06', 'heal');
  expect(ran.code, ran.stdout).toBe(3);
  expect(ran.stdout).toContain('web-06 is out of scope tonight');
  expect(ran.stdout).toContain('work on web-05 succeeded');
  expect(ran.stdout).toContain('work on web-06 failed');
});
