import fc from 'fast-check';
import type { PlanAction, PlanStep } from '../../contract/plan.ts';
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

/** Any plan of up to six steps, with every kind of dependency, time and retry. */
export const plan = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) =>
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
