import { expect, test } from 'vitest';
import type { Actor } from '../../contract/actor.ts';
import type { StoredEvent } from '../../contract/events.ts';
import type { Plan } from '../../contract/plan.ts';
import { describeEvent, toLogEntry } from '../../main/domain/log/describe-event.ts';
import { durationText } from '../../main/domain/log/duration.ts';
import { ordersPlan } from '../report/orders-story.ts';
import { planStep, ssh } from '../report/story.ts';

const engine: Actor = {
  person: 'Holdpoint',
  role: null,
  via: 'engine',
  assurance: 'stated',
  osUser: 'ops',
  machine: 'desk',
};
const anna: Actor = { ...engine, person: 'Anna', role: 'Release manager', via: 'desk' };

function event(type: string, data: unknown, actor: Actor = engine): StoredEvent {
  return {
    seq: 7,
    journalId: 'run-20261121-0953-k3f9',
    journalSeq: 3,
    type,
    version: 1,
    occurredAt: 1,
    recordedAt: 2,
    monotonicMs: 0,
    bootId: 'b',
    actor,
    commandId: null,
    data,
    prevHash: '0'.repeat(64),
    hash: '1'.repeat(64),
  };
}

const finished = {
  stepId: 'drain',
  target: 'web-07',
  attempt: 1,
  outputs: {},
  streams: {},
  signal: null,
  reason: null,
};

test.each([
  ['drain on web-07 failed: exit 42 after 30.2 s', { outcome: 'failed', exitCode: 42, durationMs: 30_200 }],
  ['drain on web-07 succeeded after 320 ms', { outcome: 'succeeded', exitCode: 0, durationMs: 320 }],
  [
    'attempt 2 of drain on web-07 timed out after 10 m',
    { outcome: 'timed-out', exitCode: null, durationMs: 600_000, attempt: 2 },
  ],
  [
    'drain on web-07 failed: signal SIGKILL after 1 m 05 s',
    { outcome: 'failed', exitCode: null, signal: 'SIGKILL', durationMs: 65_000 },
  ],
  [
    'drain on web-07 failed: connection refused after 12 ms',
    { outcome: 'failed', exitCode: null, reason: 'connection refused', durationMs: 12 },
  ],
  [
    'drain on web-07 has an unknown outcome: the link was cut',
    { outcome: 'indeterminate', exitCode: null, reason: 'the link was cut', durationMs: 12 },
  ],
])('an attempt ends in words: %s', (sentence, data) => {
  expect(describeEvent(event('attempt.finished', { ...finished, ...data }), null).sentence).toBe(sentence);
});

function planOf(title: string): Plan {
  return { ...ordersPlan(), steps: [planStep('drain', ssh(['web-07']), { title })] };
}

test('a person is named with role and how sure we are', () => {
  const said = describeEvent(
    event('approval.given', { stepId: 'go-no-go', role: 'Release manager', note: null }, anna),
    null,
  );
  expect(said).toEqual({ sentence: 'Anna (Release manager, stated) approved go-no-go', tone: 'person' });
});

test('text from outside stays on one line and drives no terminal', () => {
  const said = describeEvent(event('note.added', { stepId: null, text: 'a\n\u001b[2Jb\u0007' }, anna), null);
  expect(said.sentence).toBe('Anna (Release manager, stated) noted: a [2Jb');
});

test.each([
  [
    'step-failed',
    'Drain: Failed on 1 of 20 targets (web-07): exit 42',
    'held: step drain failed on 1 of 20 targets (web-07): exit 42',
  ],
  [
    'step-indeterminate',
    'Drain: It is not known what became of db-01.',
    'held: the outcome of drain on db-01 is unknown',
  ],
  ['deadline', 'Drain is past its deadline.', 'held: drain is past its deadline'],
  ['no-go', 'Drain: no-go. Errors above 1 %', 'held: no-go at drain: Errors above 1 %'],
  ['step-failed', 'Drain failed: pool is gone', 'held: step drain failed: pool is gone'],
])('a hold for %s is said once', (cause, reason, sentence) => {
  expect(describeEvent(event('run.held', { cause, reason, stepId: 'drain' }), planOf('Drain')).sentence).toBe(sentence);
});

test('an unknown type and unreadable data are shown as such, never trusted', () => {
  expect(describeEvent(event('run.teleported', {}), null).tone).toBe('unknown');
  expect(describeEvent(event('step.failed', { stepId: 3 }), null).sentence).toBe(
    'step.failed: written by another version',
  );
});

test('a log entry carries step, target and hash of its event', () => {
  const entry = toLogEntry(
    event('attempt.lost-contact', { stepId: 'drain', target: 'web-07', attempt: 1, reason: 'cut' }),
    null,
  );
  expect(entry).toMatchObject({ seq: 7, stepId: 'drain', target: 'web-07', hash: '1'.repeat(64), tone: 'unknown' });
});

test('durations read like a watch', () => {
  expect([0, 999, 1_000, 59_940, 60_000, 3_599_000, 3_900_000, 183_600_000, -90_000].map(durationText)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 m',
    '59 m 59 s',
    '1 h 05 m',
    '2 d 03 h',
    '-1 m 30 s',
  ]);
});

const robin: Actor = { ...anna, person: 'Robin', role: null, via: 'phone', enteredBy: 'kim' };
const issue = { issueId: 'I-1', text: 'Lag', severity: 'high', stepId: 'drain', owner: 'Robin', workaround: null };

test.each([
  ['run.rebased', { from: 0, to: 1_080_000, reason: 'late' }, 'set T0 18 m later, to 01:18 Berlin (00:18 UTC): late'],
  [
    'step.eta-given',
    { stepId: 'drain', endAt: 0, reason: null },
    'expects drain to be over at 01:00 Berlin (00:00 UTC)',
  ],
  ['step.eta-given', { stepId: 'drain', endAt: null, reason: 'no' }, 'took back the ETA of drain: no'],
  [
    'decision.recorded',
    { what: 'On', options: ['on', 'back'], chosen: 'on', decidedBy: ['Ann', 'Bo'], reason: 'cold', stepId: null },
    'recorded a decision: On (options: on; back), chosen: on, decided by Ann, Bo: cold',
  ],
  [
    'issue.raised',
    { ...issue, reference: 'PRB1', decision: null },
    'raised high issue I-1 on drain: Lag (owner: Robin; reference: PRB1)',
  ],
  ['issue.resolved', { issueId: 'I-1', resolution: 'Gone' }, 'resolved issue I-1: Gone'],
  ['issue.reopened', { issueId: 'I-1', reason: 'Back' }, 'reopened issue I-1: Back'],
  [
    'update.given',
    { rag: 'amber', because: 'Late.', text: 'x', nextDueAt: 0 },
    'gave the amber update: Late; next due 01:00 Berlin (00:00 UTC)',
  ],
  [
    'preflight.finished',
    {
      verdict: 'red',
      startedAt: 0,
      endedAt: 1,
      checks: [{ aspect: 'disk', subject: 'a', verdict: 'unknown', text: 't', cure: null }],
    },
    'ran the preflight: red, 1 check, 1 bad or unknown, 0 warnings',
  ],
  ['preflight.accepted', { reason: 'scope', lacks: ['Red.'] }, 'starts in spite of the preflight: scope (Red.)'],
] as const)('%s says who, by which way and who typed it', (type, data, words) => {
  const { sentence } = describeEvent(event(type, data, robin), { ...ordersPlan(), timezone: 'Europe/Berlin' });
  expect(sentence).toBe(`Robin (stated by phone, entered by kim) ${words}`);
});
