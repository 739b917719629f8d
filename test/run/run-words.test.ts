import { describe, expect, test } from 'vitest';
import type { Preflight } from '../../contract/preflight.ts';
import { isEnded, runHeader, stepView } from '../../main/domain/run/index.ts';
import { aPlan, aStep, created, EVENING, fs, MINUTE, manual, ssh } from './plans.ts';
import { Rig } from './rig.ts';

const window = { start: EVENING, end: EVENING + 4 * 60 * MINUTE };
const plan = aPlan([aStep('a', manual), aStep('b', manual, { after: [fs('a')] })], { window });
const header = (rig: Rig, driven = rig.driven) => runHeader(rig.state, rig.now, driven);
const rag = (rig: Rig, driven?: boolean) => header(rig, driven).rag;

function finish(rig: Rig): void {
  for (const id of ['a', 'b']) {
    rig.act(id, { action: 'start' });
    rig.act(id, { action: 'done' });
  }
}

describe('issues', () => {
  test('are numbered in the order they are raised, and stand open ones first', () => {
    const rig = Rig.started(plan);
    rig.give({ type: 'raise-issue', text: 'Lag', severity: 'high', stepId: 'a', owner: 'Edsger' }, 'Grace');
    rig.give({ type: 'raise-issue', text: 'Typo', severity: 'low', owner: '' });
    rig.give({ type: 'resolve-issue', issueId: 'i-1', resolution: 'Vacuumed' });
    expect(header(rig).issues).toMatchObject([
      { issueId: 'I-2', text: 'Typo', owner: null, resolved: null },
      { issueId: 'I-1', raisedBy: 'Grace', stepId: 'a', resolved: { by: 'Ada', resolution: 'Vacuumed' } },
    ]);
    rig.give({ type: 'reopen-issue', issueId: 'I-1', reason: 'Back again' });
    expect(header(rig).issues.map(({ issueId, resolved }) => [issueId, resolved])).toEqual([
      ['I-1', null],
      ['I-2', null],
    ]);
  });

  test('a change keeps what it does not name and empties what it says is empty', () => {
    const rig = Rig.started(plan);
    const more = { owner: 'Edsger', workaround: 'Wait', reference: 'PRB1' };
    rig.give({ type: 'raise-issue', text: 'Lag', severity: 'high', ...more });
    rig.give({ type: 'change-issue', issueId: 'I-1', severity: 'low', workaround: null });
    expect(header(rig).issues[0]).toMatchObject({ ...more, text: 'Lag', severity: 'low', workaround: null });
  });

  test('what makes no sense is refused with a sentence that says why', () => {
    const rig = Rig.started(plan);
    expect(rig.give({ type: 'resolve-issue', issueId: 'I-1', resolution: 'r' })).toContain('none was raised');
    rig.give({ type: 'raise-issue', text: 'Lag', severity: 'high' });
    expect(rig.give({ type: 'resolve-issue', issueId: 'I-7', resolution: 'r' })).toContain('there are I-1');
    expect(rig.give({ type: 'reopen-issue', issueId: 'I-1', reason: 'r' })).toBe('I-1 is open.');
    expect(rig.give({ type: 'change-issue', issueId: 'I-1', severity: 'high' })).toBe('I-1 is like that already.');
    rig.give({ type: 'resolve-issue', issueId: 'I-1', resolution: 'r' });
    expect(rig.give({ type: 'resolve-issue', issueId: 'I-1', resolution: 'r' })).toContain('resolved already, by Ada');
    expect(rig.give({ type: 'change-issue', issueId: 'I-1', text: 'x' })).toContain('Reopen it');
    expect(rig.give({ type: 'raise-issue', text: ' ', severity: 'low' })).toBe('Say what the issue is.');
    expect(rig.give({ type: 'raise-issue', text: 'x', severity: 'low', stepId: 'z' })).toContain('no step “z”');
  });

  test('open ones are in the proposal to close and in the closure, unless the person says otherwise', () => {
    const close = (openIssues?: string) => {
      const rig = Rig.started(plan);
      rig.give({ type: 'raise-issue', text: 'Lag', severity: 'high' });
      rig.give({ type: 'raise-issue', text: 'Gone', severity: 'high' });
      rig.give({ type: 'resolve-issue', issueId: 'I-2', resolution: 'r' });
      finish(rig);
      expect(header(rig).proposedClosure).toEqual({
        code: 'successful-with-issues',
        because: 'Open issues: I-1 (high) Lag.',
      });
      rig.give({ type: 'close', ...(openIssues === undefined ? {} : { openIssues }) });
      return rig.events.at(-1);
    };
    expect(close()?.data).toMatchObject({ closureCode: 'successful-with-issues', openIssues: 'I-1 (high) Lag' });
    expect(close('none')?.data).toMatchObject({ openIssues: 'none' });
  });
});

test('notes, decisions, issues and updates are taken before the start and after the end, and move nothing', () => {
  const words = (rig: Rig) => [
    rig.give({ type: 'note', text: 'n' }),
    rig.give({ type: 'decide', what: 'w', options: [], decidedBy: [] }),
    rig.give({ type: 'raise-issue', text: 't', severity: 'low' }),
    rig.give({ type: 'give-update', rag: 'green', because: 'b', text: 't', nextDueAt: EVENING + MINUTE }),
  ];
  const types = [['note.added'], ['decision.recorded'], ['issue.raised'], ['update.given']];
  expect(words(new Rig(plan))).toEqual(types);
  const rig = Rig.started(plan);
  finish(rig);
  rig.give({ type: 'close' });
  expect(isEnded(rig.state)).toBe(true);
  const { endedAt, life } = rig.state;
  rig.now += 5 * MINUTE;
  expect(words(rig)).toEqual(types);
  expect(rig.state).toMatchObject({ endedAt, life });
  expect(header(rig).lastUpdate).toEqual({ at: rig.now, by: 'Ada', nextDueAt: EVENING + MINUTE });
  expect(rig.give({ type: 'hold' })).toBe('The run has ended (completed).');
});

describe('the colour of a run has a reason', () => {
  test('green says how much is left of the window', () => {
    const rig = Rig.started(plan);
    expect(rag(rig)).toEqual({
      colour: 'green',
      because:
        "Nothing failed and nothing is late; projected end 23:00 Berlin (22:00 UTC), 4 h before the window's end.",
    });
  });

  test('red for a failure, an unknown outcome, a broken clock and an end past the window', () => {
    const failed = Rig.started(plan);
    failed.act('a', { action: 'start' });
    failed.act('a', { action: 'failed', reason: 'no' });
    expect(rag(failed)).toEqual({ colour: 'red', because: '“The a” failed.' });
    const unknown = Rig.started(aPlan([aStep('s', ssh(['x']))]));
    unknown.finish('s', 'x', 'indeterminate');
    expect(rag(unknown)).toEqual({ colour: 'red', because: 'The outcome of “The s” is not known.' });
    const clock = Rig.started({ ...plan, clocks: [{ name: 'Downtime', from: 'a', to: 'b', limitMs: 30 * MINUTE }] });
    clock.act('a', { action: 'start' });
    clock.pass(31 * MINUTE);
    expect(rag(clock)).toEqual({ colour: 'red', because: 'Downtime took 31 m; 30 m were allowed.' });
    const late = Rig.started(plan);
    late.give({ type: 'eta', stepId: 'b', endAt: window.end + 10 * MINUTE });
    expect(rag(late)).toEqual({
      colour: 'red',
      because: "The projected end 29 Nov 03:10 Berlin (29 Nov 02:10 UTC) is 10 m past the window's end.",
    });
    late.pass(5 * 60 * MINUTE);
    expect(rag(late).because).toContain('The window closed 1 h ago.');
  });

  test('amber for a hold of a person, little slack, high issues, a run nobody drives, a target out of contact', () => {
    const held = Rig.started(plan);
    held.give({ type: 'hold', reason: 'phone' });
    expect(rag(held)).toEqual({ colour: 'amber', because: 'The run is held: phone.' });
    const tight = Rig.started(plan);
    tight.give({ type: 'eta', stepId: 'b', endAt: window.end - 10 * MINUTE });
    expect(rag(tight).because).toContain('Only 10 m are left');
    const issue = Rig.started(plan);
    issue.give({ type: 'raise-issue', text: 'Typo', severity: 'medium' });
    expect(rag(issue).colour).toBe('green');
    issue.give({ type: 'raise-issue', text: 'Lag', severity: 'critical' });
    expect(rag(issue)).toEqual({ colour: 'amber', because: 'Issue I-2 (critical) is open: Lag.' });
    expect(rag(Rig.started(plan), false)).toEqual({
      colour: 'amber',
      because: 'No Holdpoint is at work on this run: nothing of it starts.',
    });
  });

  test('red reasons are told, not the amber ones beside them, and no more than three at once', () => {
    const many = aPlan(['a', 'b', 'c', 'd', 'e'].map((id) => aStep(id, manual, { onFailure: 'hold' })));
    const rig = Rig.started(many);
    for (const id of ['a', 'b', 'c', 'd', 'e']) rig.act(id, { action: 'start' });
    for (const id of ['a', 'b', 'c', 'd', 'e']) rig.act(id, { action: 'failed', reason: 'no' });
    expect(rag(rig)).toEqual({
      colour: 'red',
      because: '“The a” failed. “The b” failed. “The c” failed. And 2 more.',
    });
  });

  test('after the end the closure says it', () => {
    const rig = Rig.started(plan);
    finish(rig);
    rig.give({ type: 'close' });
    expect(rag(rig)).toEqual({ colour: 'green', because: 'The run ended as successful.' });
    const aborted = Rig.started(plan);
    aborted.give({ type: 'abort', reason: 'Storage is gone' });
    expect(rag(aborted)).toEqual({
      colour: 'red',
      because: 'The run ended (aborted) as unsuccessful: Storage is gone.',
    });
  });
});

test('a target nobody hears from is not said to be running, and somebody is asked to see to it', () => {
  const rig = Rig.started(aPlan([aStep('s', ssh(['x', 'y']))]));
  const ref = { stepId: 's', target: 'x', attempt: 1 };
  rig.give({ type: 'attempt-sent', ...ref, targetBootId: 'b', hostKey: null }, 'engine');
  rig.pass(3 * MINUTE);
  rig.give({ type: 'attempt-lost-contact', ...ref, reason: 'cut' }, 'engine');
  expect(stepView(rig.state, 's', rig.now)).toMatchObject({
    stateReason: 'No contact with x since 23:03 Berlin (22:03 UTC): what it does is not known.',
    targets: { total: 2, running: 1, unknown: 1 },
    need: { what: 'Restore contact with x', since: rig.now },
  });
  expect(rag(rig)).toEqual({ colour: 'amber', because: 'No contact with x since 23:03 Berlin (22:03 UTC).' });
  rig.give({ type: 'attempt-regained-contact', ...ref }, 'engine');
  expect(stepView(rig.state, 's', rig.now)).toMatchObject({ stateReason: null, need: null, targets: { running: 2 } });
});

describe('a start with preflight', () => {
  const preflight = (verdict: Preflight['verdict'], endedAt: number): Preflight => ({
    verdict,
    startedAt: endedAt - 1000,
    endedAt,
    checks: [
      { aspect: 'authentication', subject: 'web-07', verdict: 'bad', text: 'The key was refused', cure: 'Load it.' },
      { aspect: 'disk', subject: 'web-01', verdict: 'warning', text: '81 % used.', cure: null },
    ],
  });
  const demanding = (): Rig => {
    const rig = new Rig(plan);
    const first = created(plan);
    if (first.type !== 'run.created') throw new Error('not a beginning');
    rig.state = { ...rig.state, preflight: { demand: { maxAgeMs: 30 * MINUTE }, last: null, setBackMs: 0 } };
    return rig;
  };

  test('is refused while there is none, while it is red and when it is old, each with its reason', () => {
    const rig = demanding();
    expect(header(rig).preflight).toMatchObject({ last: null, lacks: ['There has been no preflight.'] });
    expect(rig.give({ type: 'start' })).toContain('There has been no preflight.');
    rig.record({ type: 'preflight.finished', data: preflight('red', rig.now) }, 'Ada');
    expect(header(rig).preflight.lacks).toEqual([
      'The preflight is red.',
      'web-07 (authentication): The key was refused.',
    ]);
    expect(rig.give({ type: 'start' })).toContain('The key was refused.');
    rig.record({ type: 'preflight.finished', data: preflight('green', rig.now) }, 'Ada');
    expect(header(rig).preflight.lacks).toEqual([]);
    rig.now += 31 * MINUTE;
    expect(rig.give({ type: 'start' })).toContain('The preflight is 31 m old; 30 m are the most.');
    rig.now -= 60 * MINUTE;
    expect(rig.give({ type: 'start' })).toContain('dated in the future');
  });

  test('amber starts; red starts only with a reason, which is recorded with what was lacking', () => {
    const amber = demanding();
    amber.record({ type: 'preflight.finished', data: preflight('amber', amber.now) }, 'Ada');
    expect(amber.give({ type: 'start' })).toContain('run.started');
    const rig = demanding();
    const told = rig.give({ type: 'start', acceptPreflight: 'web-07 is out of scope' });
    expect(told).toContain('preflight.accepted');
    expect(rig.events.find((event) => event.type === 'preflight.accepted')?.data).toEqual({
      reason: 'web-07 is out of scope',
      lacks: ['There has been no preflight.'],
    });
  });

  test('is not asked of a run that does not demand it', () => {
    expect(new Rig(plan).give({ type: 'start' })).toContain('run.started');
  });
});
