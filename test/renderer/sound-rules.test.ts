import { expect, test } from 'vitest';
import type { StepView } from '../../contract/views.ts';
import {
  type Heard,
  isAudible,
  repeatDue,
  type SoundClass,
  type SoundFacts,
  soundClasses,
  soundDue,
} from '../../renderer/sound/sound-rules.ts';
import { NOW, nightView } from './fake/night.ts';

const { header, steps } = nightView();
const quiet = steps.map(
  (step): StepView => ({ ...step, state: 'pending', need: null, overdueAt: null, endedAt: null, startedAt: null }),
);
const calm: SoundFacts = { header, steps: quiet, isConnected: true, now: NOW };
const asked = { what: 'Start', since: NOW, due: null, onExpiry: null, who: null };

function changed(change: Partial<StepView>): SoundFacts {
  return { ...calm, steps: quiet.map((step, at) => (at === 3 ? { ...step, ...change } : step)) };
}

function heard(...night: readonly SoundFacts[]): (SoundClass | null)[] {
  let before: Heard | null = null;
  return night.map((facts) => {
    const answer = soundDue(before, facts);
    before = answer.heard;
    return answer.due;
  });
}

test('opening a run is silent, however bad it stands', () => {
  expect(heard({ ...calm, steps })).toEqual([null]);
  expect(heard(calm, { ...calm, header: { runId: 'run-other', endedAt: null } as never, steps })).toEqual([null, null]);
});

test('each class sounds once, when it becomes true', () => {
  const needs = changed({ state: 'awaiting-human', need: asked });
  expect(heard(calm, needs, needs)).toEqual([null, 'needs-you', null]);
  expect(heard(calm, changed({ state: 'failed' }))).toEqual([null, 'trouble']);
  expect(heard(calm, changed({ state: 'indeterminate' }))).toEqual([null, 'trouble']);
  const lost = { total: 3, succeeded: 1, failed: 0, running: 1, unknown: 1 };
  expect(heard(calm, changed({ state: 'running', startedAt: NOW, targets: lost }))).toEqual([null, 'contact-lost']);
  expect(heard(calm, { ...calm, isConnected: false }, calm)).toEqual([null, 'contact-lost', null]);
  const closing = { ...header, proposedClosure: { code: 'successful' as const, because: 'all succeeded' } };
  expect(heard(calm, { ...calm, header: closing }, { ...calm, header: closing })).toEqual([null, 'needs-you', null]);
  expect(heard(calm, { ...calm, header: { ...header, endedAt: NOW } })).toEqual([null, 'ended']);
});

test('a failed step that also needs a person is one sound, the more urgent one', () => {
  expect(heard(calm, changed({ state: 'failed', need: asked }))).toEqual([null, 'trouble']);
});

test('a step that fails again after a retry is new trouble', () => {
  expect(
    heard(
      calm,
      changed({ state: 'failed', attempts: 1 }),
      changed({ state: 'running', attempts: 2 }),
      changed({ state: 'failed', attempts: 2 }),
    ),
  ).toEqual([null, 'trouble', null, 'trouble']);
});

test('what becomes overdue sounds by the passing of time alone, and again every minute until somebody acts', () => {
  const waiting = changed({ state: 'awaiting-human', need: { ...asked, due: NOW + 1000 } });
  const late = { ...waiting, now: NOW + 2000 };
  expect(heard(waiting, late, late)).toEqual([null, 'overdue', null]);
  const { heard: state } = soundDue(null, late);
  expect(repeatDue(state, NOW, NOW + 59_000)).toBe(false);
  expect(repeatDue(state, NOW, NOW + 60_000)).toBe(true);
  expect(repeatDue(soundDue(null, calm).heard, NOW, NOW + 60_000)).toBe(false);
});

test('mute silences all, a switch its class, and a rehearsal everything unless switched on', () => {
  const usual = { isMuted: false, inRehearsal: false, off: [] };
  for (const one of soundClasses) {
    expect(isAudible(one, usual, 'live')).toBe(true);
    expect(isAudible(one, usual, 'rehearsal')).toBe(false);
    expect(isAudible(one, { ...usual, inRehearsal: true }, 'rehearsal')).toBe(true);
    expect(isAudible(one, { ...usual, isMuted: true }, 'live')).toBe(false);
    expect(isAudible(one, { ...usual, off: [one] }, 'live')).toBe(false);
  }
});
