import { expect, test } from 'vitest';
import type { Answer } from '../../contract/answers.ts';
import type { Answers } from '../../main/hosts/cli/answers.ts';
import { noAnswers } from '../../main/hosts/cli/answers.ts';
import { driveRun } from '../../main/hosts/cli/driver.ts';
import { followRun } from '../../main/hosts/cli/live-run.ts';
import { FakeCore, runId } from './fake-core.ts';

function answersOf(given: Record<string, Partial<Answer>>): Answers {
  return {
    folder: '.',
    file: null,
    of: (stepId) => {
      const answer = given[stepId];
      return answer === undefined ? null : { outcome: 'done', ...answer };
    },
  };
}

interface Driving {
  go?: boolean;
  answers?: Answers;
  isInterrupted?: () => boolean;
  isElsewhere?: boolean;
  isLost?: () => boolean;
  /** The event of the command that began the run. */
  afterSeq?: number;
}

async function drive(core: FakeCore, driving: Driving = {}) {
  const said: string[] = [];
  const live = followRun(runId, {
    client: core.client,
    view: core.view(),
    afterSeq: 0,
    listener: { entry: () => {}, problem: (message) => said.push(message) },
  });
  const end = await driveRun({
    ...{ client: core.client, runId, live, caller: { by: 'Caller' } },
    go: driving.go ?? false,
    afterSeq: driving.afterSeq ?? 0,
    answers: driving.answers ?? noAnswers,
    isInterrupted: driving.isInterrupted ?? (() => false),
    isElsewhere: driving.isElsewhere ?? false,
    isLost: driving.isLost ?? (() => false),
    say: (text) => said.push(text),
  });
  live.close();
  return { end, said, sent: core.sent.map(({ what }) => what) };
}

test('with --go every asking step gets its Go by the caller, and the finished run is closed', async () => {
  const core = new FakeCore([
    { id: 'one', kind: 'ssh', state: 'ready', need: 'Go' },
    { id: 'two', kind: 'http', state: 'ready', need: 'Go' },
  ]);
  const { end, sent } = await drive(core, { go: true });
  expect(end.kind).toBe('ended');
  expect(sent).toEqual(['one go', 'two go', 'close']);
  expect(core.sent.every(({ by }) => by === 'Caller')).toBe(true);
});

test('a view from before the start is not taken for a run at rest', async () => {
  const core = new FakeCore([{ id: 'one', kind: 'ssh', state: 'pending', need: null }]);
  setTimeout(() => core.change('one', { state: 'ready', need: 'Go' }), 30);
  const { end, sent } = await drive(core, { go: true, afterSeq: 11 });
  expect(end.kind).toBe('ended');
  expect(sent).toEqual(['one go', 'close']);
});

test('without --go a ready step waits, and the run rests', async () => {
  const core = new FakeCore([{ id: 'one', kind: 'ssh', state: 'ready', need: 'Go' }]);
  const { end, sent } = await drive(core);
  expect(end.kind).toBe('resting');
  expect(sent).toEqual([]);
});

test('work that runs is awaited before the run rests', async () => {
  const core = new FakeCore([
    { id: 'work', kind: 'ssh', state: 'running' },
    { id: 'person', kind: 'manual', state: 'awaiting-human', need: 'Start' },
  ]);
  setTimeout(() => core.change('work', { state: 'succeeded' }), 40);
  const { end } = await drive(core, { go: true });
  expect(end.kind).toBe('resting');
  expect(core.steps[0]?.state).toBe('succeeded');
});

test('a step that starts by itself in a moment, or at a time, is waited for', async () => {
  const core = new FakeCore([{ id: 'later', kind: 'ssh', state: 'scheduled' }]);
  setTimeout(() => core.change('later', { state: 'ready', need: null }), 20);
  setTimeout(() => core.change('later', { state: 'running' }), 40);
  setTimeout(() => core.change('later', { state: 'succeeded' }), 60);
  const { end } = await drive(core, { go: true });
  expect(end.kind).toBe('ended');
});

test('a held run does not wait for start times', async () => {
  const core = new FakeCore([{ id: 'later', kind: 'ssh', state: 'scheduled' }]);
  core.hold('looking at replication');
  const { end } = await drive(core, { go: true });
  expect(end.kind).toBe('resting');
});

test('a checklist is started, ticked, proven and finished by the person of its answer', async () => {
  const core = new FakeCore([
    {
      id: 'freeze',
      kind: 'checklist',
      state: 'awaiting-human',
      need: 'Start',
      items: ['a', 'b'],
      evidence: [{ id: 'count', type: 'number' }],
    },
  ]);
  const answers = answersOf({ freeze: { by: 'Anna', items: ['a', 'b'], evidence: { count: '42' } } });
  const { sent } = await drive(core, { answers, go: true });
  expect(sent).toEqual(['freeze start', 'freeze tick a', 'freeze tick b', 'freeze attach', 'freeze done', 'close']);
  expect(core.sent.slice(0, 5).every(({ by }) => by === 'Anna')).toBe(true);
  expect(core.sent.at(-1)?.by).toBe('Caller');
});

test('a gate is judged and approved only as the answer says', async () => {
  const gate = { id: 'gate', kind: 'gate', state: 'awaiting-approval', need: 'Approve', criteria: ['errors'] } as const;
  const approved = new FakeCore([{ ...gate, criteria: ['errors'] }]);
  expect((await drive(approved, { answers: answersOf({ gate: { by: 'Anna', approve: true } }) })).sent).toEqual([
    'gate meet errors',
    'gate approve',
  ]);
  const refused = new FakeCore([{ ...gate, criteria: ['errors'] }]);
  expect((await drive(refused, { answers: answersOf({ gate: { by: 'Anna', approve: false } }) })).sent).toEqual([
    'gate reject',
  ]);
  const silent = new FakeCore([{ ...gate, criteria: ['errors'] }]);
  const { sent, end, said } = await drive(silent, { answers: answersOf({ gate: { by: 'Anna' } }) });
  expect(sent).toEqual(['gate meet errors']);
  expect(end.kind).toBe('resting');
  expect(said).toEqual(['gate: The answer approves nothing: it has no approve: true.']);
});

test('failed and skipped answers are said as such', async () => {
  const core = new FakeCore([
    { id: 'fails', kind: 'manual', state: 'awaiting-human', need: 'Start' },
    { id: 'skips', kind: 'ssh', state: 'ready', need: 'Go' },
    { id: 'tells', kind: 'message', state: 'awaiting-human', need: 'Send the message' },
  ]);
  const answers = answersOf({
    fails: { outcome: 'failed', note: 'no' },
    skips: { outcome: 'skipped' },
    tells: { to: 'all' },
  });
  const { sent } = await drive(core, { answers, go: true });
  expect(sent).toEqual(['fails start', 'skips skip', 'tells sent', 'fails failed']);
});

test('an act that is refused is said once, with the reason, and the run rests', async () => {
  const core = new FakeCore([{ id: 'gate', kind: 'gate', state: 'awaiting-approval', need: 'Approve' }]);
  core.refusals.set('gate approve', 'Kim may not approve.');
  const { end, said } = await drive(core, { answers: answersOf({ gate: { by: 'Kim', approve: true } }) });
  expect(end.kind === 'resting' && end.stuck.get('gate')).toBe('Kim may not approve.');
  expect(said).toEqual(['gate: Kim may not approve.']);
});

test('when interrupted, nothing more is said and running work is awaited', async () => {
  const core = new FakeCore([
    { id: 'work', kind: 'ssh', state: 'running' },
    { id: 'next', kind: 'ssh', state: 'ready', need: 'Go' },
  ]);
  setTimeout(() => core.change('work', { state: 'succeeded' }), 40);
  const { end, sent } = await drive(core, { go: true, isInterrupted: () => true });
  expect(end.kind).toBe('interrupted');
  expect(sent).toEqual([]);
  expect(core.steps[0]?.state).toBe('succeeded');
});

test('a run that another process drives is left to its work at once', async () => {
  const core = new FakeCore([{ id: 'work', kind: 'ssh', state: 'running' }]);
  const { end } = await drive(core, { isInterrupted: () => true, isElsewhere: true });
  expect(end.kind).toBe('interrupted');
  expect(core.steps[0]?.state).toBe('running');
});

test('when the process that drove the run is gone, nobody waits for it for ever', async () => {
  const core = new FakeCore([{ id: 'work', kind: 'ssh', state: 'running' }]);
  expect((await drive(core, { isElsewhere: true, isLost: () => true })).end.kind).toBe('lost');
});

test('an indeterminate step is never acted on, whatever --go says', async () => {
  const core = new FakeCore([{ id: 'lost', kind: 'ssh', state: 'indeterminate', need: 'Find out what happened' }]);
  const { end, sent } = await drive(core, { go: true });
  expect(end.kind).toBe('resting');
  expect(sent).toEqual([]);
});
