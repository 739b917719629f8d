import { describe, expect, it } from 'vitest';
import type { AnswersOrder } from '../../contract/answers.ts';
import { openWorld, rest } from '../support/run-world.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { runbookOf } from './runbooks.ts';

const MINUTE = 60_000;
const people = `  - { role: Database lead, name: Ben }
  - { role: Release board, name: Cleo }
`;
const night = runbookOf(
  `
  - id: freeze
    kind: checklist
    title: Confirm the freeze
    responsible: Release manager
    duration: 10m
    items: [{ id: a, text: No merges }, { id: b, text: On call }]
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Database lead
    after: [freeze]
    targets: tier=web
    run: ./deploy
    duration: 8m
  - id: proof
    kind: manual
    title: Attach the proof
    responsible: Database lead
    instructions: Attach it.
    after: [deploy]
    duration: 5m
    evidence: [{ id: picture, text: A picture, type: file }, { id: rate, text: Error rate, type: number }]
  - id: gate
    kind: gate
    title: Go or no-go
    responsible: Release board
    after: [proof]
    duration: 10m
    criteria: [{ id: c, text: Below one per cent }]
    approvals: { roles: [Release board], count: 1 }
    deadline: { within: 15m, onExpiry: no-go }
  - id: tell
    kind: message
    title: Tell everybody
    responsible: Release manager
    after: [gate]
    audience: stakeholders
    text: Done.
    duration: 2m
`,
  people,
);

async function rehearse(answers: AnswersOrder, more: { text?: string; faults?: string[]; speed?: number } = {}) {
  const world = openWorld(more.text ?? night);
  await world.core.drive('all');
  const runId = await world.create({ mode: 'rehearsal', speed: 600, faults: [], ...more, answers });
  await world.command(runId, { type: 'start' });
  return { world, runId };
}

describe('a rehearsal whose people are spoken for as planned', () => {
  it('comes to its end by itself, in the planned time and not in real time, under the names of the plan', async () => {
    const { world, runId } = await rehearse({ others: 'as-planned' });
    // 35 planned minutes at 600 times the speed are 3.5 seconds.
    await world.clock.advance(6_000);
    const state = world.state(runId);
    expect(state.life).toBe('completed');
    expect(state.closure?.code).toBe('successful');
    expect((state.endedAt ?? 0) - (state.startedAt ?? 0)).toBeGreaterThanOrEqual(35 * MINUTE);
    expect((state.endedAt ?? 0) - (state.startedAt ?? 0)).toBeLessThan(38 * MINUTE);
    const spoken = world.log(runId, 'step.succeeded', 'approval.given', 'item.ticked', 'message.sent');
    const words = spoken.filter((event) => event.actor.via === 'pack');
    expect(words.map((event) => `${event.type} ${event.actor.person} ${event.actor.assurance}`)).toEqual([
      'item.ticked Anna stated',
      'item.ticked Anna stated',
      'step.succeeded Anna stated',
      'step.succeeded Ben stated',
      'approval.given Cleo stated',
      'message.sent Anna stated',
      'step.succeeded Anna stated',
    ]);
    expect(world.problems).toEqual([]);
  });

  it('with hundreds of steps side by side holds nobody up', async () => {
    const steps = Array.from({ length: 400 }, (_, at) => {
      const items = 'items: [{ id: a, text: One }, { id: b, text: Two }]';
      const rest = `responsible: Release manager\n    ${items}\n    duration: 5m\n`;
      return `\n  - id: step-${at}\n    kind: checklist\n    title: Confirm ${at}\n    ${rest}`;
    });
    const { world, runId } = await rehearse({ others: 'as-planned' }, { text: runbookOf(steps.join('')) });
    expect(await yardsticksOf(() => world.clock.advance(6_000))).toBeLessThan(60);
    expect(world.state(runId).life).toBe('completed');
  }, 60_000);

  it('says in its first event that nobody spoke for themselves', async () => {
    const { world, runId } = await rehearse({ others: 'as-planned', fileName: 'a.yaml', text: 'proof: { note: x }' });
    expect(world.log(runId, 'run.created')[0]?.data).toMatchObject({
      answers: { fileName: 'a.yaml', others: 'as-planned', given: { proof: { outcome: 'done', note: 'x' } } },
    });
  });

  it('attaches files that say themselves that they are no evidence', async () => {
    const { world, runId } = await rehearse({ others: 'as-planned' });
    await world.clock.advance(6_000);
    expect(world.log(runId, 'evidence.attached').map((event) => event.data)).toMatchObject([
      { evidenceId: 'picture', value: { type: 'file', name: 'simulated.txt' }, note: 'SIMULATED' },
      { evidenceId: 'rate', value: { type: 'number', number: 0 } },
    ]);
    expect([...world.attachments.texts.values()][0]).toContain('SIMULATED');
  });

  it('leaves a planted fault to a person: the run is held, and the scenario waits with it', async () => {
    const { world, runId } = await rehearse({ others: 'as-planned' }, { faults: ['deploy:web-02=exit 3'] });
    await world.clock.advance(6_000);
    expect(world.statusOf(runId, 'deploy')).toBe('failed');
    expect(world.state(runId).held).toMatchObject([{ cause: 'step-failed', stepId: 'deploy' }]);
    const before = world.core.now(runId);
    await world.clock.advance(10_000);
    expect(world.core.now(runId) - before).toBe(10_000);
    await world.act(runId, 'deploy', { action: 'retry-failed' });
    await world.clock.advance(6_000);
    expect(world.state(runId).closure?.code).toBe('successful-with-issues');
  });

  it('approves nothing that the plan lets nobody approve, and keeps a person’s pace there', async () => {
    const nobody = night.replace(
      'roles: [Release board], count: 1',
      'roles: [Database lead], count: 1, exclude: executor',
    );
    const { world, runId } = await rehearse({ others: 'as-planned' }, { text: nobody });
    await world.clock.advance(6_000);
    expect(world.statusOf(runId, 'gate')).toBe('working');
    expect(world.log(runId, 'approval.given')).toEqual([]);
    expect(world.log(runId, 'step.overdue')).toEqual([]);
    const before = world.core.now(runId);
    await world.clock.advance(5_000);
    expect(world.core.now(runId) - before).toBe(5_000);
  });

  it('does not speak while another core has just died and the run is held', async () => {
    const { world, runId } = await rehearse({ others: 'as-planned' });
    await world.clock.advance(500);
    await world.core.stop(0);
    const second = openWorld(night, world);
    await second.core.drive('all');
    await second.clock.advance(6_000);
    expect(second.state(runId).held).toMatchObject([{ cause: 'core-restarted' }]);
    expect(second.statusOf(runId, 'deploy')).not.toBe('succeeded');
    await second.command(runId, { type: 'resume' });
    await second.clock.advance(10_000);
    expect(second.state(runId).life).toBe('completed');
  });
});

describe('a rehearsal with an answers file', () => {
  it('lets those speak whom the file names, and waits for the others', async () => {
    const text = 'freeze: { by: Dora, role: Release manager, note: all quiet }\ndeploy: { by: Emil }\n';
    const { world, runId } = await rehearse({ others: 'ask', text, fileName: 'answers.yaml' });
    await world.clock.advance(10_000);
    expect(world.log(runId, 'item.ticked').map((event) => event.actor)).toMatchObject([
      { person: 'Dora', role: 'Release manager', via: 'pack' },
      { person: 'Dora' },
    ]);
    expect(world.log(runId, 'step.go-given')[0]?.actor.person).toBe('Emil');
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.statusOf(runId, 'proof')).toBe('ready');
    expect(world.state(runId).life).toBe('running');
  });

  it('rehearses a no-go and a step that fails, as the file says', async () => {
    const text = 'gate: { approve: false, by: Cleo, note: the rate is too high }\n';
    const { world, runId } = await rehearse({ others: 'as-planned', text });
    await world.clock.advance(6_000);
    expect(world.statusOf(runId, 'gate')).toBe('failed');
    expect(world.state(runId).held).toMatchObject([{ cause: 'no-go' }]);
  });

  it('refuses a file that names no step of the runbook, with the line, and creates nothing', async () => {
    const world = openWorld(night);
    const order = { text: 'freeze: {}\ndeplyo: {}\n', fileName: 'answers.yaml', others: 'ask' } as const;
    const request = {
      key: 'test',
      mode: 'rehearsal',
      inputs: {},
      secrets: {},
      forks: 1,
      speed: 1,
      faults: [],
    } as const;
    const actor = { person: 'A', role: null, via: 'desk', assurance: 'stated', osUser: 'a', machine: 'm' } as const;
    const refused = await world.core.create({ ...request, faults: [], answers: order, commandId: 'refused-1' }, actor);
    expect(refused).toMatchObject({
      ok: false,
      problem: {
        findings: [{ line: 2, file: 'answers.yaml', message: expect.stringContaining('Did you mean deploy?') }],
      },
    });
    const live = await world.core.create(
      { ...request, mode: 'live', faults: [], answers: { others: 'go' }, commandId: 'refused-2' },
      actor,
    );
    expect(live).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
    await rest();
    expect(world.core.runIds()).toEqual([]);
  });
});
