import { beforeEach, describe, expect, it } from 'vitest';
import { StorageFailure } from '../../main/core/ports/event-store.ts';
import { anna, openWorld, rest, type World } from '../support/run-world.ts';
import { oneStep } from './runbooks.ts';

let world: World;
beforeEach(async () => {
  world = openWorld(oneStep);
  await world.core.drive('all');
});

describe('the writer', () => {
  it('makes all commands of one turn durable as one group, in their order', async () => {
    const runId = await world.create();
    const groups = world.events.groups.length;
    const written = await Promise.all(
      ['one', 'two', 'three'].map((text) => world.command(runId, { type: 'note', text })),
    );
    expect(world.events.groups.slice(groups)).toEqual([3]);
    expect(written.map((result) => result.ok && result.value.seqs)).toEqual([[3], [4], [5]]);
    expect(world.log(runId, 'note.added').map((event) => event.type === 'note.added' && event.data.text)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('answers a resend with the first result, even when sent twice at once or after a restart', async () => {
    const runId = await world.create();
    const note = { type: 'note', text: 'said once' } as const;
    const [first, second] = await Promise.all([
      world.command(runId, note, { commandId: 'command-resent' }),
      world.command(runId, note, { commandId: 'command-resent' }),
    ]);
    const later = await world.command(runId, note, { commandId: 'command-resent' });
    const restarted = await openWorld(oneStep, world).command(runId, note, { commandId: 'command-resent' });
    expect([second, later, restarted]).toEqual([first, first, first]);
    expect(world.log(runId, 'note.added')).toHaveLength(1);
  });

  it('creates one run for one command however often it is sent', async () => {
    const [first, second] = await Promise.all([
      world.create({ commandId: 'create-once' }),
      world.create({ commandId: 'create-once' }),
    ]);
    expect(second).toBe(first);
    expect(await openWorld(oneStep, world).create({ commandId: 'create-once' })).toBe(first);
    expect(world.core.runIds()).toEqual([first]);
  });

  it('refuses what is based on an older state of the step, and says so', async () => {
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const step = world.state(runId).steps[0];
    const act = { type: 'act', stepId: 'confirm', act: { action: 'start' } } as const;
    await world.command(runId, act, { basedOn: step?.changedSeq ?? 0 });
    const stale = await world.command(runId, { ...act, act: { action: 'done' } }, { basedOn: step?.changedSeq ?? 0 });
    expect(stale).toMatchObject({ ok: false, problem: { code: 'stale' } });
    expect(!stale.ok && stale.problem.message).toMatch(/confirm has changed since you looked/);
  });

  it('refuses a life-cycle command based on an older one', async () => {
    const runId = await world.create();
    const before = world.state(runId).lifecycleSeq;
    await world.command(runId, { type: 'start' });
    const stale = await world.command(runId, { type: 'hold' }, { basedOn: before });
    expect(stale).toMatchObject({ ok: false, problem: { code: 'stale' } });
    expect(await world.command(runId, { type: 'hold' }, { basedOn: world.state(runId).lifecycleSeq })).toMatchObject({
      ok: true,
    });
  });

  it('records a stated time, but none in the future and, of an act, none before the run', async () => {
    const runId = await world.create();
    await world.clock.advance(60_000);
    const at = world.clock.now() - 20_000;
    await world.command(runId, { type: 'note', text: 'late entry' }, { at });
    const [noted] = world.log(runId, 'note.added');
    expect([noted?.occurredAt, noted?.recordedAt]).toEqual([at, world.clock.now()]);
    for (const wrong of [world.clock.now() + 5_000, world.state(runId).createdAt - 1]) {
      const refused = await world.command(runId, { type: 'cancel', reason: 'no' }, { at: wrong });
      expect(refused).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
    }
  });

  it('lets the person answer for what they said and the software for what follows', async () => {
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const by = world.log(runId).map((event) => [event.type, event.actor.person]);
    expect(by).toContainEqual(['run.started', 'Anna']);
    expect(by).toContainEqual(['step.became-ready', 'Holdpoint']);
  });

  it('tells every waiting command when the group could not be stored, and stands where the disk stands', async () => {
    const runId = await world.create();
    const before = world.state(runId);
    world.events.failWith(new StorageFailure('disk full', false));
    const answers = await Promise.all([
      world.command(runId, { type: 'start' }, { commandId: 'start-it-up' }),
      world.command(runId, { type: 'note', text: 'x' }),
    ]);
    expect(answers.map((answer) => !answer.ok && answer.problem.code)).toEqual([
      'workspace-unusable',
      'workspace-unusable',
    ]);
    expect(world.state(runId)).toEqual(before);
    world.events.failWith(null);
    expect(await world.command(runId, { type: 'start' }, { commandId: 'start-it-up' })).toMatchObject({ ok: true });
    expect(world.state(runId).life).toBe('running');
  });

  it('writes nothing more after a fatal failure', async () => {
    const runId = await world.create();
    world.events.failWith(new StorageFailure('fsync failed', true));
    await world.command(runId, { type: 'start' });
    world.events.failWith(null);
    const later = await world.command(runId, { type: 'note', text: 'still there?' });
    expect(later).toMatchObject({ ok: false, problem: { code: 'workspace-unusable' } });
    expect(world.fatal.map((failure) => failure.message)).toEqual(['fsync failed']);
    expect(world.log(runId)).toHaveLength(2);
    expect(world.clock.timers).toBe(0);
  });

  it('takes an unknown failure for a fatal one', async () => {
    const runId = await world.create();
    world.events.append = () => {
      throw new Error('what is this');
    };
    await world.command(runId, { type: 'start' });
    expect(world.fatal).toHaveLength(1);
  });

  it('publishes each durable group once, in order, with the state after it', async () => {
    const seen: [number, number][] = [];
    world.core.onEvents((_runId, events, state) => seen.push([events[0]?.seq ?? 0, state.lastSeq]));
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    expect(seen[0]).toEqual([1, 1]);
    for (const [index, [from]] of seen.entries()) expect(from).toBe((seen[index - 1]?.[1] ?? 0) + 1);
  });

  it('makes text well-formed before it enters the chain', async () => {
    const runId = await world.create();
    expect(await world.command(runId, { type: 'note', text: 'half \ud83d here' })).toMatchObject({ ok: true });
    const [note] = world.log(runId, 'note.added');
    expect(note?.type === 'note.added' && note.data.text).toBe('half \ufffd here');
    const actor = { ...anna, person: 'Anna \ud83d' };
    const more = { type: 'note', text: 'x' } as const;
    expect(await world.core.command({ runId, command: more, commandId: 'odd-name-1' }, actor)).toMatchObject({
      ok: true,
    });
  });

  it('writes the journal of the workspace through the same queue', async () => {
    let calls = 0;
    world.core.journal.onAppend(() => {
      calls += 1;
    });
    const draft = { type: 'core.started', data: { coreId: 'c', version: '1', pid: 1, host: 'test' } } as const;
    expect(await world.core.journal.append([draft], { actor: anna })).toEqual({ ok: true, value: { seqs: [1] } });
    expect(world.events.readJournal('workspace')).toHaveLength(1);
    expect(calls).toBe(1);
  });
});
