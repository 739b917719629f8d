import { describe, expect, test } from 'vitest';
import { stepDetail } from '../../main/domain/run/index.ts';
import { aPlan, aStep, checklist, fs, gate, MINUTE, manual, message, milestone, placeholder, ssh } from './plans.ts';
import { Rig } from './rig.ts';

const proof = [{ id: 'proof', text: 'Screenshot of the pool', type: 'link', required: true }] as const;

describe('a manual step', () => {
  test('has start and done as separate acts, and waiting and working as separate clocks', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    expect(rig.step('a')).toBe('awaiting-human');
    expect(rig.act('a', { action: 'done' })).toMatch(/not started/);
    rig.now += MINUTE;
    rig.act('a', { action: 'start' });
    expect(rig.step('a')).toBe('running');
    rig.now += MINUTE;
    rig.act('a', { action: 'done' });
    const step = rig.state.steps[0];
    expect([(step?.startedAt ?? 0) - (step?.readyAt ?? 0), (step?.endedAt ?? 0) - (step?.startedAt ?? 0)]).toEqual([
      MINUTE,
      MINUTE,
    ]);
  });

  test('is not done without its required evidence, of the right type', () => {
    const rig = Rig.started(aPlan([aStep('a', manual, { evidence: [...proof] })]));
    rig.act('a', { action: 'start' });
    expect(rig.act('a', { action: 'done' })).toMatch(/Screenshot of the pool/);
    const wrong = { action: 'attach', evidenceId: 'proof', value: { type: 'text', text: 'trust me' } } as const;
    expect(rig.act('a', wrong)).toMatch(/asks for a link, not text/);
    rig.act('a', { action: 'attach', evidenceId: 'proof', value: { type: 'link', url: 'https://x.example' } });
    expect(rig.act('a', { action: 'done' })).toEqual(['step.succeeded']);
  });

  test('that failed holds the run, and its retry waits for a person again', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    rig.act('a', { action: 'start' });
    expect(rig.act('a', { action: 'failed', reason: 'door locked' })).toEqual(['step.failed', 'run.held']);
    expect(rig.act('a', { action: 'retry-failed' })).toMatch(/no targets/);
    expect(rig.act('a', { action: 'retry-all' })).toEqual(['step.retry-requested', 'run.resumed']);
    expect(rig.step('a')).toBe('awaiting-human');
  });

  test('of a supplier waits for the supplier', () => {
    expect(Rig.started(aPlan([aStep('a', manual, { supplier: 'Hosting Ltd' })])).step('a')).toBe('awaiting-supplier');
  });
});

describe('a checklist', () => {
  test('starts with its first tick and is done by word, not by the last tick', () => {
    const rig = Rig.started(aPlan([aStep('a', checklist('one', 'constructor'))]));
    expect(rig.act('a', { action: 'tick', itemId: 'one' })).toEqual(['step.started', 'item.ticked']);
    expect(rig.act('a', { action: 'done' })).toMatch(/Item constructor.*not ticked/);
    expect(rig.act('a', { action: 'tick', itemId: 'constructor' })).toEqual(['item.ticked']);
    expect(rig.act('a', { action: 'untick', itemId: 'one' })).toEqual(['item.unticked']);
    expect(rig.act('a', { action: 'tick', itemId: 'zz' })).toMatch(/no item/);
    rig.act('a', { action: 'tick', itemId: 'one' });
    expect(rig.act('a', { action: 'tick', itemId: 'one' })).toMatch(/Every item is ticked/);
    expect(rig.act('a', { action: 'done' })).toEqual(['step.succeeded']);
  });
});

describe('a gate', () => {
  test('opens when its criteria are met and it is approved, in whatever order', () => {
    const plan = aPlan([aStep('g', gate({ criteria: ['errors'] })), aStep('b', milestone, { after: [fs('g')] })]);
    const rig = Rig.started(plan);
    expect(rig.step('g')).toBe('awaiting-approval');
    expect(rig.act('g', { action: 'approve' })).toEqual(['approval.given']);
    rig.act('g', { action: 'unmeet', criterionId: 'errors' });
    expect(rig.step('b')).toBe('pending');
    expect(rig.act('g', { action: 'meet', criterionId: 'errors' })).toEqual([
      'criterion.met',
      'step.succeeded',
      'step.became-ready',
      'step.started',
      'step.succeeded',
    ]);
  });

  const voices = [
    ['the role itself', 'Ada', null],
    ['its name typed differently', '  ada ', null],
    ['its backup', 'Grace', null],
    ['a person of another role', 'Edsger', /may not approve/],
    ['somebody not named', 'Mallory', /may not approve/],
  ] as const;
  test.each(voices)('takes the approval of %s as it should', (_what, person, refusal) => {
    const answer = Rig.started(aPlan([aStep('g', gate())])).act('g', { action: 'approve' }, person);
    if (refusal === null) expect(answer).toEqual(['approval.given', 'step.succeeded']);
    else expect(answer).toMatch(refusal);
  });

  test('takes a backup that is given as a role', () => {
    const rig = Rig.started(aPlan([aStep('g', gate({ roles: ['Database lead'] }))]));
    expect(rig.act('g', { action: 'approve' }, 'Ada')).toEqual(['approval.given', 'step.succeeded']);
  });

  test('counts people, not approvals', () => {
    const rig = Rig.started(aPlan([aStep('g', gate({ count: 2 }))]));
    rig.act('g', { action: 'approve' }, 'Ada');
    expect(rig.act('g', { action: 'approve' }, 'ADA')).toMatch(/approved already/);
    expect(rig.act('g', { action: 'approve' }, 'Grace')).toContain('step.succeeded');
  });

  test('is not approved by who carried out the step before it', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', ssh(['x']), { start: 'ask' }),
        aStep('g', gate({ excludeExecutor: true }), { after: [fs('a')] }),
      ]),
    );
    rig.act('a', { action: 'go' }, 'Ada');
    rig.finish('a', 'x', 'succeeded');
    expect(rig.act('g', { action: 'approve' }, 'Ada')).toMatch(/somebody else/);
    expect(rig.act('g', { action: 'approve' }, 'Grace')).toContain('step.succeeded');
  });

  test('says no-go with a reason: it fails, the run is held, and only asking again opens it', () => {
    const rig = Rig.started(aPlan([aStep('g', gate()), aStep('b', manual, { after: [fs('g')] })]));
    expect(rig.act('g', { action: 'reject', reason: 'errors at 4 %' }, 'Mallory')).toMatch(/may not decide/);
    expect(rig.act('g', { action: 'reject', reason: 'errors at 4 %' })).toEqual([
      'approval.refused',
      'step.failed',
      'run.held',
    ]);
    expect(rig.held()).toEqual(['no-go']);
    rig.give({ type: 'resume' });
    expect(rig.step('b')).toBe('pending');
    expect(rig.act('g', { action: 'done', reason: 'I know better' })).toMatch(/approvals only/);
    rig.act('g', { action: 'retry-all' });
    expect(rig.act('g', { action: 'approve' })).toContain('step.succeeded');
  });

  test('approvals given before a no-go do not count after it', () => {
    const rig = Rig.started(aPlan([aStep('g', gate({ count: 2 }))]));
    rig.act('g', { action: 'approve' }, 'Ada');
    rig.act('g', { action: 'reject', reason: 'no' }, 'Grace');
    rig.act('g', { action: 'retry-all' });
    rig.give({ type: 'resume' });
    expect(rig.act('g', { action: 'approve' }, 'Grace')).toEqual(['approval.given']);
  });
});

describe('a message', () => {
  test('waits for its sending and keeps the text as it was sent', () => {
    const text = `Orders ${placeholder('inputs.version')} is live.`;
    const rig = Rig.started(aPlan([aStep('m', message(text))]), { inputs: { version: '4.2.0' } });
    expect(rig.step('m')).toBe('awaiting-human');
    const draft = stepDetail(rig.state, 'm', { now: rig.now, driven: true })?.message?.text;
    expect(draft).toBe('Orders 4.2.0 is live.');
    expect(rig.act('m', { action: 'sent', to: 'all@example.com', channel: 'mail' })).toEqual([
      'step.started',
      'message.sent',
      'step.succeeded',
    ]);
    expect(rig.events.at(-2)?.data).toMatchObject({ text: draft, to: 'all@example.com', channel: 'mail' });
  });
});

describe('a deadline', () => {
  const deadline = (onExpiry: 'hold' | 'no-go') => ({ withinMs: 15 * MINUTE, onExpiry, escalate: [] });

  test('that passes holds the run once, and the step can still be done', () => {
    const rig = Rig.started(aPlan([aStep('a', manual, { deadline: deadline('hold') })]));
    expect(rig.wake()).toBe(rig.now + 15 * MINUTE);
    expect(rig.pass(15 * MINUTE)).toEqual(['step.overdue', 'run.held']);
    expect(rig.pass(60 * MINUTE)).toEqual([]);
    rig.give({ type: 'resume' });
    expect(rig.act('a', { action: 'start' })).toEqual(['step.started']);
  });

  test('with no-go as its default fails the gate; nothing falls through', () => {
    const rig = Rig.started(
      aPlan([aStep('g', gate(), { deadline: deadline('no-go') }), aStep('b', milestone, { after: [fs('g')] })]),
    );
    expect(rig.pass(15 * MINUTE)).toEqual(['step.overdue', 'step.failed', 'run.held']);
    expect([rig.step('g'), rig.step('b'), ...rig.held()]).toEqual(['failed', 'pending', 'no-go']);
    rig.give({ type: 'resume' });
    expect([rig.step('b'), rig.wake()]).toEqual(['pending', null]);
  });
});
