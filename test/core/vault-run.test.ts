import { describe, expect, it } from 'vitest';
import type { VaultCondition } from '../../contract/questions.ts';
import type { RunVault } from '../../main/core/run/run-vault.ts';
import { SecretGuard } from '../../main/core/secrets/secret-guard.ts';
import { newDisk, openWorld, rest } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

const SECRET = 'only-the-vault-knows-this';
const mapped = `    env: { DB_PASSWORD: '\${{ secrets.db_password }}' }\n`;
const runbook = runbookOf(deployStep(mapped, 'name=web-01'));

class FakeVault implements RunVault {
  readonly guard = new SecretGuard();
  condition: VaultCondition = 'locked';
  readonly held = new Map([['db_password', SECRET]]);
  wantedByRun = 0;
  isNeeded = () => false;
  #listeners: (() => void)[] = [];

  value(name: string) {
    const value = this.condition === 'unlocked' ? (this.held.get(name) ?? null) : null;
    if (value !== null) this.guard.add([value]);
    return value;
  }

  has(name: string) {
    return this.held.has(name);
  }

  openForRun() {
    this.wantedByRun += 1;
  }

  onChange(listener: () => void) {
    this.#listeners.push(listener);
  }

  staysOpenWhile(isNeeded: () => boolean) {
    this.isNeeded = isNeeded;
  }

  become(condition: VaultCondition) {
    this.condition = condition;
    for (const listener of this.#listeners) listener();
  }
}

async function started(vault: FakeVault, disk = newDisk()) {
  const world = openWorld(runbook, disk, { vault });
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  return { ...world, runId };
}

function why({ core, runId }: Awaited<ReturnType<typeof started>>) {
  const detail = core.lackingOf(runId);
  const action = core.state(runId)?.plan.steps[0]?.action;
  if (action === undefined) throw new Error('no step');
  return detail(action);
}

describe('a step that names a secret of the vault', () => {
  it('gets it where it maps it, and nowhere else; log, output and diary do not', async () => {
    const vault = new FakeVault();
    vault.become('unlocked');
    const world = openWorld(runbook, newDisk(), { vault });
    world.shell.behave((task) => {
      task.sent();
      task.print(`password is ${SECRET}\n`);
      task.finish();
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    await world.command(runId, { type: 'note', text: `it is ${SECRET}` });
    const { env } = world.shell.tasks[0]?.request ?? { env: {} };
    expect(Object.entries(env).filter(([, value]) => String(value).includes(SECRET))).toEqual([
      ['DB_PASSWORD', SECRET],
    ]);
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    const kept = [JSON.stringify(world.events.all), world.outputs.text(ref, 'stdout'), ...world.problems].join('\n');
    expect(kept).not.toContain(SECRET);
    expect(world.outputs.text(ref, 'stdout')).toBe('password is [redacted]\n');
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('waits before its intent while the vault is locked, says so, and goes on when it is unlocked', async () => {
    const vault = new FakeVault();
    const world = await started(vault);
    expect(world.log(world.runId, 'attempt.started')).toEqual([]);
    expect(world.shell.tasks).toEqual([]);
    expect(why(world)).toMatchObject({ text: expect.stringContaining('locked'), unblock: 'Unlock the vault.' });
    expect(world.core.waitingForVault()).toMatchObject([{ stepId: 'deploy', names: ['db_password'] }]);
    expect(vault.wantedByRun).toBeGreaterThan(0);
    vault.become('unlocked');
    await rest();
    expect(world.statusOf(world.runId, 'deploy')).toBe('succeeded');
    expect(world.core.waitingForVault()).toEqual([]);
  });

  it('is not stopped by a vault that locks again: the run keeps what it was given', async () => {
    const vault = new FakeVault();
    vault.become('unlocked');
    const two = runbookOf(deployStep(mapped, 'name=web-01'));
    const world = openWorld(two, newDisk(), { vault });
    await world.core.drive('all');
    const runId = await world.create();
    const asked = world.core.provideSecrets(runId, {});
    expect(asked).toMatchObject({ value: { fromVault: [] } });
    vault.become('locked');
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('keeps the vault from locking by itself as long as its run is open', async () => {
    const vault = new FakeVault();
    const world = await started(vault);
    expect(vault.isNeeded()).toBe(true);
    await world.command(world.runId, { type: 'abort', reason: 'enough' });
    await rest();
    expect(vault.isNeeded()).toBe(false);
  });

  it('that the vault does not hold is named', async () => {
    const vault = new FakeVault();
    vault.held.clear();
    vault.become('unlocked');
    const world = await started(vault);
    expect(why(world)).toMatchObject({ unblock: 'Put db_password into the vault.' });
    vault.held.set('db_password', SECRET);
    vault.become('unlocked');
    await rest();
    expect(world.statusOf(world.runId, 'deploy')).toBe('succeeded');
  });

  it('needs no vault in a rehearsal', async () => {
    const world = openWorld(runbook, newDisk(), { vault: new FakeVault() });
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal' });
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.log(runId, 'attempt.started')).toHaveLength(1);
  });

  it('sends the new value from the next step on after a rotation, and hides both', async () => {
    const vault = new FakeVault();
    vault.become('unlocked');
    const world = openWorld(runbook, newDisk(), { vault });
    await world.core.drive('all');
    const runId = await world.create();
    world.core.provideSecrets(runId, {});
    vault.held.set('db_password', 'rotated-in-the-night');
    vault.become('unlocked');
    world.shell.behave((task) => {
      task.sent();
      task.print(`old ${SECRET} new rotated-in-the-night\n`);
      task.finish();
    });
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.shell.tasks[0]?.request.env.DB_PASSWORD).toBe('rotated-in-the-night');
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    expect(world.outputs.text(ref, 'stdout')).toBe('old [redacted] new [redacted]\n');
  });

  it('learnt while output flows is taken out from there on', async () => {
    const vault = new FakeVault();
    const world = openWorld(runbookOf(deployStep('', 'name=web-01')), newDisk(), { vault });
    await world.core.drive('all');
    const runId = await world.create();
    world.shell.behave((task) => {
      task.sent();
      task.print('before\n');
      vault.guard.add(['typed-a-moment-ago']);
      task.print('after typed-a-moment-ago\n');
      task.finish();
    });
    await world.command(runId, { type: 'start' });
    await rest();
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    expect(world.outputs.text(ref, 'stdout')).toBe('before\nafter [redacted]\n');
  });
});
