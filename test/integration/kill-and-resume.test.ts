import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../contract/ids.ts';
import { compose } from '../../main/hosts/compose.ts';
import { holdpoint, startHoldpoint } from '../support/holdpoint-process.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** 60 lines in 3 s and exit code 3, counted on the target before the first line. */
const script = `echo started >> "$HOME/starts"
i=0; while [ $i -lt 60 ]; do i=$((i + 1)); echo "line $i of the long step"; sleep 0.05; done
echo "last words" >&2
echo ended > "$HOME/ended"
exit 3`;
const expectedOutput = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of the long step\n`).join('');

function runbook(sshd: Sshd): string {
  const indented = script
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `apiVersion: holdpoint/v1
kind: Runbook
key: long-step
title: A long step
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity} }
people:
  - { role: Lead, name: Robin Meyer }
steps:
  - id: long
    kind: ssh
    title: The long step
    responsible: Lead
    targets: name=web-01
    expect: { exit: [3] }
    duration: 1m
    run: |
${indented}
`;
}

describe('kill -9 in the middle of a detached step', () => {
  let workspace: string;
  let sshd: Sshd;
  let file: string;

  beforeEach(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-kill-'));
    sshd = await startSshd();
    file = path.join(workspace, 'long-step.yaml');
    writeFileSync(file, runbook(sshd));
  });

  afterEach(async () => {
    await sshd.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  const starts = () =>
    existsSync(path.join(sshd.home, 'starts')) ? readFileSync(path.join(sshd.home, 'starts'), 'utf8') : '';
  const inWorkspace = (...args: string[]) => holdpoint([...args, '--workspace', workspace]);
  const resume = () => inWorkspace('resume', 'latest', '--go', '--known-hosts', sshd.knownHosts);

  async function killWhenStarted(): Promise<void> {
    const run = startHoldpoint(['run', file, '--go', '--workspace', workspace, '--known-hosts', sshd.knownHosts]);
    await expect.poll(starts, { timeout: 20_000, interval: 20 }).toBe('started\n');
    await run.stop('SIGKILL');
  }

  /** What is stored of the step's stdout, read through the product's own door. */
  async function storedOutput(): Promise<string> {
    const core = await compose({ workspaceDir: workspace, mode: 'read', host: 'test' });
    if (core.kind !== 'core') throw new Error(core.message);
    try {
      const client = core.connect({ via: 'api' });
      const runs = await client.call('runs.list', {});
      if (!runs.ok) throw new Error(runs.problem.message);
      const runId: RunId | undefined = runs.value[0]?.runId;
      if (runId === undefined) throw new Error('no run');
      const output = await client.call('runs.output', {
        runId,
        stepId: 'long',
        target: 'web-01',
        attempt: 1,
        stream: 'stdout',
      });
      if (!output.ok) throw new Error(output.problem.message);
      return output.value.chunk.text;
    } finally {
      await core.close(0);
    }
  }

  it('is one start on the target, every byte of output and the right exit code after resume', async () => {
    await killWhenStarted();
    const resumed = await resume();
    expect({ code: resumed.code, said: resumed.stdout + resumed.stderr }).toMatchObject({ code: 0 });
    expect(starts()).toBe('started\n');
    expect(await storedOutput()).toBe(expectedOutput);
    const log = await inWorkspace('log', 'latest', '--json');
    const finished = log.stdout.split('\n').filter((line) => line.includes('"attempt.finished"'));
    expect(finished).toHaveLength(1);
    expect(JSON.parse(finished[0] ?? '')).toMatchObject({ data: { outcome: 'succeeded', exitCode: 3, attempt: 1 } });
    expect((await holdpoint(['verify', workspace])).code).toBe(0);
  });

  it('leaves the log readable, and reading it starts nothing and reconciles nothing', async () => {
    await killWhenStarted();
    const before = await inWorkspace('log', 'latest', '--json');
    expect(before.code).toBe(0);
    expect(before.stdout).toContain('"attempt.started"');
    expect(before.stdout).not.toContain('"attempt.finished"');
    const status = await inWorkspace('status', 'latest');
    const again = await inWorkspace('log', 'latest', '--json');
    expect(again.stdout).toBe(before.stdout);
    expect(status.stdout).toMatch(/no Holdpoint is at work on it/);
    expect(starts()).toBe('started\n');
  });

  it('finds the outcome of a step that ended while nobody watched', async () => {
    await killWhenStarted();
    await expect.poll(() => existsSync(path.join(sshd.home, 'ended')), { timeout: 20_000, interval: 50 }).toBe(true);
    const resumed = await resume();
    expect({ code: resumed.code, said: resumed.stdout + resumed.stderr }).toMatchObject({ code: 0 });
    expect(starts()).toBe('started\n');
    expect(await storedOutput()).toBe(expectedOutput);
  });
});
