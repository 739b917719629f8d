import fc from 'fast-check';
import { expect } from 'vitest';
import { type StepAction, stepActionNames } from '../../contract/commands.ts';
import { attemptOutcomes, issueSeverities } from '../../contract/events.ts';
import { type Command, replay, stepActions, stepNamed } from '../../main/domain/run/index.ts';
import { EVENING, MINUTE } from './plans.ts';
import { finished, type Rig } from './rig.ts';

export const people = ['Ada', 'Grace', 'Edsger', 'Mallory'] as const;
/** What people, targets, crashes and clocks do to a run. */
export const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('outcome' as const), pick: fc.nat(), outcome: fc.nat(11) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      pick: fc.nat(),
      who: fc.nat(3),
      target: fc.constantFrom(undefined, 'a', 'b'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wild-act' as const), step: fc.nat(6), act: fc.nat(15) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('run' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('word' as const), which: fc.nat(9), pick: fc.nat(7) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rebase' as const), minutes: fc.integer({ min: -6, max: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(0, 1000, MINUTE) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), isHeld: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('stale' as const),
      pick: fc.nat(),
      attempt: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drive' as const), driven: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('jump' as const), ms: fc.integer({ min: -MINUTE, max: 10 * MINUTE }) }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

export function suitable(action: StepAction['action'], rig: Rig, stepId: string): StepAction[] {
  const reason = 'because';
  switch (action) {
    case 'tick':
    case 'untick':
      return ['one', 'constructor'].map((itemId) => ({ action, itemId }));
    case 'meet':
    case 'unmeet':
      return [{ action, criterionId: 'ok' }];
    case 'sent':
      return [{ action, to: 'all' }];
    case 'attach':
      return [{ action, evidenceId: 'proof', value: { type: 'text', text: 'seen' } }];
    case 'retry-failed': {
      const names = stepNamed(rig.state, stepId)?.targets ?? [];
      return [{ action, reason }, ...names.map(({ name }) => ({ action, reason, target: name }))];
    }
    case 'done':
    case 'failed':
    case 'reject':
    case 'retry-all':
    case 'skip':
      return [{ action, reason }];
    case 'approve':
    case 'go':
    case 'start':
    case 'reconcile':
      return [{ action }];
  }
}

function runCommand(which: number): Command {
  if (which < 7) return { type: 'resume' };
  if (which < 9) return { type: 'start' };
  if (which === 9) return { type: 'abort', reason: 'enough' };
  if (which === 10) return { type: 'cancel', reason: 'not today' };
  if (which < 13) return { type: 'hold' };
  if (which < 16) return { type: 'close' };
  if (which === 16) return { type: 'note', text: 'Noted.' };
  const causes = ['core-restarted', 'waiting-for-person', 'interrupted', 'clock-jumped'] as const;
  return { type: 'engine-hold', cause: causes[which % 4] ?? 'interrupted', reason: 'said the engine' };
}

/** The same act for a target by name, or without the reason it may need. */
function varied(
  act: StepAction,
  { who, target }: { readonly who: number; readonly target: string | undefined },
): StepAction {
  const named = act.action === 'retry-failed' && target !== undefined ? { ...act, target } : act;
  if (named.action !== 'retry-failed' && named.action !== 'retry-all' && named.action !== 'done') return named;
  const { reason, ...rest } = named;
  return who === 3 || reason === undefined ? rest : named;
}

export function play(rig: Rig, next: Move): void {
  switch (next.kind) {
    case 'outcome': {
      const effects = rig.effects();
      const effect = effects[next.pick % Math.max(1, effects.length)];
      if (effect === undefined) return;
      if (effect.kind === 'check') {
        rig.answer(
          effect,
          effect.purpose,
          (['holds', 'holds', 'does-not-hold', 'cannot-tell'] as const)[next.outcome % 4] ?? 'holds',
        );
        return;
      }
      const { stepId, target, attempt } = effect;
      const ref = { stepId, target, attempt };
      if (next.outcome === 9) rig.give({ type: 'attempt-sent', ...ref, targetBootId: 'b', hostKey: null }, 'engine');
      else if (next.outcome === 10) rig.give({ type: 'attempt-lost-contact', ...ref, reason: 'cut' }, 'engine');
      else if (next.outcome === 11) rig.give({ type: 'attempt-regained-contact', ...ref }, 'engine');
      else rig.give(finished(ref, attemptOutcomes[next.outcome] ?? 'succeeded'), 'engine');
      return;
    }
    case 'act': {
      const offers = rig.state.plan.steps.flatMap(({ id }) =>
        stepActions(rig.state, id, rig.now)
          .filter((offer) => offer.allowed)
          .flatMap((offer) => {
            const name = stepActionNames.find((known) => known === offer.action);
            return name === undefined ? [] : suitable(name, rig, id).map((act) => ({ id, act }));
          }),
      );
      const offer = offers[next.pick % Math.max(1, offers.length)];
      if (offer === undefined) return;
      const act = varied(offer.act, next);
      rig.act(offer.id, act, people[next.who]);
      return;
    }
    case 'wild-act': {
      const name = stepActionNames[next.act] ?? 'go';
      const act = suitable(name, rig, `s${next.step}`)[0];
      if (act !== undefined) rig.act(`s${next.step}`, act, 'Mallory');
      return;
    }
    case 'run':
      rig.give(runCommand(next.which));
      return;
    case 'word':
      say(rig, words(rig, next)[next.which % 8] ?? { type: 'note', text: 'Noted.' });
      return;
    case 'rebase':
      rig.give({ type: 'rebase', t0: (rig.state.t0 ?? EVENING) + next.minutes * MINUTE, reason: 'late' });
      return;
    case 'time': {
      const wake = rig.wake();
      if (next.ms === 0 && wake !== null) rig.pass(wake - rig.now);
      else rig.pass(next.ms);
      return;
    }
    case 'crash': {
      rig.coreId = `${rig.coreId}x`;
      const again = replay(rig.events);
      if (again !== null) rig.state = again;
      if (next.isHeld) rig.give({ type: 'engine-hold', cause: 'core-restarted', reason: 'restarted' }, 'engine');
      rig.give({ type: 'advance' }, 'engine');
      return;
    }
    case 'stale': {
      const index = next.pick % rig.state.plan.steps.length;
      const id = rig.state.plan.steps[index]?.id ?? '';
      const { length } = rig.events;
      const isOpen = rig
        .effects()
        .some((effect) => effect.stepId === id && effect.target === 'a' && effect.attempt === next.attempt);
      rig.give(finished({ stepId: id, target: 'a', attempt: next.attempt }, 'succeeded'), 'engine');
      if (!isOpen) expect(rig.events.length).toBe(length);
      return;
    }
    case 'drive':
      rig.driven = next.driven;
      if (rig.driven) rig.give({ type: 'advance' }, 'engine');
      return;
    case 'jump':
      rig.now += next.ms;
      rig.give({ type: 'clock-jumped', ms: next.ms, cause: 'sleep' }, 'engine');
  }
}

/** What people write down beside the run: an ETA moves forecasts and nothing else. */
function words(rig: Rig, { pick }: { readonly pick: number }): readonly Command[] {
  const { steps } = rig.state.plan;
  const stepId = steps[pick % steps.length]?.id ?? 's0';
  const issueId = `I-${1 + (pick % 3)}`;
  return [
    { type: 'note', text: 'Noted.', stepId },
    { type: 'decide', what: 'Go on', options: ['go on', 'stop'], decidedBy: ['Ada'], chosen: 'go on' },
    { type: 'raise-issue', text: `Trouble ${pick}`, severity: issueSeverities[pick % 4] ?? 'low', stepId },
    { type: 'change-issue', issueId, owner: pick > 3 ? 'Grace' : null, text: `Trouble ${pick}` },
    { type: 'resolve-issue', issueId, resolution: 'Gone' },
    { type: 'reopen-issue', issueId, reason: 'Back' },
    { type: 'eta', stepId, endAt: pick === 0 ? null : rig.now + pick * MINUTE },
    { type: 'give-update', rag: 'green', because: 'All is well.', text: 'All is well.' },
  ];
}

/** The machine stands where it stood: same steps but for the ETA, same holds, same effects, same wake. */
function say(rig: Rig, command: Command): void {
  const machine = () => {
    const { issues, lastUpdate, lastSeq, etaSeq, steps, ...rest } = rig.state;
    const bare = steps.map(({ eta, ...step }) => step);
    return { rest, steps: bare, effects: rig.effects(), wake: rig.wake() };
  };
  const before = machine();
  rig.give(command);
  expect(machine()).toEqual(before);
}
