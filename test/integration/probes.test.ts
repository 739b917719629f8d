import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProbesSchema } from '../../contract/probes.ts';
import { type FlappingServer, flappingServer } from '../support/flapping-server.ts';
import { type HoldpointProcess, holdpoint, startHoldpoint } from '../support/holdpoint-process.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

let folder: string;
let workspace: string;
let file: string;
let service: FlappingServer;
let sshd: Sshd;
let serving: HoldpointProcess | null;

function runbook(): string {
  const { host, port, user, identity } = sshd;
  return `apiVersion: holdpoint/v1
kind: Runbook
key: watched
title: A watched release
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: ${identity} }
  - { name: orders, kind: http, baseUrl: '${service.url}' }
people:
  - { role: Lead, name: Robin Meyer, phone: '+49 30 1' }
inputs:
  - { name: wanted, default: '1' }
probes:
  - { name: health, kind: http, targets: name=orders, path: /health, expect: { status: 200 }, every: 1s, timeout: 700ms }
  - name: tail
    kind: ssh
    targets: name=web-01
    run: |
      echo "$HP_INPUT_WANTED"
    expect: { stdout: { contains: '\${{ inputs.wanted }}' } }
    every: 1s
    timeout: 5s
steps:
  - { id: look, kind: manual, title: Look, responsible: Lead, duration: 5m }
  - { id: healthy, kind: probe, title: Orders is healthy, responsible: Lead, after: [look], start: auto, probe: health, until: { every: 1s, within: 1m }, duration: 1m }
  - { id: end, kind: manual, title: End, responsible: Lead, after: [healthy], duration: 5m }
`;
}

const inWorkspace = (...args: string[]) => holdpoint([...args, '--workspace', workspace]);
const trusting = () => ['--known-hosts', sshd.knownHosts];

async function serve(): Promise<void> {
  serving = startHoldpoint(['serve', '--no-open', '--json', '--workspace', workspace], { HOME: folder });
  await serving.line((text) => text.includes('http://127.0.0.1'));
}

async function standing(probe: string) {
  const { stdout } = await inWorkspace('probes', 'latest', '--json');
  const view = runProbesSchema.parse(JSON.parse(stdout));
  const found = view.probes.find((one) => one.probe === probe)?.targets[0];
  if (found === undefined) throw new Error(`no ${probe} in ${stdout}`);
  return { ...found, watched: view.watched };
}

const verdictOf = (probe: string) => async () => (await standing(probe)).verdict;
const logText = async () => (await inWorkspace('log', 'latest')).stdout;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-probes-'));
  workspace = path.join(folder, 'workspace');
  file = path.join(folder, 'watched.yaml');
  service = await flappingServer();
  sshd = await startSshd();
  writeFileSync(file, runbook());
  serving = null;
});

afterEach(async () => {
  await serving?.stop('SIGKILL');
  await sshd.stop();
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Each look is a program of its own. */
const patient = { timeout: 40_000, interval: 500 };

describe('probes over real servers', { timeout: 180_000 }, () => {
  it('are asked once by the verb, and its exit code says how it stands', async () => {
    const good = await inWorkspace('probes', file, ...trusting());
    expect(good.stdout).toContain('successful');
    expect(good.code).toBe(0);
    service.mood = 'hanging';
    const hanging = await inWorkspace('probes', file, ...trusting());
    expect(hanging.stdout).toContain('No answer within 700 ms.');
    expect(hanging.code).toBe(4);
    service.mood = 'bad';
    const bad = await inWorkspace('probes', file, ...trusting());
    expect(bad.stdout).toContain('Status 503, expected 200.');
    expect(bad.code).toBe(1);
  });

  it('stand while the run is open, tell each change, and go on after kill -9', async () => {
    await serve();
    const started = await inWorkspace('run', file, ...trusting());
    expect(started.code).toBe(3);
    await expect.poll(verdictOf('health'), patient).toBe('successful');
    await expect.poll(verdictOf('tail'), patient).toBe('successful');
    expect((await standing('tail')).newest?.value).toBe(1);

    service.mood = 'bad';
    await expect.poll(verdictOf('health'), patient).toBe('failed');
    await expect.poll(logText, patient).toContain('probe health on orders failed: Status 503, expected 200.');
    service.mood = 'hanging';
    await expect.poll(verdictOf('health'), patient).toBe('inconclusive');
    await expect
      .poll(logText, patient)
      .toContain('probe health on orders cannot be told any more: No answer within 700 ms.');

    const before = await standing('health');
    await serving?.stop('SIGKILL');
    const kept = await standing('health');
    expect(kept.watched).toBe(false);
    // At most the last second of samples went with the process, a slow commit beside it.
    expect(kept.newest?.ordinal ?? 0).toBeGreaterThanOrEqual((before.newest?.ordinal ?? 0) - 2);

    service.mood = 'good';
    await serve();
    await expect.poll(verdictOf('health'), patient).toBe('successful');
    const after = await standing('health');
    expect(after.watched).toBe(true);
    expect(after.newest?.ordinal ?? 0).toBeGreaterThan(kept.newest?.ordinal ?? 0);
    await expect.poll(logText, patient).toContain('probe health on orders is successful again');

    const out = path.join(folder, 'report.md');
    await inWorkspace('report', 'latest', '--format', 'md', '--out', out);
    const report = readFileSync(out, 'utf8');
    expect(report).toContain('Probes');
    expect(report).toMatch(/health.*orders.*%/);
    expect((await inWorkspace('verify', workspace)).code).toBe(0);
  });

  it('make a step wait until the answer is as expected', async () => {
    service.mood = 'bad';
    await serve();
    await inWorkspace('run', file, ...trusting());
    await inWorkspace('act', 'latest', 'look', 'start', '--by', 'Robin Meyer');
    await inWorkspace('act', 'latest', 'look', 'done', '--by', 'Robin Meyer');
    await expect.poll(logText, patient).toContain('healthy on orders');
    service.mood = 'good';
    await expect
      .poll(async () => (await inWorkspace('status', 'latest')).stdout, patient)
      .toMatch(/succeeded\s+healthy/);
    const text = await logText();
    expect(text).toMatch(/healthy.*succeeded/);
    const shown = (await inWorkspace('log', 'latest', '--json')).stdout;
    expect(shown).toMatch(/Successful\. \d+ answers in \d+ s: failed/);
  });
});
