import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/adapters/clock.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { type Disk, newDisk, openWorld, type World } from '../../support/run-world.ts';
import { type Sshd, startSshd } from '../../support/sshd.ts';
import { shellFor } from '../../support/sshd-shell.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(async () => {
  await sshd.stop();
});

function runbook(targets: number, script: string, more = ''): string {
  const hosts = Array.from({ length: targets }, (_, index) => {
    const name = `web-${String(index + 1).padStart(2, '0')}`;
    return `  - { name: ${name}, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity}, env: { HOME: ${sshd.home} } }`;
  });
  return `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Over sshd
timezone: UTC
inputs:
  - { name: password, secret: true }
inventory:
${hosts.join('\n')}
people:
  - { role: Lead, name: Anna }
steps:
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Lead
    start: auto
    targets: name=web-*
    timeout: 1m
    duration: 1m
    run: |
${script
  .trim()
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
${more}`;
}

/** A core on a real clock with a real shell; only the disk is in memory. */
function core(text: string, disk: Disk): { world: World; shell: Shell } {
  const shell = shellFor([sshd]);
  return { world: openWorld(text, disk, { shell, clock: systemClock() }), shell };
}

const patience = { timeout: 30_000, interval: 50 };

describe('a run over real SSH', () => {
  it('keeps 19 results when one of 20 targets fails, and completes by a retry of that one', async () => {
    const flag = join(sshd.home, 'disk-full');
    writeFileSync(flag, '');
    const script = `
echo "deployed to $HP_TARGET_NAME"
if [ "$HP_TARGET_NAME" = web-07 ] && [ -e ${flag} ]; then echo 'no space left' >&2; exit 28; fi
`;
    const { world, shell } = core(runbook(20, script), newDisk());
    await world.core.drive('all');
    const runId = await world.create({ forks: 8 });
    await world.command(runId, { type: 'start' });
    await expect.poll(() => world.statusOf(runId, 'deploy'), patience).toBe('failed');
    const ends = world.log(runId, 'attempt.finished').map((event) => event.type === 'attempt.finished' && event.data);
    expect(ends.filter((end) => end !== false && end.outcome === 'succeeded')).toHaveLength(19);
    const failedRef = { runId, stepId: 'deploy', target: 'web-07', attempt: 1 };
    expect(ends.find((end) => end !== false && end.outcome === 'failed')).toMatchObject({
      target: 'web-07',
      exitCode: 28,
      streams: { stderr: { rawBytes: 14 } },
    });
    expect(world.outputs.text(failedRef, 'stderr')).toBe('no space left\n');
    rmSync(flag);
    await world.act(runId, 'deploy', { action: 'retry-failed', target: 'web-07' });
    await expect.poll(() => world.statusOf(runId, 'deploy'), patience).toBe('succeeded');
    expect(world.log(runId, 'attempt.started')).toHaveLength(21);
    expect(world.problems).toEqual([]);
    await world.core.stop(1_000);
    await shell.close();
  });

  it('goes on with a step after its core died: one start, every byte once, no secret, the right exit code', async () => {
    const starts = join(sshd.home, 'starts');
    const script = `
echo started >> ${starts}
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo "line $n of $HP_INPUT_PASSWORD"; sleep 0.1; done
exit 0
`;
    const secrets = { password: 'correct-horse-battery' };
    const disk = newDisk();
    const first = core(runbook(1, script), disk);
    await first.world.core.drive('all');
    const runId = await first.world.create({ secrets });
    await first.world.command(runId, { type: 'start' });
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    await expect.poll(() => disk.outputs.positions(ref).stdout?.rawBytes ?? 0, patience).toBeGreaterThan(60);
    // Whatever the first core still says must reach no disk: it is dead.
    const { append } = disk.events;
    disk.events.append = () => {
      throw new Error('dead');
    };
    await first.shell.close();
    disk.outputs.crash();
    disk.events.append = append;
    const second = core(runbook(1, script), disk);
    await second.world.core.drive('all');
    second.world.core.provideSecrets(runId, secrets);
    await expect.poll(() => second.world.statusOf(runId, 'deploy'), patience).toBe('succeeded');
    const expected = Array.from({ length: 20 }, (_, index) => `line ${index + 1} of [redacted]\n`).join('');
    expect(disk.outputs.text(ref, 'stdout')).toBe(expected);
    expect(second.world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({
      exitCode: 0,
      outcome: 'succeeded',
      streams: { stdout: { redactions: 20 } },
    });
    expect(readFileSync(starts, 'utf8')).toBe('started\n');
    await second.world.core.stop(1_000);
    await second.shell.close();
  });

  it('keeps what a flooding script prints, to the last byte', async () => {
    const { world, shell } = core(runbook(1, 'head -c 40000000 /dev/zero | tr "\\\\0" x'), newDisk());
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await expect.poll(() => world.statusOf(runId, 'deploy'), patience).toBe('succeeded');
    expect(world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({
      streams: { stdout: { rawBytes: 40_000_000, storedBytes: 40_000_000, redactions: 0 } },
    });
    await world.core.stop(1_000);
    await shell.close();
  });
});
