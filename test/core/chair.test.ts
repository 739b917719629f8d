import { describe, expect, it } from 'vitest';
import type { Actor } from '../../contract/actor.ts';
import { actorOf } from '../../main/core/attribution.ts';
import { runHeader } from '../../main/domain/run/index.ts';
import { newDisk, openWorld } from '../support/run-world.ts';
import { deployStep, oneStep, runbookOf } from './runbooks.ts';

const MINUTE = 60_000;
const seat = { osUser: 'kim', machine: 'desk' };

describe('who said it, and who typed it', () => {
  const of = (attribution: Parameters<typeof actorOf>[0]): Actor => {
    const actor = actorOf(attribution, { via: 'desk' }, seat);
    if (!actor.ok) throw new Error(actor.problem.message);
    return actor.value;
  };

  it('what came by phone was typed by the user of this machine, unless somebody else is named', () => {
    expect(of({ by: 'Robin', via: 'phone' })).toMatchObject({ person: 'Robin', assurance: 'stated', enteredBy: 'kim' });
    expect(of({ by: 'Robin', via: 'phone', enteredBy: 'Kim Lee' }).enteredBy).toBe('Kim Lee');
  });

  it('what is said at the desk was typed by whoever said it', () => {
    expect(of({ by: 'Robin', via: 'desk' })).not.toHaveProperty('enteredBy');
    expect(of({ by: 'Robin', via: 'desk', enteredBy: 'Robin' })).not.toHaveProperty('enteredBy');
  });
});

describe('words beside the run', () => {
  it('carry the time they are about, survive the core that took them, and are taken after the end', async () => {
    const disk = newDisk();
    const world = openWorld(oneStep, disk);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const at = world.clock.now();
    await world.clock.advance(5 * MINUTE);
    await world.command(runId, { type: 'raise-issue', text: 'Lag', severity: 'high' }, { at });
    await world.command(runId, { type: 'give-update', rag: 'amber', because: 'b', text: 't' });
    await world.command(runId, { type: 'abort', reason: 'enough' });
    const late = await world.command(runId, { type: 'resolve-issue', issueId: 'I-1', resolution: 'Gone' });
    expect(late.ok).toBe(true);
    const raised = world.log(runId, 'issue.raised')[0];
    expect([raised?.occurredAt, raised?.recordedAt, raised?.actor.person]).toEqual([at, at + 5 * MINUTE, 'Anna']);
    const next = openWorld(oneStep, disk);
    const state = next.state(runId);
    expect(state).toEqual(world.state(runId));
    expect(runHeader(state, 0, false).issues).toMatchObject([{ issueId: 'I-1', resolved: { resolution: 'Gone' } }]);
  });

  it('a secret typed into a decision, an issue or an update is not kept', async () => {
    const world = openWorld(runbookOf(deployStep(), 'inputs:\n  - { name: token, secret: true, required: true }\n'));
    const runId = await world.create({ secrets: { token: 'hunter2-hunter2' } });
    const text = 'they used hunter2-hunter2 again';
    await world.command(runId, {
      ...{ type: 'decide', what: text, options: [text], decidedBy: [text] },
      ...{ chosen: text, reason: text },
    });
    const more = { owner: text, workaround: text, reference: text, decision: text };
    await world.command(runId, { type: 'raise-issue', text, severity: 'low', ...more });
    await world.command(runId, { type: 'resolve-issue', issueId: 'I-1', resolution: text });
    await world.command(runId, { type: 'give-update', rag: 'red', because: text, text });
    const kept = JSON.stringify(world.log(runId));
    expect(kept).toContain('they used');
    expect(kept).not.toContain('hunter2-hunter2');
  });

  it('may be about what was before the run was set up, but not before last month; an act may not', async () => {
    const world = openWorld(oneStep);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const { createdAt } = world.state(runId);
    const said = async (at: number) => (await world.command(runId, { type: 'note', text: 'Call' }, { at })).ok;
    expect(await said(createdAt - 90 * MINUTE)).toBe(true);
    expect(await said(createdAt - 31 * 24 * 60 * MINUTE)).toBe(false);
    const hold = await world.command(runId, { type: 'hold' }, { at: createdAt - MINUTE });
    expect(hold.ok ? null : hold.problem.message).toContain('before the run was created');
  });

  it('a step cannot be over before it began', async () => {
    const world = openWorld(oneStep);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const at = world.clock.now();
    await world.clock.advance(MINUTE);
    await world.act(runId, 'confirm', { action: 'start' });
    const over = await world.command(
      runId,
      { type: 'act', stepId: world.state(runId).plan.steps[0]?.id ?? '', act: { action: 'done' } },
      { at },
    );
    expect(over.ok ? null : over.problem.message).toContain('lies before confirm was started');
  });
});

describe('a moved T0', () => {
  it('wakes the run at the new time, and sends nothing twice', async () => {
    const world = openWorld(runbookOf(deployStep('    startAt: T+30m\n', 'name=web-01')));
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start', t0: 'now' });
    const t0 = world.state(runId).t0 ?? 0;
    await world.clock.advance(20 * MINUTE);
    await world.command(runId, { type: 'rebase', t0: t0 + 18 * MINUTE, reason: 'The batch closed late' });
    await world.clock.advance(27 * MINUTE);
    expect(world.shell.tasks).toHaveLength(0);
    await world.clock.advance(MINUTE);
    expect(world.shell.tasks).toHaveLength(1);
    await world.command(runId, { type: 'rebase', t0: t0 + 60 * MINUTE, reason: 'again' });
    await world.clock.advance(60 * MINUTE);
    expect(world.shell.tasks).toHaveLength(1);
  });

  it('brings forward what it makes due, in the same group of events', async () => {
    const world = openWorld(runbookOf(deployStep('    startAt: T+30m\n', 'name=web-01')));
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start', t0: 'now' });
    const t0 = world.state(runId).t0 ?? 0;
    await world.clock.advance(20 * MINUTE);
    await world.command(runId, { type: 'rebase', t0: t0 - 10 * MINUTE, reason: 'early' });
    expect(world.shell.tasks).toHaveLength(1);
    const types = world.log(runId).map((event) => event.type);
    expect(types.slice(types.indexOf('run.rebased'))).toEqual(
      expect.arrayContaining(['run.rebased', 'step.became-ready', 'step.started', 'attempt.started']),
    );
  });

  it('makes no Hold stale that was said while it was moved', async () => {
    const world = openWorld(oneStep);
    const runId = await world.create();
    await world.command(runId, { type: 'start', t0: 'now' });
    const { t0, lifecycleSeq } = world.state(runId);
    await world.command(runId, { type: 'rebase', t0: (t0 ?? 0) + MINUTE, reason: 'r' });
    expect((await world.command(runId, { type: 'hold' }, { basedOn: lifecycleSeq })).ok).toBe(true);
  });

  it('is stale when the life of the run has changed since it was looked at', async () => {
    const world = openWorld(oneStep);
    const runId = await world.create();
    await world.command(runId, { type: 'start', t0: 'now' });
    const { t0, lifecycleSeq } = world.state(runId);
    await world.command(runId, { type: 'hold', reason: 'phone' });
    const moved = await world.command(
      runId,
      { type: 'rebase', t0: (t0 ?? 0) + MINUTE, reason: 'r' },
      { basedOn: lifecycleSeq },
    );
    expect(moved.ok ? null : moved.problem.code).toBe('stale');
  });
});
