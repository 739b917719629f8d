import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StepAction, stepActionNames } from '../../contract/commands.ts';
import { attemptOutcomes, eventSchemas, issueSeverities } from '../../contract/events.ts';
import type { PlanAction, PlanStep } from '../../contract/plan.ts';
import { runHeaderSchema, runSummarySchema, stepDetailSchema } from '../../contract/views.ts';
import {
  blockers,
  type Command,
  decide,
  isEnded,
  replay,
  runActions,
  runHeader,
  runSummary,
  stepActions,
  stepDetail,
  stepNamed,
} from '../../main/domain/run/index.ts';
import {
  aPlan,
  aStep,
  checklist,
  EVENING,
  gate,
  http,
  MINUTE,
  manual,
  message,
  milestone,
  placeholder,
  ssh,
  wait,
} from './plans.ts';
import { Promises } from './promises.ts';
import { finished, Rig } from './rig.ts';

/**
 * Random plans, random people, random targets, crashes and clocks: DESIGN section 1 holds after every event.
 * The promises are judged from the log alone (promises.ts), by none of the code under test.
 */
const SEQUENCES = Number(process.env.HOLDPOINT_MODEL_RUNS ?? 1000);

const targets = fc.constantFrom<string[]>(['a'], ['a', 'b'], ['a', 'b', 'c']);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 2 });
const retry = maybe(fc.record({ attempts: fc.integer({ min: 1, max: 3 }), delayMs: fc.constantFrom(0, MINUTE) }));
const action: fc.Arbitrary<PlanAction> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(manual) },
  { weight: 1, arbitrary: fc.constant(milestone) },
  { weight: 1, arbitrary: fc.constant(message()) },
  { weight: 1, arbitrary: fc.constantFrom(checklist('one'), checklist('one', 'constructor')) },
  { weight: 1, arbitrary: fc.constantFrom(wait(MINUTE), wait(null, EVENING + 3 * MINUTE)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(gate(), gate({ criteria: ['ok'] }), gate({ count: 2, excludeExecutor: true })),
  },
  { weight: 1, arbitrary: fc.constant<PlanAction>({ kind: 'simulated', targets: [] }) },
  {
    weight: 1,
    arbitrary: fc.record({ targets, retry, idempotent: fc.boolean() }).map((more) => http(more.targets, more)),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        targets,
        retry,
        idempotent: fc.boolean(),
        check: fc.constantFrom(null, 'check'),
        verify: fc.constantFrom(null, null, 'verify'),
        skipWhenDone: fc.boolean(),
      })
      .map((more) => ssh(more.targets, more)),
  },
);

const step = fc.record({
  action,
  after: fc.array(
    fc.record({
      back: fc.nat(3),
      type: fc.constantFrom('FS', 'FS', 'FS', 'SS', 'FF', 'SF'),
      lag: fc.constantFrom(0, 0, MINUTE, -MINUTE),
    }),
    { maxLength: 2 },
  ),
  start: fc.constantFrom('auto', 'auto', 'ask'),
  onFailure: fc.constantFrom('hold', 'hold', 'continue'),
  required: fc.boolean(),
  startAtMs: fc.constantFrom(null, null, null, 2 * MINUTE),
  notAfter: fc.constantFrom(null, null, null, EVENING + 4 * MINUTE),
  deadline: fc.constantFrom(null, null, 'hold', 'no-go'),
  when: fc.constantFrom(null, null, null, placeholder('inputs.tier'), placeholder('steps.s0.outputs.x')),
  evidence: fc.constantFrom(false, false, true),
});

const plan = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) =>
  aPlan(
    steps.map((raw, index) => {
      const change: Partial<PlanStep> = {
        after: raw.after.flatMap(({ back, type, lag }) =>
          index - 1 - back < 0 ? [] : [{ step: `s${index - 1 - back}`, type: type as 'FS', lagMs: lag }],
        ),
        start: raw.start as 'auto',
        onFailure: raw.onFailure as 'hold',
        required: raw.required,
        startAtMs: raw.startAtMs,
        notAfter: raw.notAfter,
        deadline:
          raw.deadline === null ? null : { withinMs: 3 * MINUTE, onExpiry: raw.deadline as 'hold', escalate: [] },
        when: raw.when === null ? null : { kind: 'in', value: raw.when, in: ['gold'] },
        evidence: raw.evidence ? [{ id: 'proof', text: 'Proof', type: 'text', required: true }] : [],
      };
      return aStep(`s${index}`, raw.action, change);
    }),
  ),
);

const people = ['Ada', 'Grace', 'Edsger', 'Mallory'] as const;
const move = fc.oneof(
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

function suitable(action: StepAction['action'], rig: Rig, stepId: string): StepAction[] {
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

function play(rig: Rig, next: Move): void {
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

/** The run is at rest after every command: time alone, at the announced instant and not before, moves it on. */
function isAtRest(rig: Rig): void {
  const advance = (now: number): number => {
    const decision = decide(rig.state, { type: 'advance' }, { ...rig.facts('engine'), now });
    return decision.kind === 'events' ? decision.events.length : 0;
  };
  expect(advance(rig.now)).toBe(0);
  const wake = rig.wake();
  if (wake === null) {
    expect(advance(rig.now + 1000 * MINUTE)).toBe(0);
    return;
  }
  expect(wake).toBeGreaterThan(rig.now);
  expect(advance(wake - 1)).toBe(0);
  expect(advance(wake)).toBeGreaterThan(0);
}

function everyQuestionIsAnswered(rig: Rig): void {
  if (isEnded(rig.state)) return;
  const { now, driven } = rig;
  expect(blockers(rig.state, { stepId: null, now, driven })).not.toEqual([]);
  for (const { id } of rig.state.plan.steps) {
    const isOver = ['succeeded', 'succeeded-with-exceptions', 'skipped', 'cancelled'].includes(rig.step(id));
    const found = blockers(rig.state, { stepId: id, now, driven });
    if (isOver) expect(found).toEqual([]);
    else expect(found, `${id} ${rig.step(id)}`).not.toEqual([]);
    for (const blocker of found) expect(blocker.text.length * blocker.unblock.length).toBeGreaterThan(0);
  }
}

function offersAreKept(rig: Rig): void {
  const isAccepted = (command: Command, person: string): boolean => rig.decide(command, person).kind === 'events';
  for (const offer of runActions(rig.state)) {
    expect(offer.allowed).toBe(offer.reason === null);
    if (offer.reason !== null) expect(offer.reason.length).toBeGreaterThan(5);
    const command = runCommands[offer.action];
    if (command !== undefined) expect(isAccepted(command, 'Ada'), offer.action).toBe(offer.allowed);
  }
  for (const { id: stepId } of rig.state.plan.steps) {
    for (const offer of stepActions(rig.state, stepId, rig.now)) {
      expect(offer.allowed).toBe(offer.reason === null);
      const name = stepActionNames.find((known) => known === offer.action);
      if (name === undefined) throw new Error(`no act ${offer.action}`);
      const takes = suitable(name, rig, stepId).some((act) =>
        people.some((person) => isAccepted({ type: 'act', stepId, act }, person)),
      );
      expect(takes, `${stepId} ${offer.action} ${offer.reason}`).toBe(offer.allowed);
    }
  }
}

const runCommands: Readonly<Record<string, Command>> = {
  start: { type: 'start' },
  cancel: { type: 'cancel', reason: 'r' },
  hold: { type: 'hold' },
  resume: { type: 'resume' },
  abort: { type: 'abort', reason: 'r' },
  close: { type: 'close' },
  note: { type: 'note', text: 't' },
  decide: { type: 'decide', what: 't', options: [], decidedBy: [] },
  'raise-issue': { type: 'raise-issue', text: 't', severity: 'low' },
  'give-update': { type: 'give-update', rag: 'green', because: 't', text: 't' },
  rebase: { type: 'rebase', t0: EVENING + 77_777, reason: 'r' },
};

function viewsAreWellFormed(rig: Rig): void {
  runHeaderSchema.parse(runHeader(rig.state, rig.now, rig.driven));
  runSummarySchema.parse(runSummary(rig.state, rig.now, rig.driven));
  for (const { id } of rig.state.plan.steps) {
    stepDetailSchema.parse(stepDetail(rig.state, id, { now: rig.now, driven: rig.driven }));
  }
  for (const event of rig.events) eventSchemas[event.type].parse(event.data);
}

test('no sequence of commands, outcomes, crashes and clocks breaks a promise', () => {
  fc.assert(
    fc.property(
      plan,
      fc.array(move, { minLength: 5, maxLength: 60 }),
      fc.record({ forks: fc.integer({ min: 1, max: 3 }), tier: fc.constantFrom('gold', 'tin') }),
      (somePlan, moves, { forks, tier }) => {
        const rig = Rig.started(somePlan, { forks, inputs: { tier } });
        const promises = new Promises(somePlan);
        promises.judge(rig.events);
        moves.forEach((next, index) => {
          play(rig, next);
          promises.judge(rig.events);
          promises.judgeEffects(rig.effects(), rig.coreId);
          if (rig.driven) isAtRest(rig);
          everyQuestionIsAnswered(rig);
          if (index % 16 === 7) offersAreKept(rig);
        });
        offersAreKept(rig);
        viewsAreWellFormed(rig);
        expect(replay(rig.events)).toEqual(rig.state);
        const once = rig.decide({ type: 'advance' });
        expect(rig.decide({ type: 'advance' })).toEqual(once);
      },
    ),
    { numRuns: SEQUENCES },
  );
}, 120_000);
